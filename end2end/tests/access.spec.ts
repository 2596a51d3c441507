// Accessibility of what the other files do not scan: dialogs, sheets, notices, labels, the gallery.
import { type Browser, type Page, type TestInfo, expect } from '@playwright/test';
import { address } from '../playwright.config';
import { OwnServer } from './own';
import { scan } from './scan';
import { test } from './story';

const api = '/api/v1';
const zh = { assign: '分派', forward: '转派', hold: '挂起', resolve: '解决', edit: '编辑', cancel: '取消工单', more: '更多', dialog: '对话框', sheet: '侧板', menu: '操作', note: '提示' };
const en: typeof zh = { ...zh, assign: 'Assign', forward: 'Forward', hold: 'Put on hold', resolve: 'Resolve', edit: 'Edit', cancel: 'Cancel case', more: 'More' };
const words = (info: TestInfo) => (info.project.name.includes('zh') ? zh : en);
const isPhone = (info: TestInfo) => info.project.name.includes('phone');
const live = (page: Page) => expect(page.locator('html')).toHaveAttribute('data-live', '');

async function signedIn(browser: Browser, info: TestInfo, login: string) {
  const context = await browser.newContext({ ...info.project.use, baseURL: address });
  const answer = await context.request.post(`${api}/session/demo`, { data: { login }, headers: { origin: address } });
  expect(answer.ok(), await answer.text()).toBe(true);
  return context;
}

test('every dialog and sheet of the console', async ({ browser }, info) => {
  test.setTimeout(240_000);
  const word = words(info);
  const customer = await signedIn(browser, info, 'customer');
  const made = await (await customer.request.post(`${api}/cases`, { data: { subject: `对话框 ${Date.now()}` }, headers: { origin: address } })).json();
  await customer.close();
  const agent = await signedIn(browser, info, 'agent');
  const page = await agent.newPage();
  for (const step of ['take', 'start']) {
    const answer = await agent.request.post(`${api}/cases/${made.id}/${step}`, { data: {}, headers: { origin: address } });
    expect(answer.ok(), await answer.text()).toBe(true);
  }
  await page.goto(`/cases/${made.number}`);
  await live(page);
  await expect(page.locator('.case-head h1')).toBeVisible();
  const acts = page.locator('.case-head-actions:visible, .case-thumb:visible');
  const dialog = page.locator('dialog[open]');
  for (const name of [word.assign, word.forward, word.hold, word.resolve, word.edit, word.cancel]) {
    const direct = acts.getByRole('button', { name, exact: true });
    if (await direct.isVisible()) {
      await direct.click();
    } else {
      await acts.getByRole('button', { name: word.more, exact: true }).click();
      const item = page.getByRole('menuitem', { name, exact: true });
      await expect(item).toBeVisible();
      if (name === word.edit) await scan(page, word.more);
      await item.click();
    }
    await expect(dialog).toHaveCount(1);
    await scan(page, name);
    if (name === word.resolve) {
      // Once more with its complaint.
      await page.keyboard.press('Control+Enter');
      await expect(dialog.locator('#text-error')).toBeVisible();
      await scan(page, `${name}, refused`);
    }
    await page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
  }
  await page.locator('.case-head h1').click();
  // A phone has no keys, and its menu for the state hangs at a button that it does not show.
  for (const key of isPhone(info) ? [] : ['p', 's']) {
    await page.keyboard.press(key);
    await expect(page.locator('[popover]:popover-open, dialog[open]').first()).toBeVisible();
    await scan(page, `what ${key} opens`);
    await page.keyboard.press('Escape');
    await page.locator('.case-head h1').click();
  }
  await page.keyboard.press('?');
  await expect(page.locator('dialog[open] .keys')).toBeVisible();
  await scan(page, 'shortcuts');
  await page.keyboard.press('Escape');
  await page.keyboard.press('c');
  await expect(page.locator('#caller')).toBeFocused();
  await page.keyboard.type('13800001001');
  await expect(page.getByRole('option').first()).toBeVisible();
  await scan(page, 'quick open with its offers');
  await page.keyboard.press('Enter');
  await expect(page.locator('.caller-card')).toBeVisible();
  await page.keyboard.press('Control+Enter');
  await expect(page.locator('#subject-error')).toBeVisible();
  await scan(page, 'quick open, refused');
  await agent.close();
});

test('notices and the context of a case, for staff and partners', async ({ browser }, info) => {
  test.setTimeout(240_000);
  for (const login of ['agent', 'partner']) {
    const context = await signedIn(browser, info, login);
    const page = await context.newPage();
    const list = await (await context.request.get(`${api}/cases?limit=1`)).json();
    const below = login === 'partner' ? '/partner' : '/cases';
    for (const place of ['/notices', `${below}/${list.rows[0].number}`, `${below}/${list.rows[0].number}?context=1`]) {
      await page.goto(place);
      await live(page);
      await expect(page.locator('.skeleton')).toHaveCount(0);
      await scan(page, `${login} ${place}`);
    }
    await context.close();
  }
});

test('a label, known and unknown', async ({ page, browser }, info) => {
  const customer = await signedIn(browser, info, 'customer');
  const list = await (await customer.request.get(`${api}/assets?limit=1`)).json();
  for (const serial of [list.rows[0].serial, 'NO-SUCH-1']) {
    await page.goto(`/r/${serial}`);
    await live(page);
    await scan(page, serial);
  }
  await customer.close();
});

test('the gallery of all parts', async ({ browser }, info) => {
  test.setTimeout(240_000);
  const word = zh;
  const server = await OwnServer.start('--dev');
  try {
    const context = await browser.newContext({ ...info.project.use, baseURL: server.address });
    const page = await context.newPage();
    await page.goto('/ui');
    await live(page);
    await scan(page, 'gallery');
    const press = (name: string) => page.locator('#g-overlays').getByRole('button', { name, exact: true }).click();
    for (const name of [word.dialog, word.sheet]) {
      await press(name);
      await expect(page.locator('dialog[open], .sheet:visible').first()).toBeVisible();
      await scan(page, name);
      await page.keyboard.press('Escape');
    }
    await press(word.note);
    await expect(page.locator('.toast').first()).toBeVisible();
    await scan(page, word.note);
    await press(word.menu);
    await expect(page.locator('[popover]:popover-open')).toBeVisible();
    await scan(page, word.menu);
    await context.close();
  } finally {
    await server.end();
  }
});
