// Screenshots for looking at, not for comparing: `cargo xtask shots` runs the files in shots/ and
// finds the pictures in target/shots (a shot file takes the folder from SHOTS).
import { defineConfig } from '@playwright/test';
import path from 'node:path';
import base from './playwright.config';

const folder = path.resolve(base.outputDir ?? '.', '..', 'shots');
process.env.SHOTS = folder;

export default defineConfig(base, {
  testDir: './shots',
  testMatch: '**/*.shots.ts',
  outputDir: path.join(folder, 'results'),
});
