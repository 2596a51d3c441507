// The app without its server: the worker, the document it keeps, and how a new build comes in.
import { type Browser, type Page, type TestInfo, expect } from '@playwright/test';
import { Front } from './front';
import { OwnServer } from './own';
import { test } from './story';
import { answersFor } from './worker';

test.use({ serviceWorkers: 'allow' });

const zh = {
  offline: /网络不通|服务器暂时连不上/, broken: '页面没能打开', again: '重新加载', leave: '退出登录',
};
const en: typeof zh = {
  offline: /network|cannot be reached/, broken: 'The page could not be opened', again: 'Load again', leave: 'Sign out',
};
const words = (info: TestInfo) => (info.project.name.includes('zh') ? zh : en);
const isPhone = (info: TestInfo) => info.project.name.includes('phone');
const html = (page: Page) => page.locator('html');
const live = (page: Page) => expect(html(page)).toHaveAttribute('data-live', '');
const rendered = (page: Page, how: 'ssr' | 'csr') => expect(html(page)).toHaveAttribute('data-render', how);

let server: OwnServer;
let front: Front;
test.beforeAll(async () => {
  server = await OwnServer.start();
  front = await Front.before(server.address);
});
test.afterAll(async () => {
  await front.end();
  await server.end();
});
test.beforeEach(() => {
  front.mode = 'pass';
  front.alter = undefined;
});

async function open(browser: Browser, info: TestInfo, login?: string, base = front.address, more = {}) {
  const context = await browser.newContext({ ...info.project.use, serviceWorkers: 'allow', baseURL: base, ...more });
  if (login) {
    const answer = await context.request.post('/api/v1/session/demo', { data: { login }, headers: { origin: base } });
    expect(answer.ok(), await answer.text()).toBe(true);
  }
  return { context, page: await context.newPage() };
}

/** Visits once and waits until the worker answers for the page. */
async function visited(page: Page, address: string) {
  await page.goto(address);
  await live(page);
  await answersFor(page);
}

const frame = (page: Page, info: TestInfo) => page.locator(isPhone(info) ? '.bottom-nav, .topbar' : '.rail, .topbar').first();

for (const [login, first, pages] of [
  ['agent', '/cases', ['/cases', '/notices', '/account', '/']],
  ['customer', '/', ['/', '/submit', '/notices', '/account']],
] as const)
  test(`${login}: what was visited once starts without a network`, async ({ browser }, info) => {
    const word = words(info);
    const { context, page } = await open(browser, info, login);
    await visited(page, first);
    await context.setOffline(true);
    for (const address of pages) {
      front.asked = [];
      await page.goto(address);
      await live(page);
      await rendered(page, 'csr');
      await expect(frame(page, info), address).toBeVisible();
      await expect(page.getByText(word.offline).first(), address).toBeVisible();
      await expect(html(page)).toHaveAttribute('lang', isPhone(info) ? 'zh-CN' : 'en');
      expect(front.asked, address).toEqual([]);
    }
    if (login === 'agent') expect(new URL(page.url()).pathname).toBe('/cases');
    await context.setOffline(false);
    // The device asks the server first; once it has answered, pages are the server's again.
    await expect(async () => {
      await page.goto(first);
      await expect(html(page)).toHaveAttribute('data-render', 'ssr', { timeout: 1000 });
    }).toPass({ timeout: 30_000 });
    await context.close();
  });

for (const mode of ['fail', 'hang'] as const)
  test(`a server that ${mode}s leaves the app standing`, async ({ browser }, info) => {
    const { context, page } = await open(browser, info, 'agent');
    await visited(page, '/cases');
    front.mode = mode;
    await page.goto('/cases', { waitUntil: 'commit' });
    await live(page);
    await rendered(page, 'csr');
    await expect(frame(page, info)).toBeVisible();
    front.mode = 'pass';
    await context.close();
  });

const damage: Record<string, (html: string) => string> = {
  'the page of other code': (text) => text.replace(/data-code="\w+"/, 'data-code="other"').replace('<body>', '<body><p id="foreign"></p>'),
  'a page that lost a part': (text) => text.replace(/<main/g, '<p id="foreign"></p><section').replace(/<\/main>/g, '</section>'),
  'a page with a part of somebody else': (text) => text.replace(/<body>/, '<body><div id="foreign"></div>'),
  'a page whose facts are broken': (text) => text.replace(/(<script id="boot"[^>]*>)\{/, '$1{"x":').replace('<body>', '<body><p id="foreign"></p>'),
  'a page without its facts': (text) => text.replace('id="boot"', 'id="lost"').replace('<body>', '<body><p id="foreign"></p>'),
};
for (const [what, alter] of Object.entries(damage))
  test(`${what} is rendered anew, and answers once`, async ({ browser }, info) => {
    const { context, page } = await open(browser, info, undefined, front.address, { serviceWorkers: 'block' });
    front.alter = alter;
    await page.goto('/submit');
    await live(page);
    await expect(page.locator('#foreign')).toHaveCount(0);
    await expect(page.locator('#subject')).toBeVisible();
    // Facts that can be read serve a start without the server, whatever the page around them was.
    const readable = !what.includes('facts');
    expect((await page.evaluate(() => localStorage.getItem('yingda.boot'))) !== null).toBe(readable);
    // Two instances on one document would switch twice.
    const before = await page.locator('.topbar a[lang]').getAttribute('lang');
    await page.locator('.topbar a[lang]').click();
    await expect(html(page)).toHaveAttribute('lang', before!);
    const length = await page.evaluate(() => history.length);
    await page.locator('.topbar a[href="/"]').first().click();
    await expect(page).toHaveURL(`${front.address}/`);
    expect(await page.evaluate(() => history.length)).toBe(length + 1);
    await context.close();
  });

test('a page that fails twice says so and offers another try', async ({ browser }, info) => {
  const word = words(info);
  const { context, page } = await open(browser, info, undefined, front.address, { serviceWorkers: 'block' });
  front.alter = damage['a page that lost a part'];
  await page.route('**/*?again', (route) => route.abort());
  await page.goto('/submit');
  await expect(page.getByRole('heading', { name: word.broken })).toBeVisible();
  front.alter = undefined;
  await page.getByRole('button', { name: word.again }).click();
  await live(page);
  await rendered(page, 'ssr');
  await expect(page.locator('#subject')).toBeVisible();
  await context.close();
});

test('nothing of anybody is kept by the worker, and signing out forgets who was there', async ({ browser }, info) => {
  const { context, page } = await open(browser, info, 'customer');
  await visited(page, '/');
  const name = await page.evaluate(() => JSON.parse(localStorage.getItem('yingda.boot')!).me.name as string);
  expect(name).not.toBe('');
  for (const address of ['/account', '/notices', '/']) await page.goto(address);
  await live(page);
  const kept = await page.evaluate(async () => {
    const found: { path: string; text: string; type: string }[] = [];
    for (const key of await caches.keys()) {
      const cache = await caches.open(key);
      for (const request of await cache.keys()) {
        const answer = (await cache.match(request))!;
        const type = answer.headers.get('content-type') ?? '';
        found.push({ path: new URL(request.url).pathname, type, text: type.includes('html') ? await answer.text() : '' });
      }
    }
    return found;
  });
  expect(kept.filter((file) => file.type.includes('html')).map((file) => file.path)).toEqual(['/__shell']);
  expect(kept.filter((file) => file.text.includes(name) || /^\/(api|files)/.test(file.path))).toEqual([]);
  expect(kept.length).toBeGreaterThan(8);
  await page.goto('/account');
  await live(page);
  await page.locator('.account-head').getByRole('button', { name: words(info).leave }).click();
  await page.waitForURL(`${front.address}/`);
  await live(page);
  // The browser clears the storage in its own time: the guest's facts may be gone with it, the person's are in either case.
  await expect.poll(() => page.evaluate(() => Object.values(localStorage).join())).not.toContain(name);
  await context.close();
});

test('the worker and the description of the app are served as browsers want them', async ({ request }) => {
  const worker = await request.get(`${front.address}/sw.js`);
  expect(worker.headers()).toMatchObject({
    'cache-control': 'no-cache', 'service-worker-allowed': '/', 'content-type': 'text/javascript; charset=utf-8',
    'content-security-policy': "default-src 'none'; connect-src 'self'",
  });
  const shell = await request.get(`${front.address}/__shell`);
  expect(shell.headers()['content-security-policy']).toMatch(/script-src 'sha256-[^']+' 'self' 'wasm-unsafe-eval'/);
  expect(await shell.text()).toMatch(/<body><\/body>/);
  for (const lang of ['zh', 'en']) {
    const answer = await request.get(`${front.address}/manifest.${lang}.webmanifest`);
    expect(answer.headers()['content-type']).toBe('application/manifest+json');
    const manifest = await answer.json();
    const pictures = [...manifest.icons, ...manifest.screenshots, ...manifest.shortcuts.flatMap((one: { icons: unknown[] }) => one.icons)];
    for (const { src } of pictures) expect((await request.get(`${front.address}${src}`)).status(), src).toBe(200);
    for (const { url } of manifest.shortcuts) expect((await request.get(`${front.address}${url}`)).ok(), url).toBe(true);
  }
});
