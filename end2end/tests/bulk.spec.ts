// Many cases at once: picking them by mouse, by keys and by finger, one thing done to all, and taken back.
import { type APIRequestContext, type Browser, type Page, type TestInfo, expect } from '@playwright/test';
import { address } from '../playwright.config';
import { Desk, type CaseRef, api, live } from './desk';
import { scan } from './scan';
import { test } from './story';

const zh = {
  all: '全选', reply: '回复', send: '回复（', undo: '撤销', details: '明细', stopped: '已撤销，没有发出', assign: '分派', done: '完成', trouble: '未完成', take: '受理', more: '更多',
  clear: '取消选择', kept: '待发送', undone: '已撤销',
};
const en: typeof zh = {
  all: 'Select all', reply: 'Reply', send: 'Reply (', undo: 'Undo', details: 'Details', stopped: 'Nothing was sent', assign: 'Assign', done: 'done', trouble: 'Not done', take: 'Take', more: 'More',
  clear: 'Clear selection', kept: 'Waiting to be sent', undone: 'Undone',
};
const words = (info: TestInfo) => (info.project.name.includes('zh') ? zh : en);
const isPhone = (info: TestInfo) => info.project.name.includes('phone');
const origin = { origin: address };

async function signIn(request: APIRequestContext, login: string) {
  const answer = await request.post(`${api}/session/demo`, { data: { login }, headers: origin });
  expect(answer.ok(), await answer.text()).toBe(true);
}

async function customer(browser: Browser) {
  const context = await browser.newContext();
  await signIn(context.request, 'customer');
  return context.request;
}

/** Cases of one outage, found by a word that no other case holds. */
async function outage(browser: Browser, n: number) {
  const request = await customer(browser);
  const word = `停机${Date.now().toString(36)}`;
  const made: CaseRef[] = [];
  for (let i = 0; i < n; i++) {
    const answer = await request.post(`${api}/cases`, { data: { subject: `${word} 第${i}处`, description: '打不开。' }, headers: origin });
    expect(answer.ok(), await answer.text()).toBe(true);
    made.push(await answer.json());
  }
  return { word, made, request };
}

async function list(page: Page, word: string, n: number) {
  await page.goto(`/cases?q=${encodeURIComponent(word)}`);
  await live(page);
  await expect(page.locator('.case-row').first()).toBeVisible();
  await expect(page.locator('.pane-list .pane-head')).toContainText(`${n}`);
}

const bar = (page: Page) => page.locator('.bulk-bar');
const notice = (page: Page) => page.locator('.job-notice');

async function said(request: APIRequestContext, made: CaseRef) {
  const timeline = await (await request.get(`${api}/cases/${made.id}/timeline`)).json();
  return timeline.entries.filter((entry: { text?: string }) => entry.text).map((entry: { text: string }) => entry.text);
}

test.beforeEach(async ({ page }) => signIn(page.request, 'agent'));

test('two hundred cases are answered and taken back in six steps at most', async ({ page, browser }, info) => {
  test.skip(isPhone(info), 'counted where most of it is done');
  const w = words(info);
  const { word, made, request } = await outage(browser, 200);
  await list(page, word, 200);
  let steps = 0;
  const step = async (act: () => Promise<unknown>) => {
    steps += 1;
    await act();
  };
  await page.keyboard.press('j');
  await step(() => page.keyboard.press('x'));
  await step(() => bar(page).getByRole('button', { name: w.all }).click());
  await expect(bar(page)).toContainText('200');
  await step(() => page.keyboard.press('r'));
  await expect(page.locator('dialog[open] textarea')).toBeFocused();
  await step(() => page.keyboard.type('我们正在恢复。'));
  await scan(page);
  await step(() => page.keyboard.press('Control+Enter'));
  await expect(notice(page)).toContainText('200');
  await step(() => notice(page).getByRole('button', { name: w.undo, exact: true }).click());
  await expect(notice(page)).toContainText(w.stopped);
  expect(steps).toBeLessThanOrEqual(6);
  expect(await said(request, made[0])).toEqual([]);
  // The same once more, and this time nobody stops it.
  await page.keyboard.press('x');
  await bar(page).getByRole('button', { name: w.all }).click();
  await expect(bar(page)).toContainText('200');
  await page.keyboard.press('r');
  await page.locator('dialog[open] textarea').fill('已经恢复。');
  await page.keyboard.press('Control+Enter');
  await expect(notice(page)).toContainText(`200 ${w.done}`, { timeout: 40_000 });
  await notice(page).getByRole('button', { name: w.details }).click();
  await expect(page.locator('.job-item')).toHaveCount(200);
  await scan(page);
  for (const one of [made[0], made[117], made[199]]) expect(await said(request, one)).toEqual(['已经恢复。']);
});

test('keys pick a stretch, and what could not be done is told case by case', async ({ page, browser }, info) => {
  test.skip(isPhone(info), 'phones have no keys');
  const w = words(info);
  const { word, made } = await outage(browser, 5);
  await list(page, word, 5);
  await page.keyboard.press('j');
  for (let i = 0; i < 3; i++) await page.keyboard.press('Shift+J');
  await expect(bar(page)).toContainText('4');
  await page.keyboard.press('Shift+K');
  await page.keyboard.press('Escape');
  await expect(bar(page)).toHaveCount(0);
  await page.keyboard.press('x');
  await page.keyboard.press('Shift+K');
  await expect(bar(page)).toContainText('2');
  // Somebody ends one of them meanwhile.
  const ended = made[made.length - 2];
  const other = await browser.newContext();
  await signIn(other.request, 'manager');
  const answer = await other.request.post(`${api}/cases/${ended.id}/cancel`, { data: { reason: '重复' }, headers: origin });
  expect(answer.ok(), await answer.text()).toBe(true);
  await bar(page).getByRole('button', { name: w.more }).click();
  await page.getByRole('menuitem', { name: w.take, exact: true }).click();
  await expect(notice(page)).toContainText(w.details);
  await notice(page).getByRole('button', { name: w.details }).click();
  await expect(page.locator('.job-item')).not.toHaveCount(0);
});

test('a long press picks on a phone, a tap picks more', async ({ page, browser }, info) => {
  test.skip(!isPhone(info), 'fingers');
  const w = words(info);
  const { word, made } = await outage(browser, 4);
  await list(page, word, 4);
  const row = page.locator('.case-row').nth(1);
  const box = (await row.boundingBox())!;
  const touch = { pointerType: 'touch', isPrimary: true, bubbles: true, clientX: box.x + 80, clientY: box.y + 20 };
  await row.dispatchEvent('pointerdown', touch);
  await expect(bar(page)).toContainText('1');
  await row.dispatchEvent('pointerup', touch);
  await row.dispatchEvent('click', { bubbles: true, cancelable: true, detail: 1 });
  await expect(bar(page)).toContainText('1');
  await page.locator('.case-row').nth(2).tap();
  await expect(bar(page)).toContainText('2');
  expect(new URL(page.url()).pathname).toBe('/cases');
  await scan(page);
  await bar(page).getByRole('button', { name: w.more }).tap();
  await page.getByRole('menuitem', { name: w.take, exact: true }).tap();
  await expect(notice(page)).toContainText(`2`);
  await expect(notice(page)).toContainText(w.done);
  await notice(page).getByRole('button', { name: w.undo, exact: true }).tap();
  await expect(notice(page)).toContainText(w.undone);
  const { case: first } = await (await page.request.get(`${api}/cases/${made[2].id}`)).json();
  expect([first.state, first.assignee_id]).toEqual(['new', null]);
  await page.locator('.case-row').nth(0).tap();
  await expect(page.locator('.case-head h1')).toBeVisible();
});

test('without the server each case gets its own command into the outbox', async ({ browser }, info) => {
  test.skip(isPhone(info), 'the same on both');
  const desk = await Desk.open(browser, info);
  try {
    const w = words(info);
    const made = [await desk.reported('离线一'), await desk.reported('离线二')];
    const { page } = await desk.at(made[0]);
    await page.goto(`/cases?q=${encodeURIComponent('离线')}`);
    await live(page);
    await expect(page.locator('.case-row')).toHaveCount(2);
    await desk.cutOff(page);
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await page.keyboard.press('Shift+J');
    await page.keyboard.press('r');
    await page.locator('dialog[open] textarea').fill('网断了也要说。');
    await page.keyboard.press('Control+Enter');
    await expect(page.locator('.toast')).toContainText(w.kept);
    await expect(bar(page)).toHaveCount(0);
    desk.net.rule = () => 'pass';
    await desk.settled(page);
    await expect.poll(async () => [await desk.times(made[0], ['网断了也要说。']), await desk.times(made[1], ['网断了也要说。'])]).toEqual([[1], [1]]);
  } finally {
    await desk.end();
  }
});
