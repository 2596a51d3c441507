// Long runs of work without a network: `cargo xtask soak offline` runs the files in soak/. Each has a server of its own.
import { defineConfig } from '@playwright/test';
import base from './playwright.config';

export default defineConfig({
  ...base,
  testDir: './soak',
  testMatch: '**/*.soak.ts',
  testIgnore: undefined,
  workers: 1,
  reporter: 'list',
  use: { ...base.use, trace: 'off', screenshot: 'off' },
  webServer: undefined,
  projects: base.projects?.filter((project) => project.name === 'desktop-en-dark').map((project) => ({ ...project, testIgnore: undefined })),
});
