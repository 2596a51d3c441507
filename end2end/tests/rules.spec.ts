// Rules that a desk writes itself: made in the wizard, rehearsed on the past, kept, obeyed, and told of; a loop is refused.
import { type APIRequestContext, type Page, type TestInfo, expect } from '@playwright/test';
import { type CaseRef, api, live } from './desk';
import { OwnDesk } from './own_desk';
import { scanWhole } from './scan';
import { test } from './story';

const zh = {
  save: '保存', saved: '已保存', fix: '请先改正下面几处', required: '必填', addCondition: '添加条件', addAction: '添加动作', rehearse: '试跑', wouldRun: '会执行', fails: '不满足：标题包含“打印机”',
  sentence: '当工单新建时，如果标题包含“打印机”，就把优先级设为“紧急”。', notMet: '条件不满足', does: '执行时会把优先级设为“紧急”', ran: '已执行', done: '已完成', runs: '执行记录', lastRun: '最近执行',
  loop: '这些规则会互相触发，没有尽头：乙规则 → 甲规则 → 乙规则', whole: '请填写整数', inactive: '已停用', noRuns: '还没有执行过',
};
const en: typeof zh = {
  save: 'Save', saved: 'Saved', fix: 'Please put these right first', required: 'Required', addCondition: 'Add a condition', addAction: 'Add an action', rehearse: 'Rehearse', wouldRun: 'Would run', fails: 'Does not hold: the subject contains “打印机”',
  sentence: 'When a case is opened, if the subject contains “打印机”, then set the priority to “Urgent”.', notMet: 'A condition fails', does: 'It would set the priority to “Urgent”', ran: 'Ran', done: 'Done', runs: 'Runs', lastRun: 'Last run',
  loop: 'set off each other for ever: 乙规则 → 甲规则 → 乙规则', whole: 'Enter a whole number', inactive: 'Switched off', noRuns: 'It has not run yet',
};
const words = (info: TestInfo) => (info.project.name.includes('zh') ? zh : en);
const isPhone = (info: TestInfo) => info.project.name.includes('phone');

const save = (page: Page, info: TestInfo) => page.locator('.save-bar').getByRole('button', { name: words(info).save, exact: true }).click();
const condition = (page: Page, at: number) => page.locator('#rule-if .rule-row').nth(at);
const action = (page: Page, at: number) => page.locator('#rule-then .rule-row').nth(at);

async function kept(request: APIRequestContext, origin: string) {
  return (await (await request.get(`${origin}${api}/rules?all=true`)).json()).rows as Record<string, any>[];
}

async function begun(page: Page) {
  await page.goto('/admin/rules/new');
  await live(page);
  await expect(page.locator('.rule-form')).toBeVisible();
}

test('a rule is written, rehearsed on the past, kept, and runs', async ({ browser }, info) => {
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    const met = await desk.reported('三楼打印机卡纸');
    const missed = await desk.reported('邮箱收不到信');
    const context = await desk.signedIn('admin');
    const page = await context.newPage();
    await page.goto('/admin/rules');
    await live(page);
    await expect(page.locator('.empty')).toBeVisible();
    await scanWhole(page, 'no rules yet');
    await page.locator('a[href^="/admin/rules/new"]').click();
    await expect(page.locator('.rule-form')).toBeVisible();
    // What cannot be is said at its place, and nothing is sent.
    await page.locator('#rule-order').fill('x');
    await page.getByRole('button', { name: word.addCondition }).click();
    await condition(page, 0).locator('select').nth(0).selectOption('subject');
    await condition(page, 0).locator('select').nth(1).selectOption('contains');
    await save(page, info);
    await expect(page.locator('.error-summary')).toContainText(word.fix);
    await expect(page.locator('#rule-name-error')).toContainText(word.required);
    await expect(page.locator('#rule-order-error')).toContainText(word.whole);
    await expect(condition(page, 0).locator('.field-error')).toContainText(word.required);
    await scanWhole(page, 'with its faults');
    // The summary leads to the control of the row.
    await page.locator('.error-summary a').last().click();
    await expect(condition(page, 0).locator('textarea')).toBeFocused();
    await condition(page, 0).locator('textarea').fill('打印机');
    await page.locator('#rule-order').fill('20');
    await page.locator('#rule-name').fill('打印机优先');
    // A second action comes and goes.
    await page.getByRole('button', { name: word.addAction }).click();
    await expect(page.locator('#rule-then .rule-row')).toHaveCount(2);
    await action(page, 1).locator('.rule-remove').click();
    await expect(page.locator('#rule-then .rule-row')).toHaveCount(1);
    await action(page, 0).locator('select').first().selectOption('set_priority');
    await action(page, 0).locator('select').nth(1).selectOption('p1');
    await expect(page.locator('#rule-sentence')).toHaveText(word.sentence);
    await page.getByRole('button', { name: word.rehearse, exact: true }).click();
    const told = page.locator('.rule-rehearsed');
    await expect(told).toContainText(word.does);
    await expect(told.locator('li', { hasText: met.number })).toContainText(word.wouldRun);
    await told.locator('summary').click();
    await expect(told.locator('li', { hasText: missed.number })).toContainText(word.fails);
    await scanWhole(page, 'a rehearsal');
    expect(await kept(context.request, desk.server.address), 'a rehearsal keeps nothing').toEqual([]);
    await save(page, info);
    await expect(page.locator('.toasts')).toContainText(word.saved);
    await expect(page).toHaveURL(/\/admin\/rules\/[0-9a-f-]{36}$/);
    await expect(page.locator('#rule-sentence')).toHaveText(word.sentence);
    const [rule] = await kept(context.request, desk.server.address);
    expect([rule.order, rule.if, rule.then]).toEqual([20, [{ field: 'subject', test: 'contains', values: ['打印机'] }], [{ do: 'set_priority', priority: 'p1' }]]);
    // A new case is changed by it, and the runs say so.
    const customer = (await desk.signedIn('customer')).request;
    const made: CaseRef = await desk.post(customer, '/cases', { subject: '打印机又坏了', description: '从早上开始。' });
    const priority = async () => (await (await context.request.get(`${desk.server.address}${api}/cases/${made.id}`)).json()).case.priority;
    await expect.poll(priority).toBe('p1');
    await page.locator(`a[href="/admin/rules/${rule.id}/runs"]`).click();
    const run = page.locator('.rule-runs > li', { hasText: made.number });
    await expect(run).toContainText(word.ran);
    await expect(run.locator('.rule-done')).toContainText(word.done);
    await scanWhole(page, 'runs');
    await page.goto('/admin/rules');
    await live(page);
    await expect(page.locator('.rule-list > li')).toHaveCount(1);
    await expect(page.locator('.rule-list > li')).toContainText(word.sentence);
    await expect(page.locator('.rule-list > li')).toContainText(word.lastRun);
    await scanWhole(page, 'the list');
    if (isPhone(info)) {
      await page.setViewportSize({ width: 320, height: 700 });
      await scanWhole(page, 'the list on a narrow phone');
      await page.goto(`/admin/rules/${rule.id}`);
      await live(page);
      await expect(page.locator('#rule-sentence')).toHaveText(word.sentence);
      await scanWhole(page, 'a rule on a narrow phone');
    }
    await context.close();
  });
});

test('a loop is refused in words, and nothing that was typed is lost', async ({ browser }, info) => {
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    const context = await desk.signedIn('admin');
    const { rows } = await (await context.request.get(`${desk.server.address}${api}/categories`)).json();
    const first = {
      id: crypto.randomUUID(), rv: 0, active: true, name: '甲规则', order: 10, when: { event: 'changed', fields: ['priority'] }, if: [], then: [{ do: 'set_category', category_id: rows[0].id }],
    };
    const answer = await context.request.put(`${desk.server.address}${api}/rules/${first.id}`, { data: first, headers: { origin: desk.server.address } });
    expect(answer.ok(), await answer.text()).toBe(true);
    const page = await context.newPage();
    await begun(page);
    await page.locator('#rule-name').fill('乙规则');
    await page.locator('#rule-event').selectOption('changed');
    await page.locator('#rule-fields-category').check();
    await action(page, 0).locator('select').first().selectOption('set_priority');
    await save(page, info);
    await expect(page.locator('.error-summary')).toContainText(word.loop);
    await expect(page.locator('#rule-then-error')).toContainText(word.loop);
    await scanWhole(page, 'a loop');
    // The rehearsal says the same.
    await page.getByRole('button', { name: word.rehearse, exact: true }).click();
    await expect(page.locator('#rule-then-error')).toContainText(word.loop);
    await expect(page.locator('#rule-name')).toHaveValue('乙规则');
    await expect(page.locator('#rule-fields-category')).toBeChecked();
    expect((await kept(context.request, desk.server.address)).map((rule) => rule.name)).toEqual(['甲规则']);
    // Switched off it leads nowhere, and may be kept.
    await page.locator('#rule-active').uncheck();
    await save(page, info);
    await expect(page.locator('.toasts')).toContainText(word.saved);
    await page.goto('/admin/rules');
    await live(page);
    await expect(page.locator('.rule-list > li')).toHaveCount(2);
    await expect(page.locator('.rule-list > li').filter({ hasText: '乙规则' })).toContainText(word.inactive);
    // A rule that never ran says so.
    await page.goto(`/admin/rules/${first.id}/runs`);
    await live(page);
    await expect(page.locator('.empty')).toContainText(word.noRuns);
    await context.close();
  });
});

test('whoever may not keep rules is not led to them', async ({ browser }, info) => {
  await OwnDesk.tell(browser, info, async (desk) => {
    await desk.notLedTo('agent', '/admin/rules', '/rules');
  });
});
