// The console: the list by key and by address, the life of a case, writing without losing or mistaking.
import { type APIRequestContext, type Browser, type Page, type TestInfo, expect } from '@playwright/test';
import { address } from '../playwright.config';
import { scan } from './scan';
import { test } from './story';

const api = '/api/v1';
const origin = { origin: address };

const zh = {
  take: '受理', start: '开始处理', hold: '挂起', resume: '继续处理', resolve: '解决', send: '发送', note: '记下', internal: '内部备注', save: '保存', edit: '编辑', more: '更多', mine: '我的',
  allCases: '全部', pending: '挂起', solved: '已解决', still: '仍然发送', newer: '客户刚刚又回复了', theirs: '用对方的', saveChoices: '按选择保存', canned: '已收到', hidden: '客户看不到', reads: '会收到', sorting: '排序', due: '最早到期',
};
const en: typeof zh = {
  take: 'Take', start: 'Start', hold: 'Put on hold', resume: 'Resume', resolve: 'Resolve', send: 'Send', note: 'Add note', internal: 'Internal note', save: 'Save', edit: 'Edit', more: 'More', mine: 'Mine',
  allCases: 'All', pending: 'On hold', solved: 'Resolved', still: 'Send anyway', newer: 'The customer has just replied', theirs: 'Take theirs', saveChoices: 'Save choices', canned: '已收到', hidden: 'Hidden from the customer', reads: 'will receive it', sorting: 'Sort', due: 'Due first',
};
const words = (info: TestInfo) => (info.project.name.includes('zh') ? zh : en);
const isPhone = (info: TestInfo) => info.project.name.includes('phone');

const live = (page: Page) => expect(page.locator('html')).toHaveAttribute('data-live', '');
/** The acts of a case stand in the head on desks and at the thumb on phones. */
const acts = (page: Page) => page.locator('.case-head-actions:visible, .case-thumb:visible');
const act = (page: Page, name: string) => acts(page).getByRole('button', { name, exact: true });
const dialog = (page: Page) => page.getByRole('dialog');

async function signIn(request: APIRequestContext, login: string) {
  const answer = await request.post(`${api}/session/demo`, { data: { login }, headers: origin });
  expect(answer.ok(), await answer.text()).toBe(true);
}

async function post(request: APIRequestContext, path: string, data: object) {
  const answer = await request.post(api + path, { data, headers: origin });
  expect(answer.ok(), `${path}: ${await answer.text()}`).toBe(true);
  return answer.json();
}

/** Someone else at another device. */
async function other(browser: Browser, login: string) {
  const context = await browser.newContext();
  await signIn(context.request, login);
  return context.request;
}

interface CaseRef {
  id: string;
  number: string;
}

/** A case that the customer reported for one test. */
async function reported(browser: Browser, subject: string) {
  const customer = await other(browser, 'customer');
  const made: CaseRef = await post(customer, '/cases', { subject, description: '从昨天下午开始。' });
  return { customer, made };
}

async function open(page: Page, number: string) {
  await page.goto(`/cases/${number}`);
  await live(page);
  await expect(page.locator('.case-head h1')).toBeVisible();
}

test.beforeEach(async ({ page }) => signIn(page.request, 'agent'));

test('a call becomes a case without a mouse, in at most six groups of keys', async ({ page }) => {
  await page.goto('/notices');
  await live(page);
  await expect(page.locator('.notices, .empty')).toBeVisible();
  const subject = `电话：打印机不出纸 ${Date.now()}`;
  let groups = 0;
  const group = async (keys: () => Promise<unknown>) => {
    groups += 1;
    await keys();
  };
  await group(() => page.keyboard.press('c'));
  await expect(page.locator('#caller')).toBeFocused();
  // A group is what is typed into one field, with the key that chooses.
  await group(async () => {
    await page.keyboard.type('13800001001');
    await expect(page.getByRole('option').first()).toBeVisible();
    await page.keyboard.press('Enter');
  });
  await expect(page.locator('#subject')).toBeFocused();
  await expect(page.locator('.caller-card')).toContainText('李晓岚');
  await group(async () => {
    await page.keyboard.press('Shift+Tab');
    await expect(page.locator('#asset_id')).toBeFocused();
    await page.keyboard.press('ArrowDown');
  });
  const asset = await page.locator('#asset_id').inputValue();
  await group(async () => {
    await page.keyboard.press('Tab');
    await page.keyboard.type(subject);
  });
  await group(async () => {
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await expect(page.locator('#category_id')).toBeFocused();
    await page.keyboard.type('打印');
    await expect(page.locator('#category_id-list [role=option]').first()).toContainText('打印');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
  });
  await group(() => page.keyboard.press('Control+Enter'));
  const toast = page.locator('.toast');
  await expect(toast).toContainText(/CS-\d{4}-\d{6}/);
  expect(groups).toBeLessThanOrEqual(6);
  const number = /CS-\d{4}-\d{6}/.exec(await toast.innerText())?.[0] ?? '';
  const { case: saved } = await (await page.request.get(`${api}/cases/${number}`)).json();
  expect(asset).not.toBe('');
  expect(saved.asset_id).toBe(asset);
  expect([saved.contact_id, saved.company_id, saved.category_id].every((id) => /^[0-9a-f-]{36}$/.test(id ?? ''))).toBe(true);
  expect(new URL(page.url()).pathname).toBe('/notices');
  await toast.locator('.toast-action').click();
  await expect(page.locator('.case-head h1')).toHaveText(subject);
  await expect(page.locator('.pane-context, .case-head').first()).toBeAttached();
});

test('the list is worked by keys', async ({ page }, info) => {
  test.skip(isPhone(info), 'a phone has no keys');
  // Other stories put cases into the list of all meanwhile.
  await page.goto('/cases?assignee=me');
  await live(page);
  const rows = page.locator('.case-row');
  await expect(rows.first()).toBeVisible();
  await page.keyboard.press('j');
  await expect(rows.nth(0)).toBeFocused();
  await page.keyboard.press('j');
  await expect(rows.nth(1)).toBeFocused();
  await page.keyboard.press('k');
  await expect(rows.nth(0)).toBeFocused();
  const number = await rows.nth(0).locator('.mono').innerText();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`/cases/${number}`));
  await expect(page.locator('.case-head .mono').first()).toHaveText(number);
  await page.keyboard.press('r');
  await expect(page.locator('#composer-text')).toBeFocused();
  // What is typed is text, never a command.
  await page.keyboard.type('jkap?c');
  await expect(page.locator('#composer-text')).toHaveValue('jkap?c');
  await expect(page.locator('dialog[open], .sheet')).toHaveCount(0);
  await page.locator('#composer-text').fill('');
  await page.locator('.case-head h1').click();
  await page.keyboard.press('a');
  await expect(page.locator('#assignee_id')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(dialog(page)).toHaveCount(0);
  await page.keyboard.press('s');
  await expect(page.locator('[popover]:popover-open, dialog[open]').first()).toBeVisible();
  await page.keyboard.press('Escape');
  await page.locator('.case-head h1').click();
  await page.keyboard.press('p');
  await expect(page.locator('[popover]:popover-open, dialog[open]').first()).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('/');
  await expect(page.locator('.list-search input')).toBeFocused();
  await page.keyboard.press('Escape');
  await page.locator('.case-head h1').click();
  await page.keyboard.press('?');
  await expect(page.locator('dialog[open] .keys')).toBeVisible();
});

test('filters live in the address: they survive a reload and the way back', async ({ page }, info) => {
  const word = words(info);
  await page.goto('/cases');
  await live(page);
  await expect(page.locator('.case-row').first()).toBeVisible();
  const chip = (name: string) => page.locator('.filter-chip', { hasText: new RegExp(`^${name}\\s*\\d*$`) });
  await chip(word.mine).click();
  await expect(page).toHaveURL(/assignee=me/);
  await page.getByRole('button', { name: word.sorting, exact: true }).click();
  await page.getByRole('menuitemcheckbox', { name: word.due }).click();
  await expect(page).toHaveURL(/sort=due/);
  await page.reload();
  await live(page);
  await expect(chip(word.mine)).toHaveAttribute('aria-pressed', 'true');
  await expect(page.locator('.case-row').first()).toBeVisible();
  await page.goBack();
  await expect(page).not.toHaveURL(/sort=due/);
  await chip(word.allCases).click();
  await page.locator('.list-search input').fill('CS-');
  await expect(page).toHaveURL(/q=CS-/);
  await expect(page).toHaveURL(/state=all/);
});

test('a case lives: taken, answered with a ready text, held, resumed, resolved', async ({ page, browser }, info) => {
  const word = words(info);
  const { made } = await reported(browser, `生命周期 ${Date.now()}`);
  await open(page, made.number);
  await act(page, word.take).click();
  await act(page, word.start).click();
  const area = page.locator('#composer-text');
  await area.click();
  await page.keyboard.type('/shou');
  await expect(page.locator('#composer-offers [role=option]').first()).toContainText(word.canned);
  await page.keyboard.press('Enter');
  await expect(area).not.toHaveValue('/shou');
  const reply = await area.inputValue();
  expect(reply.length).toBeGreaterThan(5);
  await page.keyboard.press('Control+Enter');
  await expect(area).toHaveValue('');
  await expect(page.locator('.entry[data-kind=public]').last()).toContainText(reply.slice(0, 12));

  await page.locator('.case-head h1').click();
  await act(page, word.hold).click();
  await dialog(page).getByRole('button', { name: word.hold, exact: true }).click();
  await expect(page.locator('.case-head-facts')).toContainText(word.pending);
  await act(page, word.resume).click();
  await expect(page.locator('.case-head-facts')).not.toContainText(word.pending);

  await act(page, word.resolve).click();
  const text = dialog(page).locator('textarea');
  await expect(text).toBeFocused();
  // An empty solution is refused at its field, and nothing is lost.
  await page.keyboard.press('Control+Enter');
  await expect(dialog(page).locator('#text-error')).toBeVisible();
  await text.fill('更换了搓纸轮，测试打印正常。');
  await page.keyboard.press('Control+Enter');
  await expect(dialog(page)).toHaveCount(0);
  await expect(page.locator('.case-head-facts')).toContainText(word.solved);
  await expect(page.locator('.entry').last()).toContainText('更换了搓纸轮');
});

test('an edit of what someone else changed meanwhile shows both and lets one choose', async ({ page, browser }, info) => {
  const word = words(info);
  const { made } = await reported(browser, `并发编辑 ${Date.now()}`);
  await open(page, made.number);
  await acts(page).getByRole('button', { name: word.more, exact: true }).click();
  await page.getByRole('menuitem', { name: word.edit, exact: true }).click();
  const subject = page.locator('#edit-subject');
  await subject.fill('我写的标题');
  const support = await other(browser, 'support');
  const { case: seen } = await (await support.get(`${api}/cases/${made.number}`)).json();
  await post(support, `/cases/${made.id}/edit`, { base: seen.rv, subject: '别人写的标题' });
  await subject.press('Control+Enter');
  const clash = page.locator('#conflict');
  await expect(clash).toContainText('别人写的标题');
  await expect(clash).toContainText('我写的标题');
  await clash.getByRole('radio', { name: new RegExp(word.theirs) }).check();
  await clash.getByRole('button', { name: word.saveChoices }).click();
  await expect(dialog(page)).toHaveCount(0);
  await expect(page.locator('.case-head h1')).toHaveText('别人写的标题');
});

test('what the customer wrote meanwhile is shown before an answer goes out', async ({ page, browser }, info) => {
  const word = words(info);
  const { customer, made } = await reported(browser, `新回复 ${Date.now()}`);
  await open(page, made.number);
  const area = page.locator('#composer-text');
  await area.fill('请重启一下设备。');
  await post(customer, `/cases/${made.id}/comments`, { text: '已经重启过了，还是不行。' });
  await page.keyboard.press('Control+Enter');
  const newer = page.locator('.composer-newer');
  await expect(newer).toContainText(word.newer);
  await expect(newer).toContainText('已经重启过了');
  await expect(area).toHaveValue('请重启一下设备。');
  await newer.getByRole('button', { name: word.still }).click();
  await expect(area).toHaveValue('');
  await expect(page.locator('.entry[data-kind=public]').last()).toContainText('请重启一下设备');
});

test('a draft survives a reload and ends with sending', async ({ page, browser }) => {
  const { made } = await reported(browser, `草稿 ${Date.now()}`);
  await open(page, made.number);
  const area = page.locator('#composer-text');
  await area.click();
  await page.keyboard.type('写到一半的回复');
  await page.reload();
  await live(page);
  await expect(area).toHaveValue('写到一半的回复');
  await area.press('Control+Enter');
  await expect(area).toHaveValue('');
  await page.reload();
  await live(page);
  await expect(area).toBeVisible();
  await expect(area).toHaveValue('');
});

test('a note cannot be mistaken for an answer, and the customer never gets it', async ({ page, browser }, info) => {
  const word = words(info);
  const { customer, made } = await reported(browser, `备注 ${Date.now()}`);
  await open(page, made.number);
  const composer = page.locator('form.composer');
  const look = () => composer.evaluate((form) => [getComputedStyle(form).backgroundColor, getComputedStyle(form).borderTopStyle].join());
  const area = page.locator('#composer-text');
  await area.click();
  await expect(composer.getByText(word.reads)).toBeVisible();
  const before = await look();
  await page.getByRole('radio', { name: word.internal }).check({ force: true });
  await area.click();
  await expect(composer.getByText(word.hidden)).toBeVisible();
  await expect(composer.getByText(word.reads)).toBeHidden();
  expect(await look()).not.toBe(before);
  await area.fill('只有同事能看的话');
  await composer.getByRole('button', { name: word.note, exact: true }).click();
  const entry = page.locator('.entry[data-kind=internal]').last();
  await expect(entry).toContainText('只有同事能看的话');
  await expect(entry.locator('.entry-kind')).toContainText(word.internal);
  const seen = await (await customer.get(`${api}/cases/${made.number}`)).text();
  expect(seen).not.toContain('只有同事能看的话');
});

test('ten thousand cases make few rows', async ({ page }) => {
  test.setTimeout(120_000);
  const first = await (await page.request.get(`${api}/cases?limit=1`)).json();
  const [PAGE, ALL] = [200, 10_000];
  await page.route(/\/api\/v1\/cases\?/, async (route) => {
    const from = Number(new URL(route.request().url()).searchParams.get('cursor') ?? 0);
    const row = (at: number) => ({ ...first.rows[0], id: `00000000-0000-7000-8000-${String(at).padStart(12, '0')}`, number: `CS-2026-${String(at).padStart(6, '0')}` });
    const rows = Array.from({ length: PAGE }, (_, at) => row(from + at));
    const next = from + PAGE < ALL ? String(from + PAGE) : null;
    await route.fulfill({ json: { rows, next, names: first.names } });
  });
  await page.goto('/cases');
  await live(page);
  await expect(page.locator('.case-row').first()).toBeVisible();
  const loaded = page.locator('.pane-head [role=status]').first();
  await expect(async () => {
    await page.locator('.vscroll').evaluate((frame) => frame.scrollTo(0, frame.scrollHeight));
    expect(await loaded.innerText()).toBe('10000');
  }).toPass({ intervals: [60], timeout: 90_000 });
  await page.locator('.vscroll').evaluate((frame) => frame.scrollTo(0, frame.scrollHeight));
  await expect(page.getByText('CS-2026-009999')).toBeVisible();
  expect(await page.locator('.case-row').count()).toBeLessThan(80);
});

test('list, case and quick open stand the check for accessibility', async ({ page, browser }, info) => {
  const { made } = await reported(browser, `无障碍 ${Date.now()}`);
  await page.goto('/cases');
  await live(page);
  await expect(page.locator('.case-row').first()).toBeVisible();
  await scan(page);
  await open(page, made.number);
  await expect(page.locator('#composer-text')).toBeVisible();
  await scan(page);
  if (!isPhone(info)) {
    await page.goto('/cases?layout=table');
    await live(page);
    await expect(page.locator('.vrow').first()).toBeVisible();
    await scan(page);
  }
  await page.keyboard.press('c');
  await expect(page.locator('#caller')).toBeFocused();
  await scan(page);
});

test('the list follows what others do, and catches up after a break', async ({ page, browser, context }) => {
  await page.goto('/cases');
  await live(page);
  await expect(page.locator('.case-row').first()).toBeVisible();
  const first = await reported(browser, `直播 ${Date.now()}`);
  await expect(page.locator('.case-row', { hasText: first.made.number })).toBeVisible();
  await context.setOffline(true);
  const second = await reported(browser, `断网时来的 ${Date.now()}`);
  await context.setOffline(false);
  await expect(page.locator('.case-row', { hasText: second.made.number })).toBeVisible({ timeout: 30_000 });
});

test('pages of staff and partners fit 320 pixels', async ({ page, browser }) => {
  const { made } = await reported(browser, '一个足足有六十个字那么长的标题用来看看页面在最窄的手机上会不会横向滚动以及会不会把按钮挤出屏幕之外去'.slice(0, 60));
  await page.setViewportSize({ width: 320, height: 640 });
  const fits = async (address: string) => {
    await page.goto(address);
    await live(page);
    await expect(page.locator('.skeleton')).toHaveCount(0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth), address).toBeLessThanOrEqual(320);
  };
  for (const address of ['/cases', `/cases/${made.number}`, `/cases/${made.number}?context=1`, '/notices']) await fits(address);
  await page.goto('/cases');
  await live(page);
  await page.keyboard.press('c');
  await expect(page.locator('#caller')).toBeFocused();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  await signIn(page.request, 'partner');
  const theirs = await (await page.request.get(`${api}/cases?limit=1`)).json();
  for (const address of ['/partner', `/partner/${theirs.rows[0].number}`]) await fits(address);
});
