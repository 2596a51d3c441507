// Browser tests: one fresh server with demo data, seen once as a phone and once as a desk.
// YINGDA_BIN and YINGDA_SITE say what is tested; `cargo xtask test` sets them.
import { defineConfig } from '@playwright/test';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const checkout = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const target = path.join(checkout, 'target');
const port = Number(process.env.YINGDA_PORT ?? 3100);
const binary = process.env.YINGDA_BIN ?? path.join(target, 'bin', 'debug', 'yingda');
const site = process.env.YINGDA_SITE ?? path.join(target, 'site');
const data = path.join(target, 'browser-tests-data');
/** The demo world as it was seeded; every server of a story begins with a copy. */
export const world = path.join(target, 'browser-tests-world');
export const address = `http://127.0.0.1:${port}`;

const quote = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
const start = [
  `rm -rf ${quote(data)} ${quote(world)}`,
  `${quote(binary)} seed --demo --data ${quote(world)}`,
  `cp -r ${quote(world)} ${quote(data)}`,
  `exec ${quote(binary)} serve --data ${quote(data)} --listen 127.0.0.1:${port} --site ${quote(site)}`,
].join(' && ');

export default defineConfig({
  testDir: './tests',
  outputDir: path.join(target, 'browser-tests'),
  workers: 2,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  timeout: 120_000,
  expect: { timeout: 10_000 },
  reporter: 'list',
  use: {
    baseURL: address,
    timezoneId: 'Asia/Shanghai',
    // A worker hides requests from the tests' own routes: only the tests of the worker let it in.
    serviceWorkers: 'block',
    // A trace makes a story twice as long: it is asked for when one has failed.
    trace: process.env.YINGDA_TRACE ? 'retain-on-failure' : 'off',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  projects: [
    {
      name: 'phone-zh-light',
      // A minute of trouble is enough once.
      testIgnore: '**/chaos.spec.ts',
      use: {
        viewport: { width: 390, height: 844 },
        deviceScaleFactor: 2,
        isMobile: true,
        hasTouch: true,
        locale: 'zh-CN',
        colorScheme: 'light',
      },
    },
    {
      name: 'desktop-en-dark',
      // What befalls lines and disks is the same for all looks.
      testIgnore: ['**/faults.spec.ts', '**/device.spec.ts'],
      use: {
        viewport: { width: 1440, height: 900 },
        locale: 'en-US',
        colorScheme: 'dark',
      },
    },
  ],
  webServer: {
    command: start,
    cwd: checkout,
    url: `${address}/readyz`,
    timeout: 120_000,
    reuseExistingServer: false,
    stdout: 'ignore',
    stderr: 'pipe',
    gracefulShutdown: { signal: 'SIGTERM', timeout: 5_000 },
  },
});
