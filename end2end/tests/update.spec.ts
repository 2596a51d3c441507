// A new build under pages that are open: it waits, it says so, and it takes nothing away.
import { type Page, type TestInfo, expect } from '@playwright/test';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { OwnServer } from './own';
import { test } from './story';
import { answersFor } from './worker';

test.use({ serviceWorkers: 'allow' });

const zh = { update: '更新', ready: '有新版本', waits: '等您提交或清空' };
const en: typeof zh = { update: 'Update', ready: 'A new version is ready', waits: 'once what you are typing' };
const words = (info: TestInfo) => (info.project.name.includes('zh') ? zh : en);
const build = (page: Page, name: string) => expect(page.locator('html')).toHaveAttribute('data-build', name);
const live = (page: Page) => expect(page.locator('html')).toHaveAttribute('data-live', '');

let folder: string;
let server: OwnServer;
/** The site under another name, with one file only this build has. */
function site(name: string, from: string) {
  const place = path.join(folder, name);
  cpSync(from, place, { recursive: true });
  const facts = JSON.parse(readFileSync(path.join(place, 'site.json'), 'utf8'));
  writeFileSync(path.join(place, 'site.json'), JSON.stringify({ ...facts, build: name }));
  writeFileSync(path.join(place, 'pkg', `only-${name}.js`), `// ${name}`);
  return place;
}

async function deploy(name: string) {
  await server.stop();
  server.site = path.join(folder, name);
  await server.resume();
}

test.beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'yingda-sites-'));
  server = await OwnServer.start();
  for (const name of ['one', 'two']) site(name, server.site);
  await deploy('one');
});
test.afterEach(async () => {
  await server.end();
  rmSync(folder, { recursive: true, force: true });
});

async function visited(page: Page, address: string) {
  await page.goto(address);
  await live(page);
  await answersFor(page);
}

const update = (page: Page) => page.evaluate(async () => void (await (await navigator.serviceWorker.ready).update()));
const waiting = (page: Page) => page.evaluate(async () => Boolean((await navigator.serviceWorker.ready).waiting));

test('a new build waits until it is wanted and nothing is being written, then comes with one load', async ({ browser }, info) => {
  const word = words(info);
  const context = await browser.newContext({ ...info.project.use, serviceWorkers: 'allow', baseURL: server.address });
  const page = await context.newPage();
  await visited(page, '/submit');
  await build(page, 'one');
  let loads = 0;
  page.on('load', () => (loads += 1));
  await deploy('two');
  await page.locator('#subject').fill('写了一半');
  await update(page);
  await expect(page.getByText(word.ready)).toBeVisible();
  expect(await waiting(page)).toBe(true);
  expect((await context.request.get('/pkg/only-one.js')).status()).toBe(200);
  expect((await context.request.get('/pkg/only-none.js')).status()).toBe(404);
  await page.locator('.app-notices').getByRole('button', { name: word.update, exact: true }).click();
  await expect(page.getByText(word.waits)).toBeVisible();
  await expect(page.locator('#subject')).toHaveValue('写了一半');
  await build(page, 'one');
  expect(loads).toBe(0);
  await page.locator('#subject').fill('');
  await build(page, 'two');
  await live(page);
  await expect(page.locator('.app-notices .banner')).toHaveCount(0);
  expect(await waiting(page)).toBe(false);
  expect(loads).toBe(1);
  await context.close();
});

test('a page of the new build lets its worker in without a word', async ({ browser }, info) => {
  const context = await browser.newContext({ ...info.project.use, serviceWorkers: 'allow', baseURL: server.address });
  const page = await context.newPage();
  await visited(page, '/');
  const before = (await page.evaluate(() => caches.keys()))[0];
  await deploy('two');
  await page.goto('/');
  await build(page, 'two');
  await live(page);
  await update(page);
  const standing = async () => {
    const { active, waiting, installing } = await navigator.serviceWorker.ready;
    // An old worker on its last event may leave an empty cache behind.
    const full: string[] = [];
    for (const name of await caches.keys()) if ((await (await caches.open(name)).keys()).length > 0) full.push(name);
    return [full, active?.state, waiting?.state, installing?.state].flat().join(' ');
  };
  // One cache, another one than before, whose worker waits for nothing.
  await expect.poll(() => page.evaluate(standing)).toMatch(new RegExp(`^(?!${before})shell-\\w+ activated  $`));
  await expect(page.locator('.app-notices .banner')).toHaveCount(0);
  // What starts without the server is the new build too.
  await server.stop();
  await page.goto('/');
  await expect(page.locator('html')).toHaveAttribute('data-render', 'csr');
  await build(page, 'two');
  await context.close();
});
