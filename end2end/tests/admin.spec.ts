// Administration by keyboard and on a phone: records, invitations, the tree, rights, the matrix, the audit.
import AxeBuilder from '@axe-core/playwright';
import { type APIRequestContext, type Browser, type Locator, type Page, type TestInfo, expect } from '@playwright/test';
import { test } from './story';

const api = '/api/v1';

const zh = {
  add: '新建', name: '名称', unit: '所属单位', save: '保存', saved: '已保存', off: '停用', on: '启用', role: '角色', login: '登录名',
  agent: '呼叫中心坐席 · 员工', invite: '生成邀请链接', link: '邀请链接', newPassword: '新密码', setPassword: '设置并登录', phone: '电话',
  note: '备注', conflict: '您编辑期间，这里被别人改动了', mine: '保留我的', search: '搜索', move: '移动', parent: '上级单位',
  loop: '不能移动到自己的下级。', moved: '已移动', required: '必填', inactive: '显示已停用的', off_chip: '已停用', label: '二维码标签',
  cell: '一个人 × 不急', respond: '响应时限（分钟）', resolve: '解决时限（分钟）', companyRight: '维护客户公司', required_fields: '请先改正下面几处',
};
const en: typeof zh = {
  add: 'New', name: 'Name', unit: 'Unit', save: 'Save', saved: 'Saved', off: 'Switch off', on: 'Switch on', role: 'Role', login: 'Login',
  agent: 'Call-centre agent · Staff', invite: 'Make an invitation link', link: 'Invitation link', newPassword: 'New password', setPassword: 'Set and sign in', phone: 'Phone',
  note: 'Note', conflict: 'Somebody changed this while you were editing', mine: 'Keep mine', search: 'Search', move: 'Move', parent: 'Parent unit',
  loop: '', moved: 'Moved', required: 'Required', inactive: 'Show switched-off ones', off_chip: 'Switched off', label: 'QR label',
  cell: '', respond: 'Minutes to respond', resolve: 'Minutes to resolve', companyRight: '', required_fields: 'Please put these right first',
};
const isZh = (info: TestInfo) => info.project.name.includes('zh');
const words = (info: TestInfo) => (isZh(info) ? zh : en);
/** What the browser says by itself of a request from one of our pages. */
const ours = { 'sec-fetch-site': 'same-origin' };
/** Unlike any name of the other project, which runs at the same time. */
const unique = (info: TestInfo, word: string) => `${word}${isZh(info) ? '甲' : 'B'}${Date.now().toString(36)}`;
const live = (page: Page) => expect(page.locator('html')).toHaveAttribute('data-live', '');
const sheet = (page: Page) => page.locator('#record-sheet');
const toast = (page: Page, text: string) => expect(page.locator('.toasts')).toContainText(text);

async function signedIn(browser: Browser, info: TestInfo, login: string) {
  const context = await browser.newContext({ ...info.project.use, locale: isZh(info) ? 'zh-CN' : 'en-US' });
  const answer = await context.request.post(`${api}/session/demo`, { data: { login } });
  expect(answer.ok(), await answer.text()).toBe(true);
  return context;
}

async function rows(request: APIRequestContext, kind: string, query = '') {
  const answer = await request.get(`${api}/${kind}?limit=500&all=true${query}`);
  expect(answer.ok(), await answer.text()).toBe(true);
  return (await answer.json()).rows as Record<string, any>[];
}

async function put(request: APIRequestContext, kind: string, record: Record<string, any>) {
  const answer = await request.put(`${api}/${kind}/${record.id}`, { data: record, headers: ours });
  expect(answer.ok(), await answer.text()).toBe(true);
}

const root = async (request: APIRequestContext) => (await rows(request, 'units')).find((unit) => !unit.parent_id)!;

/** Walks by Tab until the control has the focus. */
async function tabTo(page: Page, control: Locator) {
  await expect(control).toBeVisible();
  for (let n = 0; n < 60; n += 1) {
    if (await control.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('Tab never reached the control');
}

test('a company is made, changed and switched off by keyboard alone', async ({ browser }, info) => {
  const word = words(info);
  const context = await signedIn(browser, info, 'admin');
  const page = await context.newPage();
  const name = unique(info, '澄江铸造');
  await page.goto('/admin/companies');
  await live(page);
  await expect(page.locator('.record-row').first()).toBeVisible();
  await tabTo(page, page.getByRole('link', { name: word.add, exact: true }));
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\?new/);
  // Nothing is lost and the field is named when something is missing.
  await tabTo(page, sheet(page).getByRole('button', { name: word.save, exact: true }));
  await page.keyboard.press('Enter');
  await expect(page.locator('.error-summary')).toContainText(word.required);
  await expect(page.locator('#f-name')).toHaveAttribute('aria-invalid', 'true');
  await tabTo(page, page.locator('#f-name'));
  await page.keyboard.type(name);
  await tabTo(page, page.locator('#f-unit_id'));
  await page.keyboard.press('ArrowDown');
  await expect(page.locator('#f-unit_id-list [role=option]').first()).toBeVisible();
  await page.keyboard.press('Enter');
  await tabTo(page, page.locator('#f-phone'));
  await page.keyboard.type('0571-88990011');
  await page.keyboard.press('Enter');
  await toast(page, word.saved);
  await expect(sheet(page)).toBeHidden();

  await tabTo(page, page.locator('#record-search'));
  await page.keyboard.type(name);
  await expect(page).toHaveURL(/q=/);
  const row = page.getByRole('link', { name });
  await expect(row).toHaveCount(1);
  await tabTo(page, row);
  await page.keyboard.press('Enter');
  await expect(page.locator('#f-phone')).toHaveValue('0571-88990011');
  await tabTo(page, page.locator('#f-note'));
  await page.keyboard.type('月结客户');
  await tabTo(page, sheet(page).getByRole('button', { name: word.save, exact: true }));
  await page.keyboard.press('Enter');
  await expect(sheet(page)).toBeHidden();
  // The focus is back where it came from.
  await expect(row).toBeFocused();

  await page.keyboard.press('Enter');
  await expect(page.locator('#f-note')).toHaveValue('月结客户');
  await tabTo(page, sheet(page).getByRole('button', { name: word.off, exact: true }).first());
  await page.keyboard.press('Enter');
  const dialog = page.locator('#switch-off');
  await tabTo(page, dialog.getByRole('button', { name: word.off, exact: true }));
  await page.keyboard.press('Enter');
  await expect(row).toHaveCount(0);
  await page.getByLabel(word.inactive).check();
  await expect(row).toContainText(word.off_chip);
  await context.close();
});

test('a person is made, invited, sets a password, and is gone when switched off', async ({ browser }, info) => {
  const word = words(info);
  const context = await signedIn(browser, info, 'admin');
  const page = await context.newPage();
  const login = `new.${isZh(info) ? 'a' : 'b'}${Date.now().toString(36)}`;
  await page.goto('/admin/users?new');
  await live(page);
  await tabTo(page, page.locator('#f-name'));
  await page.keyboard.type('陆一鸣');
  await tabTo(page, page.locator('#f-login'));
  await page.keyboard.type(login);
  await expect(page.locator('#f-unit_id')).toHaveCount(0);
  await page.locator('#f-role_id').selectOption({ label: word.agent });
  // A role of staff asks for a unit, not for a customer.
  await expect(page.locator('#f-company_id')).toHaveCount(0);
  await tabTo(page, page.locator('#f-unit_id'));
  await page.keyboard.press('ArrowDown');
  await expect(page.locator('#f-unit_id-list [role=option]').first()).toBeVisible();
  await page.keyboard.press('Enter');
  await tabTo(page, sheet(page).getByRole('button', { name: word.save, exact: true }));
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/id=[0-9a-f-]{36}/);
  const invite = page.getByRole('button', { name: word.invite });
  await tabTo(page, invite);
  await page.keyboard.press('Enter');
  const link = await page.getByLabel(word.link).inputValue();
  expect(link).toMatch(/\/invitation\/\w+$/);

  const own = await browser.newContext({ ...info.project.use, locale: isZh(info) ? 'zh-CN' : 'en-US' });
  const theirs = await own.newPage();
  await theirs.goto(new URL(link).pathname);
  await live(theirs);
  await expect(theirs.getByText('陆一鸣')).toBeVisible();
  await theirs.getByLabel(word.newPassword).fill('梧桐-渡口-纸鸢-4096');
  await theirs.getByRole('button', { name: word.setPassword }).click();
  await theirs.waitForURL(/\/cases/);
  const me = async () => (await (await own.request.get(`${api}/session`)).json()) as { login: string };
  expect((await me()).login).toBe(login);

  await sheet(page).getByRole('button', { name: word.off, exact: true }).first().press('Enter');
  const dialog = page.locator('#switch-off');
  await dialog.getByRole('button', { name: word.off, exact: true }).click();
  await toast(page, word.saved);
  await expect.poll(async () => (await me()).login).not.toBe(login);
  await own.close();
  await context.close();
});

test('a unit is not moved below itself, and moves elsewhere', async ({ browser }, info) => {
  const word = words(info);
  const context = await signedIn(browser, info, 'admin');
  const head = await root(context.request);
  const [region, branch, other] = [unique(info, '试点区域'), unique(info, '试点分支'), unique(info, '另一区域')];
  const id = () => crypto.randomUUID();
  const units = [
    { id: id(), rv: 0, active: true, name: region, kind: 'region', parent_id: head.id },
    { id: id(), rv: 0, active: true, name: other, kind: 'region', parent_id: head.id },
  ];
  for (const unit of units) await put(context.request, 'units', unit);
  await put(context.request, 'units', { id: id(), rv: 0, active: true, name: branch, kind: 'branch', parent_id: units[0].id });
  const page = await context.newPage();
  await page.goto(`/admin/units?id=${units[0].id}`);
  await live(page);
  await expect(page.getByRole('heading', { name: region })).toBeVisible();
  await page.getByRole('button', { name: word.move, exact: true }).press('Enter');
  const dialog = page.getByRole('dialog').filter({ has: page.locator('#move-parent') });
  const parent = page.locator('#move-parent');
  const option = (name: string) => parent.locator('option', { hasText: name }).getAttribute('value');
  await parent.selectOption((await option(branch))!);
  await expect(page.locator('#move-parent-error')).toBeVisible();
  if (word.loop) await expect(page.locator('#move-parent-error')).toContainText(word.loop);
  await dialog.getByRole('button', { name: word.move, exact: true }).press('Enter');
  await expect(dialog).toBeVisible();
  await parent.selectOption((await option(other))!);
  await expect(page.locator('#move-parent-error')).toHaveCount(0);
  await dialog.getByRole('button', { name: word.move, exact: true }).press('Enter');
  await toast(page, word.moved);
  await expect(page.getByRole('treeitem', { name: branch })).toHaveAttribute('aria-level', '4');
  expect((await rows(context.request, 'units')).find((unit) => unit.id === units[0].id)!.parent_id).toBe(units[1].id);
  await context.close();
});

test('a right taken from a role is gone at once', async ({ browser }, info) => {
  const word = words(info);
  const context = await signedIn(browser, info, 'admin');
  const head = await root(context.request);
  const role = {
    id: crypto.randomUUID(), rv: 0, active: true, name: unique(info, '资料员'), kind: 'staff', reach: 'all',
    operations: ['companies.list', 'companies.get', 'companies.save', 'units.list', 'cases.list'],
  };
  await put(context.request, 'roles', role);
  const login = `clerk.${isZh(info) ? 'a' : 'b'}${Date.now().toString(36)}`;
  const user = { id: crypto.randomUUID(), rv: 0, active: true, name: '资料员', login, role_id: role.id, unit_id: head.id };
  await put(context.request, 'users', user);
  const invitation = await (await context.request.post(`${api}/users/${user.id}/invitation`, { data: {}, headers: ours })).json();
  const own = await browser.newContext({ ...info.project.use, locale: isZh(info) ? 'zh-CN' : 'en-US' });
  const token = (invitation.path as string).split('/').pop();
  expect((await own.request.post(`${api}/invitations/${token}/accept`, { data: { password: '梧桐-渡口-纸鸢-4096' } })).ok()).toBe(true);
  const theirs = await own.newPage();
  await theirs.goto('/admin/companies');
  await live(theirs);
  await expect(theirs.getByRole('link', { name: word.add, exact: true })).toBeVisible();

  const page = await context.newPage();
  await page.goto(`/admin/roles?id=${role.id}`);
  await live(page);
  const box = page.locator('input[value="companies.save"]');
  await expect(box).toBeChecked();
  await box.press('Space');
  await expect(box).not.toBeChecked();
  await page.locator('.save-bar').getByRole('button', { name: word.save, exact: true }).press('Enter');
  await toast(page, word.saved);

  const company = { id: crypto.randomUUID(), rv: 0, active: true, name: '不该存在', unit_id: head.id };
  expect((await own.request.put(`${api}/companies/${company.id}`, { data: company, headers: ours })).status()).toBe(403);
  await theirs.reload();
  await live(theirs);
  await expect(theirs.locator('.record-row').first()).toBeVisible();
  await expect(theirs.getByRole('link', { name: word.add, exact: true })).toHaveCount(0);

  // The administrator's own role is shown and cannot be changed.
  await page.locator('.role-list a').first().waitFor();
  const admin = (await rows(context.request, 'roles')).find((role) => role.builtin === 'administrator')!;
  await page.goto(`/admin/roles?id=${admin.id}`);
  await expect(page.locator('input[value="companies.save"]')).toBeDisabled();
  await own.close();
  await context.close();
});

test('a stale save shows who changed what, and keeps both sides', async ({ browser }, info) => {
  const word = words(info);
  const context = await signedIn(browser, info, 'admin');
  const other = await signedIn(browser, info, 'manager');
  const head = await root(context.request);
  const company = { id: crypto.randomUUID(), rv: 0, active: true, name: unique(info, '两人同改'), unit_id: head.id, phone: '1', note: '旧' };
  await put(context.request, 'companies', company);
  const page = await context.newPage();
  await page.goto(`/admin/companies?id=${company.id}`);
  await live(page);
  await expect(page.locator('#f-note')).toHaveValue('旧');
  await page.locator('#f-note').fill('我写的备注');
  const now = (await rows(other.request, 'companies', `&q=${encodeURIComponent(company.name)}`))[0];
  await put(other.request, 'companies', { ...now, phone: '021-5566', note: '对方写的备注' });
  await sheet(page).getByRole('button', { name: word.save, exact: true }).click();
  const panel = page.locator('.conflict');
  await expect(panel).toContainText(word.conflict);
  await expect(panel).toContainText('对方写的备注');
  await expect(panel).toContainText('我写的备注');
  await expect(panel).toContainText('manager');
  await panel.getByRole('button', { name: word.mine }).press('Enter');
  await expect(sheet(page)).toBeHidden();
  const after = (await rows(context.request, 'companies', `&q=${encodeURIComponent(company.name)}`))[0];
  expect([after.note, after.phone]).toEqual(['我写的备注', '021-5566']);
  await context.close();
  await other.close();
});

test('the matrix makes the promise of a new case', async ({ browser }, info) => {
  test.skip(isZh(info), 'there is one matrix; the other project changes it');
  const word = words(info);
  const context = await signedIn(browser, info, 'admin');
  // Around the clock, a promise is as long as its minutes.
  const { rows } = await (await context.request.get(`${api}/calendars`)).json();
  const whole = rows.find((row: { name: string }) => row.name === '7×24');
  const makeDefault = async (id: string) => {
    const row = await (await context.request.get(`${api}/calendars/${id}`)).json();
    expect((await context.request.put(`${api}/calendars/${id}`, { data: { ...row, default: true }, headers: ours })).ok()).toBe(true);
  };
  await makeDefault(whole.id);
  const opened = async () => {
    const data = { subject: '承诺试验', impact: 'person', urgency: 'low' };
    const answer = await (await context.request.post(`${api}/cases/quick-open`, { data, headers: ours })).json();
    const found = await (await context.request.get(`${api}/cases/${answer.id}`)).json();
    const view = found.case ?? found;
    return Math.round((view.resolve_by - view.respond_by) / 60_000);
  };
  const page = await context.newPage();
  await page.goto('/admin/matrix');
  await live(page);
  const [respond, resolve] = [page.locator('#cell-2-3-respond'), page.locator('#cell-2-3-resolve')];
  const before = [await respond.inputValue(), await resolve.inputValue()];
  await respond.fill('9999');
  await resolve.fill('100');
  await page.getByRole('button', { name: word.save, exact: true }).press('Enter');
  await expect(page.locator('.error-summary')).toBeVisible();
  await respond.fill('90');
  await resolve.fill('1530');
  await page.getByRole('button', { name: word.save, exact: true }).press('Enter');
  await toast(page, word.saved);
  expect(await opened()).toBe(1440);
  // A second editor with the old version is asked, not overwritten.
  const stale = await context.newPage();
  await stale.goto('/admin/matrix');
  await live(stale);
  await stale.locator('#cell-2-3-respond').fill('60');
  const now = await (await context.request.get(`${api}/priority-matrix`)).json();
  now.cells[2][3].respond_minutes = 120;
  expect((await context.request.put(`${api}/priority-matrix`, { data: now, headers: ours })).ok()).toBe(true);
  await stale.getByRole('button', { name: word.save, exact: true }).press('Enter');
  await expect(stale.locator('.conflict')).toContainText(word.conflict);
  await stale.locator('.conflict').getByRole('button', { name: word.mine }).press('Enter');
  await toast(stale, word.saved);
  const last = await (await context.request.get(`${api}/priority-matrix`)).json();
  expect(last.cells[2][3].respond_minutes).toBe(60);
  last.cells[2][3].respond_minutes = Number(before[0]);
  last.cells[2][3].resolve_minutes = Number(before[1]);
  expect((await context.request.put(`${api}/priority-matrix`, { data: last, headers: ours })).ok()).toBe(true);
  await makeDefault(rows.find((row: { default: boolean }) => row.default).id);
  await context.close();
});

test('an asset has a label that leads to its page', async ({ browser }, info) => {
  const word = words(info);
  const context = await signedIn(browser, info, 'admin');
  const asset = (await rows(context.request, 'assets')).find((asset) => asset.active)!;
  const page = await context.newPage();
  await page.goto(`/admin/assets?id=${asset.id}`);
  await live(page);
  await expect(page.getByRole('heading', { name: word.label })).toBeVisible();
  await expect(page.getByRole('link', { name: `/r/${asset.serial}` })).toBeVisible();
  const image = await context.request.get(`/qr/${asset.serial}.svg`);
  expect([image.status(), image.headers()['content-type']]).toEqual([200, 'image/svg+xml']);
  const customer = await signedIn(browser, info, 'customer');
  const own = new Set((await rows(customer.request, 'assets')).map((asset) => asset.serial));
  const foreign = (await rows(context.request, 'assets')).find((asset) => !own.has(asset.serial))!;
  expect((await customer.request.get(`/qr/${foreign.serial}.svg`)).status()).toBe(404);
  expect((await customer.request.get(`/qr/${[...own][0]}.svg`)).status()).toBe(200);
  await customer.close();
  await context.close();
});

test('customers and partners keep their own people and see nothing else', async ({ browser }, info) => {
  const word = words(info);
  for (const [login, absent] of [['customer-admin', 'firm'], ['partner-admin', 'company']]) {
    const context = await signedIn(browser, info, login);
    const page = await context.newPage();
    await page.goto('/admin/users?new');
    await live(page);
    await expect(page.locator('.side-nav a[href="/admin/units"]')).toHaveCount(0);
    await page.locator('#f-name').fill('新同事');
    const name = `own.${isZh(info) ? 'a' : 'b'}${Date.now().toString(36)}`;
    await page.locator('#f-login').fill(name);
    await page.locator('#f-role_id').selectOption({ index: 1 });
    await expect(page.locator(`#f-${absent}_id`)).toHaveCount(0);
    await sheet(page).getByRole('button', { name: word.save, exact: true }).click();
    await expect(page.getByRole('button', { name: word.invite })).toBeVisible();
    await page.goto('/admin/companies');
    await expect(page.locator('.record-row')).toHaveCount(0);
    await context.close();
  }
});

test('every page is accessible and fits 320 px', async ({ browser }, info) => {
  test.setTimeout(300_000);
  const context = await signedIn(browser, info, 'admin');
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  const company = (await rows(context.request, 'companies'))[0];
  const addresses = ['', '/units', '/teams', '/users', '/users?new', '/roles', '/firms', '/companies', `/companies?id=${company.id}`,
    '/departments', '/contacts', '/products', '/categories', '/assets', '/canned_texts', '/matrix', '/calendars', '/calendars?new', '/contracts', '/contracts/new', '/service_products', '/service_products?new', '/audit', '/audit?kind=users&field=login', '/retention', '/labels'];
  for (const address of addresses) {
    await page.goto(`/admin${address}`);
    await live(page);
    await expect(page.locator('.skeleton')).toHaveCount(0);
    const found = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze();
    const said = found.violations.map((rule) => `${rule.id}: ${rule.nodes.map((node) => node.target.join(' ')).join(', ')}`);
    expect(said, address).toEqual([]);
    const size = page.viewportSize()!;
    await page.setViewportSize({ width: 320, height: 640 });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(over, `${address} is wider than 320 px`).toBeLessThanOrEqual(0);
    await page.setViewportSize(size);
  }
  expect(problems).toEqual([]);
  await context.close();
});
