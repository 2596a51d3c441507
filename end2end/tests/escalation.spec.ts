// A case is escalated: somebody acknowledges it with one tap, and somebody decides on what others asked for.
import { type APIRequestContext, type Page, type TestInfo, expect } from '@playwright/test';
import { type CaseRef, api, live } from './desk';
import { OwnDesk } from './own_desk';
import { scanWhole } from './scan';
import { test } from './story';

const zh = {
  acknowledge: '确认升级', waits: '第 1 级等待确认', level: '已升级到 1 级', seesTo: '正在跟进', told: '已发应用内通知给沈国栋', passed: '没有团队，或团队没有负责人', kept: '按升级开始时的版本执行',
  none: '没有升级', request: '申请升级', fix: '请先改正下面几处', required: '必填', critical: '非常严重', requested: '待审批', own: '由其他同事审批', accept: '通过', accepted: '已通过',
  note: '记录客户态度', worsening: '恶化', end: '解除升级', ended: '已解除', notice: '工单升级', needsServer: '联网后显示升级情况',
};
const en: typeof zh = {
  acknowledge: 'Acknowledge escalation', waits: 'Level 1 waits for an acknowledgement', level: 'Escalated to level 1', seesTo: 'sees to it', told: 'Told in the app: 沈国栋', passed: 'no team, or a team without a lead', kept: 'In the version it began with',
  none: 'Not escalated', request: 'Request escalation', fix: 'Please put these right first', required: 'Required', critical: 'Critical', requested: 'Requested', own: 'Somebody else decides', accept: 'Accept', accepted: 'Accepted',
  note: 'Note how it stands', worsening: 'Worsening', end: 'End escalation', ended: 'Ended', notice: 'Case escalated', needsServer: 'shown when the server can be reached',
};
const words = (info: TestInfo) => (info.project.name.includes('zh') ? zh : en);
const isPhone = (info: TestInfo) => info.project.name.includes('phone');
const POLICY = '01900000-0000-7000-8000-00000000e5ca';

const panel = (page: Page) => page.locator('#case-escalation');
const dialog = (page: Page) => page.getByRole('dialog');
const acts = (page: Page) => page.locator('.case-head-actions:visible, .case-thumb:visible');
const button = (page: Page, name: string) => panel(page).getByRole('button', { name, exact: true });

/** Opens the panel beside a case. */
async function beside(page: Page, made: CaseRef) {
  await page.goto(`/cases/${made.number}?context=1#case-escalation`);
  await live(page);
  await expect(panel(page)).toBeVisible();
}

/** A policy for all cases: when the customer asks to hurry, the lead of the team and the manager are told, and the case counts as escalated. */
async function keepsPolicy(desk: OwnDesk) {
  const admin: APIRequestContext = (await desk.signedIn('admin')).request;
  const { rows } = await (await admin.get(`${desk.server.address}${api}/users?q=manager&limit=50`)).json();
  const manager = rows.find((row: { login: string }) => row.login === 'manager').id as string;
  const notify = { do: 'notify', recipients: [{ who: 'team_lead' }, { who: 'named', user_id: manager }], media: ['push'], text: '客户在催', urgent: true };
  const level = { trigger: { on: 'event', event: 'urged' }, actions: [notify, { do: 'raise_level', level: 1 }], stop_when: ['acknowledged'] };
  const data = { id: POLICY, rv: 0, active: true, name: '催办应因', scope: { of: 'default' }, levels: [level], acknowledged_minutes: 60 };
  const kept = await admin.put(`${desk.server.address}${api}/escalation_policies/${POLICY}`, { data, headers: { origin: desk.server.address } });
  expect(kept.ok(), await kept.text()).toBe(true);
}

/** The customer of a case asks to hurry. */
async function urges(desk: OwnDesk, made: CaseRef) {
  await desk.post((await desk.signedIn('customer')).request, `/cases/${made.id}/urge`, { note: '' });
}

test('whoever acknowledges an escalation with one tap is named beside the case', async ({ browser }, info) => {
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    await keepsPolicy(desk);
    const made = await desk.reported('税控盘连不上');
    const page = await (await desk.signedIn('support')).newPage();
    await page.goto(`/cases/${made.number}`);
    await live(page);
    await expect(acts(page).getByRole('button').first()).toBeVisible();
    await expect(acts(page).getByRole('button', { name: word.acknowledge, exact: true })).toHaveCount(0);
    await urges(desk, made);
    // Nobody reloads: the first act of the case is the one that the level waits for.
    await expect(acts(page).getByRole('button').first()).toHaveText(word.acknowledge);
    await expect(page.locator('.case-head .status-level')).toHaveText(word.level);
    await scanWhole(page, 'an escalated case');
    if (!isPhone(info)) {
      await page.keyboard.press('Control+k');
      await expect(page.locator('dialog.palette[open]')).toContainText(word.acknowledge);
      await page.keyboard.press('Escape');
    }
    await page.locator('.case-head .status-level').click();
    await expect(panel(page)).toBeVisible();
    await expect(panel(page)).toBeFocused();
    await expect(panel(page)).toContainText(word.waits);
    await expect(panel(page)).toContainText('催办应因');
    await expect(panel(page)).toContainText(word.kept);
    await expect(panel(page)).toContainText(word.told);
    await expect(panel(page)).toContainText(word.passed);
    await scanWhole(page, 'the panel');
    if (isPhone(info)) {
      await page.setViewportSize({ width: 320, height: 700 });
      await scanWhole(page, 'the panel on the smallest phone');
      expect((await button(page, word.acknowledge).boundingBox())!.height).toBeGreaterThanOrEqual(44);
    }
    await button(page, word.acknowledge).click();
    await expect(panel(page).locator('.esc-acknowledged')).toContainText('赵志远');
    await expect(panel(page).locator('.esc-acknowledged')).toContainText(word.seesTo);
    await expect(panel(page).locator('.esc-call')).toHaveCount(0);
    await expect(button(page, word.acknowledge)).toHaveCount(0);
    await scanWhole(page, 'an acknowledged escalation');
    // The list says how far it is, too.
    await page.goto(`/cases?q=${made.number}`);
    await live(page);
    await expect(page.locator('.case-row').filter({ hasText: made.number }).locator('.row-level')).toContainText(word.level);
    // Whoever was told is led from the notice to the panel, and finds it acknowledged.
    const other = await (await desk.signedIn('manager')).newPage();
    await other.goto('/notices');
    await live(other);
    await other.locator('.notice').filter({ hasText: word.notice }).first().getByRole('link').click();
    await expect(other).toHaveURL(/context=1#case-escalation/);
    await expect(panel(other)).toBeFocused();
    await expect(panel(other)).toContainText('赵志远');
    await expect(button(other, word.acknowledge)).toHaveCount(0);
  });
});

test('a requested escalation is decided by somebody else, watched, and ended', async ({ browser }, info) => {
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    const made = await desk.reported('总账对不上');
    const page = await (await desk.signedIn('support')).newPage();
    await beside(page, made);
    await expect(panel(page)).toContainText(word.none);
    await button(page, word.request).click();
    const send = dialog(page).getByRole('button', { name: word.request, exact: true });
    await send.click();
    await expect(dialog(page).locator('.error-summary')).toContainText(word.fix);
    await expect(page.locator('#reason-error')).toContainText(word.required);
    await scanWhole(page, 'a request with its fault');
    await dialog(page).getByText(word.critical, { exact: true }).click();
    await page.locator('#reason').fill('客户要换供应商');
    await page.locator('#watchers').fill('林小满');
    await page.getByRole('option', { name: '林小满' }).click();
    await expect(dialog(page).locator('.tag')).toHaveText('林小满');
    await send.click();
    await expect(dialog(page)).toBeHidden();
    const request = panel(page).locator('.esc-requests > li');
    await expect(request).toContainText(word.requested);
    await expect(request).toContainText('客户要换供应商');
    await expect(request).toContainText('林小满');
    // One at a time, and whoever may not decide is offered nothing.
    await expect(button(page, word.request)).toHaveCount(0);
    await expect(request.getByRole('button')).toHaveCount(0);
    await scanWhole(page, 'a request');

    const other = await (await desk.signedIn('manager')).newPage();
    await beside(other, made);
    await button(other, word.accept).click();
    await scanWhole(other, 'a decision');
    await dialog(other).getByRole('button', { name: word.accept, exact: true }).click();
    await expect(dialog(other)).toBeHidden();
    const decided = panel(other).locator('.esc-requests > li');
    await expect(decided).toHaveAttribute('data-state', 'accepted');
    await expect(request).toContainText(word.accepted);
    await button(other, word.note).click();
    await dialog(other).getByText(word.worsening, { exact: true }).click();
    await dialog(other).getByRole('button', { name: word.note, exact: true }).click();
    await expect(decided).toContainText(word.worsening);
    await button(other, word.end).click();
    await dialog(other).getByRole('button', { name: word.end, exact: true }).click();
    await expect(dialog(other).locator('.error-summary')).toContainText(word.fix);
    await dialog(other).locator('textarea').fill('客户满意了');
    await dialog(other).getByRole('button', { name: word.end, exact: true }).click();
    await expect(decided).toContainText(word.ended);
    await expect(decided).toContainText('客户满意了');
    await expect(decided.getByRole('button')).toHaveCount(0);
    await scanWhole(other, 'a request that ended');
    // Whoever asked sees it without a reload, and may ask again.
    await expect(request).toContainText('客户满意了');
    await expect(button(page, word.request)).toBeVisible();
  });
});

test('a customer is escalated as a whole, and each of its open cases says so', async ({ browser }, info) => {
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    const made = await desk.reported('这周第三次停线');
    const asking = await desk.signedIn('manager');
    const seen = (await (await asking.request.get(`${desk.server.address}${api}/cases/${made.id}`)).json()).case;
    const customer = `/admin/companies?id=${seen.company_id}`;
    const page = await asking.newPage();
    await page.goto(customer);
    await live(page);
    const box = page.locator('#account-escalation');
    await expect(box).toContainText(word.none);
    await box.getByRole('button', { name: word.request, exact: true }).click();
    const ask = page.locator('#account-escalate');
    await ask.getByText(word.critical, { exact: true }).click();
    await ask.locator('textarea').fill('一周内三次停线');
    await scanWhole(page, 'asking for a customer');
    await ask.getByRole('button', { name: word.request, exact: true }).click();
    const request = box.locator('.esc-requests > li');
    await expect(request).toContainText('一周内三次停线');
    await expect(request).toContainText(word.own);
    await expect(box.getByRole('button', { name: word.request, exact: true })).toHaveCount(0);

    const other = await (await desk.signedIn('admin')).newPage();
    await other.goto(customer);
    await live(other);
    const theirs = other.locator('#account-escalation');
    await theirs.getByRole('button', { name: word.accept, exact: true }).click();
    await other.locator('#escalation-step').getByRole('button', { name: word.accept, exact: true }).click();
    await expect(theirs.locator('.esc-requests > li')).toHaveAttribute('data-state', 'accepted');
    await theirs.getByRole('button', { name: word.note, exact: true }).click();
    await other.locator('#escalation-step').getByText(word.worsening, { exact: true }).click();
    await other.locator('#escalation-step textarea').fill('又停了一次');
    await other.locator('#escalation-step').getByRole('button', { name: word.note, exact: true }).click();
    await expect(theirs.locator('.esc-requests > li')).toContainText(word.worsening);
    await scanWhole(other, 'a customer who is escalated');

    await beside(page, made);
    await expect(panel(page).locator('.esc-account')).toContainText('一周内三次停线');
    await expect(panel(page).locator('.esc-account')).toContainText(word.accepted);
    await scanWhole(page, 'a case of a customer who is escalated');
  });
});

test('nobody is offered to decide on a request of their own', async ({ browser }, info) => {
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    const made = await desk.reported('发票抬头不对');
    const context = await desk.signedIn('manager');
    await desk.post(context.request, `/cases/${made.id}/escalate`, { severity: 'major', reason: '客户在等' });
    const page = await context.newPage();
    await beside(page, made);
    await expect(panel(page)).toContainText(word.own);
    await expect(button(page, word.accept)).toHaveCount(0);
  });
});

test('without the server the panel says that it needs it', async ({ browser }, info) => {
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    const made = await desk.reported('打印机脱机');
    const page = await (await desk.signedIn('support')).newPage();
    await page.route('**/api/v1/cases/*/escalation', (route) => route.abort());
    await beside(page, made);
    await expect(panel(page)).toContainText(word.needsServer);
    await expect(panel(page).getByRole('button')).toHaveCount(0);
    await scanWhole(page, 'the panel without the server');
    // It comes by itself once the server answers, with the next thing that happens in the case.
    await page.unroute('**/api/v1/cases/*/escalation');
    await desk.post((await desk.signedIn('support')).request, `/cases/${made.id}/comments`, { text: '稍等' });
    await expect(panel(page)).toContainText(word.none);
  });
});
