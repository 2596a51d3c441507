// Saved views, columns, layouts, cells that are changed in place: by keys, by menus, in both languages, without a network.
import { type APIRequestContext, type Page, type TestInfo, expect } from '@playwright/test';
import { address } from '../playwright.config';
import { complete, live } from './desk';
import { OwnDesk } from './own_desk';
import { scan } from './scan';
import { test } from './story';

const api = '/api/v1';
const origin = { origin: address };
const zh = {
  menu: '视图操作', saveAs: '另存为视图', save: '保存', name: '名称', absent: '没有这个视图', changed: '已改动', update: '更新这个视图', pin: '固定', pinned: '已固定', remove: '删除视图', undo: '撤销',
  columns: '列', later: '“编号”后移', close: '关闭', assignee: '修改处理人', category: '修改分类', board: '看板', start: '处理中', pending: '挂起', move: '移动', to: (name: string) => `移到“${name}”`, notAssigned: '请先', hold: '挂起',
  groups: '分组', byState: '按状态', away: '服务器暂时连不上', all: '全部未结工单', assigned: '已分派', cancelled: '已取消',
};
const en: typeof zh = {
  menu: 'View', saveAs: 'Save as a view', save: 'Save', name: 'Name', absent: 'There is no such view', changed: 'Changed', update: 'Update this view', pin: 'Pin', pinned: 'Pinned', remove: 'Delete view', undo: 'Undo',
  columns: 'Columns', later: 'Move “Number” back', close: 'Close', assignee: 'Change Assignee', category: 'Change Category', board: 'Board', start: 'In progress', pending: 'On hold', move: 'Move', to: (name: string) => `Move to ${name}`, notAssigned: 'Take or assign', hold: 'Put on hold',
  groups: 'Group', byState: 'By state', away: 'The server cannot be reached', all: 'All open cases', assigned: 'Assigned', cancelled: 'Cancelled',
};
const words = (info: TestInfo) => (info.project.name.includes('zh') ? zh : en);
const isPhone = (info: TestInfo) => info.project.name.includes('phone');
const stamp = (text: string) => `${text} ${Date.now() % 1_000_000}`;

async function signIn(request: APIRequestContext, login: string) {
  const answer = await request.post(`${api}/session/demo`, { data: { login }, headers: origin });
  expect(answer.ok(), await answer.text()).toBe(true);
}

async function post(request: APIRequestContext, path: string, data: object) {
  const answer = await request.post(api + path, { data, headers: origin });
  expect(answer.ok(), `${path}: ${await answer.text()}`).toBe(true);
  return answer.json();
}

/** A case of the agent's, reported for one test. */
async function opened(page: Page, subject: string, take = true): Promise<{ id: string; number: string }> {
  return post(page.request, '/cases/quick-open', { subject, take });
}

const title = (page: Page) => page.locator('.pane-head .view-switch-button');
const dialog = (page: Page) => page.locator('dialog[open]');

async function fromMenu(page: Page, menu: string, item: string) {
  await page.locator(`[popovertarget="${menu}"]`).click();
  await page.locator(`#${menu}`).getByText(item, { exact: true }).click();
}

async function saved(page: Page, info: TestInfo, name: string) {
  const word = words(info);
  await fromMenu(page, 'list-view', word.saveAs);
  await dialog(page).getByLabel(word.name).fill(name);
  await dialog(page).getByRole('button', { name: word.save, exact: true }).click();
  await expect(page).toHaveURL(/[?&]view=[0-9a-f-]{36}/);
  await expect(title(page)).toContainText(name);
}

test.beforeEach(async ({ page }) => signIn(page.request, 'agent'));

test('a list is kept as a view, changed, pinned, found by its address, and absent for others', async ({ page, browser }, info) => {
  const word = words(info);
  const subject = stamp('视图里的工单');
  await opened(page, subject);
  const name = stamp('VIP');
  await page.goto(`/cases?assignee=me&q=${encodeURIComponent(subject)}`);
  await live(page);
  await expect(page.locator('.case-row')).toHaveCount(1);
  await saved(page, info, name);
  const shared = page.url();
  expect(new URL(shared).searchParams.get('q')).toBe(null);
  // The same by its address alone.
  await page.goto(shared);
  await live(page);
  await expect(page.locator('.case-row')).toHaveCount(1);
  await expect(title(page)).toContainText(name);
  // What differs is said, and kept when it is asked for.
  await fromMenu(page, 'list-group', word.byState);
  await expect(page.locator('.group-fold')).toHaveCount(1);
  await expect(page.locator('.view-differs')).toHaveText(word.changed);
  await page.locator('.group-fold').click();
  await expect(page.locator('.case-row')).toHaveCount(0);
  await page.locator('.group-fold').click();
  await fromMenu(page, 'list-view', word.update);
  await expect(page.locator('.view-differs')).toHaveCount(0);
  expect(new URL(page.url()).searchParams.get('group')).toBe(null);
  await fromMenu(page, 'list-view', word.pin);
  await page.locator('[popovertarget="list-views"]').click();
  await expect(page.locator('#list-views')).toContainText(word.pinned);
  await expect(page.locator('#list-views').getByRole('menuitem', { name })).toBeVisible();
  await page.keyboard.press('Escape');
  await scan(page);
  // Somebody else is told no more than of an address that names nothing.
  const other = await browser.newContext({ ...info.project.use });
  await signIn(other.request, 'dispatcher');
  const elsewhere = await other.newPage();
  await elsewhere.goto(shared);
  await live(elsewhere);
  await expect(elsewhere.getByText(word.absent)).toBeVisible();
  expect((await other.request.get(`${api}/views/${new URL(shared).searchParams.get('view')}`)).status()).toBe(404);
  await other.close();
  // Taken away, and back again.
  await fromMenu(page, 'list-view', word.remove);
  await expect(title(page)).not.toContainText(name);
  await page.locator('.toast').getByRole('button', { name: word.undo }).click();
  await expect(title(page)).toContainText(name);
});

test('views count what they find, and counts follow', async ({ page }, info) => {
  test.skip(isPhone(info), 'the column of views stands on desks');
  const subject = stamp('会变的数');
  const category = (await (await page.request.get(`${api}/categories?limit=50`)).json()).rows.find((row: { active: boolean }) => row.active);
  const asset = (await (await page.request.get(`${api}/assets?limit=1`)).json()).rows[0];
  const view = crypto.randomUUID();
  const answer = await page.request.put(`${api}/views/${view}`, { headers: origin, data: { name: stamp('count'), scope: 'personal', query: { asset_id: asset.id, category_id: category.id, layout: 'table' } } });
  expect(answer.ok(), await answer.text()).toBe(true);
  await page.goto(`/cases?view=${view}`);
  await live(page);
  const count = page.locator('.views-side a[aria-current] .view-count');
  await expect(count).toHaveText(/^\d+$/);
  const before = Number(await count.innerText());
  await post(page.request, '/cases/quick-open', { subject, asset_id: asset.id, category_id: category.id });
  await expect(count).toHaveText(String(before + 1));
  await page.request.delete(`${api}/views/${view}`, { headers: origin });
});

test('columns change places by keys and by the dialog, and stay', async ({ page }, info) => {
  test.skip(isPhone(info), 'a table is for desks');
  const word = words(info);
  await page.goto('/cases?layout=table');
  await live(page);
  const heads = page.locator('.vhead [role=columnheader]');
  await expect(heads.first()).toBeVisible();
  await expect(heads.nth(1)).toHaveAttribute('id', 'head-number');
  await page.locator('#head-number .th-sort').focus();
  await page.keyboard.press('Alt+ArrowRight');
  await expect(heads.nth(2)).toHaveAttribute('id', 'head-number');
  await expect(page.locator('#head-number .th-sort')).toBeFocused();
  const grip = page.locator('#head-subject .vhead-grip');
  const before = Number(await grip.getAttribute('aria-valuenow'));
  await grip.focus();
  await page.keyboard.press('ArrowRight');
  await expect(grip).toHaveAttribute('aria-valuenow', String(before + 16));
  await page.getByRole('button', { name: word.columns, exact: true }).click();
  await page.getByRole('button', { name: word.later }).click();
  await expect(heads.nth(3)).toHaveAttribute('id', 'head-number');
  await dialog(page).getByRole('button', { name: word.close }).click();
  await page.locator('#head-promise .vhead-name').dragTo(page.locator('#head-priority'));
  await expect(heads.nth(0)).toHaveAttribute('id', 'head-promise');
  // This person's own: without a word in the address.
  await page.goto('/cases?layout=table');
  await live(page);
  await expect(heads.nth(0)).toHaveAttribute('id', 'head-promise');
  await expect(page.locator('#head-subject .vhead-grip')).toHaveAttribute('aria-valuenow', String(before + 16));
  await scan(page);
});

test('cells are changed in place by keys, and a refusal stands at the cell', async ({ page, browser }, info) => {
  test.skip(isPhone(info), 'a table is for desks');
  const word = words(info);
  const subject = stamp('在表格里改');
  const made = await opened(page, subject, false);
  await page.goto(`/cases?state=all&layout=table&columns=number,subject,assignee,category,state,priority&q=${encodeURIComponent(subject)}`);
  await live(page);
  const row = page.locator('.vrow', { hasText: subject });
  await row.getByRole('link').focus();
  await page.keyboard.press('Tab');
  await expect(row.getByRole('button', { name: word.assignee })).toBeFocused();
  await page.keyboard.press('Enter');
  const editor = page.locator('.cell-editor');
  await expect(editor.locator('input[role=combobox]')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(editor).toHaveCount(0);
  await expect(row.getByRole('button', { name: word.assignee })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(editor.locator('input[role=combobox]')).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(editor.getByRole('option').first()).toBeVisible();
  const name = (await editor.getByRole('option').first().locator('span').first().innerText()).trim();
  await page.keyboard.press('Enter');
  await expect(editor).toHaveCount(0);
  await expect(row.getByRole('button', { name: word.assignee })).toContainText(name);
  await expect(row.getByRole('button', { name: word.assignee })).toBeFocused();
  // Somebody else changes the category while this cell is open: the rule speaks at the cell.
  await page.keyboard.press('Tab');
  await expect(row.getByRole('button', { name: word.category })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(editor.locator('input[role=combobox]')).toBeFocused();
  const manager = await browser.newContext();
  await signIn(manager.request, 'manager');
  await post(manager.request, `/cases/${made.id}/cancel`, { reason: '不用了' });
  await expect(row).toContainText(word.cancelled);
  await expect(editor.locator('input[role=combobox]')).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(editor.getByRole('option').first()).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(editor.locator('.field-error')).toBeVisible();
  await manager.close();
});

test('cards of a board move by keys, by menu and by dragging, and what is refused stays', async ({ page }, info) => {
  const word = words(info);
  const subject = stamp('看板上的');
  const made = await opened(page, subject);
  await page.goto(`/cases?layout=board&q=${encodeURIComponent(subject)}`);
  await live(page);
  const column = (at: number) => page.locator(`[data-column="${at}"]`);
  const card = (at: number) => column(at).locator('.board-card', { hasText: subject });
  await expect(card(1)).toBeVisible();
  await expect(column(1).locator('.board-head')).toContainText(word.assigned);
  await expect(column(1).locator('.board-head')).toContainText('1');
  await scan(page);
  // By the menu: work begins at once.
  await card(1).locator('[popovertarget]').click();
  await page.locator(`#move-${made.number}`).getByText(word.to(word.start), { exact: true }).click();
  await expect(card(2)).toBeVisible();
  const now = async () => (await (await page.request.get(`${api}/cases/${made.number}`)).json()).case.state;
  await expect.poll(now).toBe('in_progress');
  // By keys: a hold asks for its reason first; left without one, the card is where it was.
  if (isPhone(info)) return;
  await card(2).locator('.board-link').focus();
  await page.keyboard.press('Alt+ArrowRight');
  await expect(dialog(page)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(card(2)).toBeVisible();
  await card(2).locator('.board-link').focus();
  await page.keyboard.press('Alt+ArrowRight');
  await dialog(page).getByRole('button', { name: word.hold, exact: true }).click();
  await expect(card(3)).toBeVisible();
  await expect.poll(now).toBe('pending');
  await expect(card(3).locator('.board-link')).toBeFocused();
  // By dragging: what waited goes on.
  await card(3).locator('.board-link').dragTo(column(2));
  await expect(card(2)).toBeVisible();
  await expect.poll(now).toBe('in_progress');
  await expect(column(2).locator('.board-head')).toContainText('1');
  // Nothing leads back to where cases begin.
  // A list that is told anew while a card is on its way takes the card out of the hand.
  await expect(async () => {
    await card(2).locator('.board-link').dragTo(column(0));
    await expect(page.locator('.toast[data-tone=danger]')).toBeVisible({ timeout: 3_000 });
  }).toPass();
  await expect(card(2)).toBeVisible();
  expect(await now()).toBe('in_progress');
});

test('a saved view is read, and another one made, while the server is gone', async ({ browser }, info) => {
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    const made = await desk.reported('没网的视图');
    const { page } = await desk.at(made);
    await page.goto(`/cases?q=${encodeURIComponent('没网的视图')}`);
    await live(page);
    await complete(page);
    // What somebody made reaches their device by the channel that wakes it.
    const fetched = page.waitForResponse(async (answer) => answer.url().endsWith('/sync') && (await answer.text()).includes('OFFLINE'));
    await saved(page, info, 'OFFLINE');
    await fetched;
    await desk.server.stop();
    await page.evaluate(() => dispatchEvent(new Event('online')));
    await expect(page.getByText(word.away).first()).toBeVisible();
    const go = (to: string) =>
      page.evaluate((to) => {
        history.pushState({}, '', to);
        dispatchEvent(new PopStateEvent('popstate'));
      }, to);
    const view = new URL(page.url()).search;
    await go('/cases');
    await expect(title(page)).not.toContainText('OFFLINE');
    await go(`/cases${view}`);
    await expect(title(page)).toContainText('OFFLINE');
    await expect(page.locator('.case-row')).toHaveCount(1);
    await go('/cases?waits=customer');
    await saved(page, info, 'SECOND');
    await desk.server.resume();
    await expect(page.locator('.banner').filter({ hasText: word.away })).toHaveCount(0, { timeout: 70_000 });
    const request = (await desk.signedIn('support')).request;
    const names = async () => (await (await request.get(`${api}/views`)).json()).rows.map((row: { name: string }) => row.name);
    await expect.poll(names).toEqual(expect.arrayContaining(['OFFLINE', 'SECOND']));
  });
});
