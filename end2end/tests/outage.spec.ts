// The service is away while somebody sends: what was typed stays, the page says why, and the next try does it once.
import { type APIRequestContext, type Browser, type Page, type TestInfo, expect } from '@playwright/test';
import { address } from '../playwright.config';
import { OwnServer } from './own';
import { test } from './story';

const api = '/api/v1';
const photo = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const zh = { send: '提交', urgent: '业务停了', away: '服务暂时不可用，您填写的内容还在，请在 5 秒后再试。', reply: '发送', offline: '网络' };
const en: typeof zh = {
  send: 'Send', urgent: 'Business stopped', away: 'The service is temporarily unavailable. What you typed is kept; try again in 5 seconds.', reply: 'Send', offline: 'network',
};
const words = (info: TestInfo) => (info.project.name.includes('zh') ? zh : en);
const live = (page: Page) => expect(page.locator('html')).toHaveAttribute('data-live', '');
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
/** What the server says while its database is away. */
const unavailable = {
  status: 503,
  headers: { 'retry-after': '5' },
  contentType: 'application/problem+json',
  body: JSON.stringify({ fault: 'unavailable', retry_after_s: 5, type: '/problems/unavailable', title: 'unavailable', status: 503, code: 'unavailable', errors: [] }),
};

async function signedIn(browser: Browser, base: string, login: string) {
  const context = await browser.newContext({ baseURL: base });
  const answer = await context.request.post(`${api}/session/demo`, { data: { login }, headers: { origin: base } });
  expect(answer.ok(), await answer.text()).toBe(true);
  return context.request;
}

/** Cases with this subject, as the desk finds them. */
async function found(request: APIRequestContext, subject: string) {
  const list = await (await request.get(`${api}/cases?q=${encodeURIComponent(subject)}`)).json();
  return (list.rows as { subject: string }[]).filter((row) => row.subject === subject).length;
}

const typed = (subject: string) => ({ '#subject': subject, '#contact_phone': '13800138000', '#contact_name': '赵敏', '#description': '每次打印\n都卡纸' });

async function fillIn(page: Page, fields: Record<string, string>, info: TestInfo) {
  await page.goto('/submit');
  await live(page);
  for (const [field, text] of Object.entries(fields)) await page.locator(field).fill(text);
  await page.getByLabel(words(info).urgent).check();
  await page.locator('#files').setInputFiles({ name: '卡纸.png', mimeType: 'image/png', buffer: photo });
}

async function kept(page: Page, fields: Record<string, string>, info: TestInfo) {
  for (const [field, text] of Object.entries(fields)) await expect(page.locator(field)).toHaveValue(text);
  await expect(page.getByLabel(words(info).urgent)).toBeChecked();
  await expect(page.locator('.file-list li')).toHaveCount(1);
  expect(new URL(page.url()).pathname).toBe('/submit');
}

test('a report sent while the database is away is kept, explained, and one case in the end', async ({ page, browser }, info) => {
  const word = words(info);
  const fields = typed(`数据库不在 ${info.project.name} ${Date.now()}`);
  await fillIn(page, fields, info);
  const keys: (string | null)[] = [];
  // Turned away at first, then taken with an answer that says otherwise, as when a commit is cut off.
  await page.route('**/api/v1/cases', async (route) => {
    keys.push(await route.request().headerValue('idempotency-key'));
    if (keys.length > 2) return route.continue();
    if (keys.length === 2) expect((await route.fetch()).ok()).toBe(true);
    return route.fulfill(unavailable);
  });
  for (const tries of [1, 2]) {
    await button(page, word.send).click();
    await expect(page.locator('.form-fault')).toHaveText(word.away);
    await expect(button(page, word.send)).toBeEnabled();
    await kept(page, fields, info);
    expect(keys.length).toBe(tries);
  }
  await button(page, word.send).click();
  await page.waitForURL(/\/t\/[0-9a-f]+\?new=1/);
  await expect(page.locator('.attachment-photo img')).toHaveCount(1);
  expect(new Set(keys).size).toBe(1);
  expect(await found(await signedIn(browser, address, 'agent'), fields['#subject'])).toBe(1);
});

test('an answer written while the database is away is sent once', async ({ page, browser }, info) => {
  const word = words(info);
  const customer = await signedIn(browser, address, 'customer');
  const made = await (await customer.post(`${api}/cases`, { data: { subject: `回复时不在 ${Date.now()}` }, headers: { origin: address } })).json();
  await page.request.post(`${api}/session/demo`, { data: { login: 'agent' }, headers: { origin: address } });
  await page.goto(`/cases/${made.number}`);
  await live(page);
  const area = page.locator('#composer-text');
  await area.fill('请先关机再开机。');
  let tries = 0;
  await page.route('**/comments', async (route) => {
    tries += 1;
    if (tries > 2) return route.continue();
    if (tries === 2) expect((await route.fetch()).ok()).toBe(true);
    return route.fulfill(unavailable);
  });
  const send = page.locator('form.composer').getByRole('button', { name: word.reply, exact: true });
  for (const times of [1, 2]) {
    await send.click();
    await expect(page.locator('form.composer')).toContainText(word.away);
    await expect(area).toHaveValue('请先关机再开机。');
    expect(tries).toBe(times);
  }
  await send.click();
  await expect(area).toHaveValue('');
  const { entries } = await (await customer.get(`${api}/cases/${made.id}/timeline`)).json();
  expect(JSON.stringify(entries).split('请先关机再开机').length - 1).toBe(1);
});

test('a report outlives a server that is gone and comes back', async ({ browser }, info) => {
  const word = words(info);
  const server = await OwnServer.start();
  try {
    const context = await browser.newContext({ ...info.project.use, baseURL: server.address });
    const page = await context.newPage();
    const fields = typed('停电时写的');
    await fillIn(page, fields, info);
    await server.stop();
    await button(page, word.send).click();
    await expect(page.locator('.form-fault')).toContainText(word.offline);
    await kept(page, fields, info);
    await server.resume();
    await button(page, word.send).click();
    await page.waitForURL(/\/t\/[0-9a-f]+\?new=1/);
    await expect(page.locator('.attachment-photo img')).toHaveCount(1);
    expect(await found(await signedIn(browser, server.address, 'agent'), fields['#subject'])).toBe(1);
    await context.close();
  } finally {
    await server.end();
  }
});
