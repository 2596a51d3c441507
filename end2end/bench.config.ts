// Seconds and bytes of what customers do: `cargo xtask bench` runs the files in bench/.
import { defineConfig } from '@playwright/test';
import base from './playwright.config';

export default defineConfig(base, {
  testDir: './bench',
  testMatch: '**/*.bench.ts',
  workers: 1,
  reporter: 'dot',
  // A trace of twenty thousand requests takes longer than they do.
  use: { trace: 'off', screenshot: 'off' },
});
