// Escalation policies: levels written and moved, what is wrong told at its place, one policy a scope, and a case that climbs.
import { type APIRequestContext, type Page, type TestInfo, expect } from '@playwright/test';
import { api, live } from './desk';
import { OwnDesk } from './own_desk';
import { scanWhole } from './scan';
import { test } from './story';

const zh = {
  save: '保存', saved: '已保存', fix: '请先改正下面几处', required: '必填', whole: '请填写整数', every: '请填写每隔多少分钟重复一次', holds: '请填写整数', addLevel: '添加级别', addCondition: '添加条件',
  down: '下移第 1 级', up: '上移第 2 级', remove: '移除第 3 级', taken: '已被使用，请换一个', all: '所有工单',
  first: '对客户的解决时限到期前 50%（占目标时长），就通知处理人（推送）；每 30 分钟重复，最多 3 次；有人确认即停止。', second: '每次客户催办时，如果优先级不是紧急，就把升级级别提高到 2 级；有人确认即停止。',
};
const en: typeof zh = {
  save: 'Save', saved: 'Saved', fix: 'Please put these right first', required: 'Required', whole: 'Enter a whole number', every: 'Say after how many minutes it is repeated', holds: 'Enter a whole number', addLevel: 'Add a level', addCondition: 'Add a condition',
  down: 'Move level 1 down', up: 'Move level 2 up', remove: 'Remove level 3', taken: 'Already in use', all: 'All cases',
  first: '50% of the target before the end of the resolution clock towards customers, tell the assignee (push); again every 30 minutes, 3 times at most; until somebody acknowledges it.',
  second: 'Each time the customer urges, if the priority is not Urgent, then raise the escalation level to 2; until somebody acknowledges it.',
};
const words = (info: TestInfo) => (info.project.name.includes('zh') ? zh : en);
const isPhone = (info: TestInfo) => info.project.name.includes('phone');

const save = (page: Page, info: TestInfo) => page.locator('.save-bar').getByRole('button', { name: words(info).save, exact: true }).click();
const level = (page: Page, at: number) => page.locator('.policy-level').nth(at);
const field = (page: Page, at: number, name: string) => level(page, at).locator(`[id^="level-"][id$="-${name}"]`);
const wrong = (page: Page, at: number, name: string) => level(page, at).locator(`[id^="level-"][id$="-${name}-error"]`);

async function kept(request: APIRequestContext, origin: string) {
  return (await (await request.get(`${origin}${api}/escalation_policies?all=true`)).json()).rows as Record<string, any>[];
}

test('a policy is written level by level, told what is wrong with it, and kept', async ({ browser }, info) => {
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    const context = await desk.signedIn('admin');
    const page = await context.newPage();
    await page.goto('/admin/escalation-policies');
    await live(page);
    await expect(page.locator('.empty')).toBeVisible();
    await scanWhole(page, 'no policies yet');
    await page.locator('a[href="/admin/escalation-policies/new"]').click();
    await expect(level(page, 0)).toBeVisible();
    // What cannot be is said at its field, and nothing is sent.
    await page.locator('#policy-scope').selectOption('company');
    await page.locator('#policy-acknowledged_minutes').fill('soon');
    await field(page, 0, 'amount').fill('x');
    await field(page, 0, 'max_repeats').fill('3');
    await save(page, info);
    await expect(page.locator('.error-summary')).toContainText(word.fix);
    await expect(page.locator('#policy-name-error')).toContainText(word.required);
    await expect(page.locator('#policy-company_id-error')).toContainText(word.required);
    await expect(page.locator('#policy-acknowledged_minutes-error')).toContainText(word.holds);
    await expect(wrong(page, 0, 'amount')).toContainText(word.whole);
    await expect(wrong(page, 0, 'repeat_every')).toContainText(word.every);
    await scanWhole(page, 'with its faults');
    // The summary leads into the level.
    await page.locator('.error-summary a', { hasText: word.every }).click();
    await expect(field(page, 0, 'repeat_every')).toBeFocused();
    await field(page, 0, 'repeat_every').fill('30');
    await field(page, 0, 'amount').fill('50');
    await page.locator('#policy-scope').selectOption('default');
    await page.locator('#policy-acknowledged_minutes').fill('120');
    await page.locator('#policy-name').fill('全员升级');
    await expect(level(page, 0).locator('.rule-sentence')).toHaveText(word.first);
    // A second level by an event, under a condition; a third one goes again.
    await page.getByRole('button', { name: word.addLevel }).click();
    await page.getByRole('button', { name: word.addLevel }).click();
    await page.getByRole('button', { name: word.remove }).click();
    await expect(page.locator('.policy-level')).toHaveCount(2);
    await field(page, 1, 'on').selectOption('event');
    await field(page, 1, 'event').selectOption('urged');
    await level(page, 1).getByRole('button', { name: word.addCondition }).click();
    const condition = level(page, 1).locator('[id$="-criteria"] .rule-row');
    await condition.locator('select').nth(1).selectOption('none_of');
    await condition.locator('input[type="checkbox"]').first().check();
    const action = level(page, 1).locator('.rule-action');
    await action.locator('select').first().selectOption('raise_level');
    await action.locator('[id$="-level"]').fill('2');
    await expect(level(page, 1).locator('.rule-sentence')).toHaveText(word.second);
    // Levels change places, with all that is in them.
    await page.getByRole('button', { name: word.down }).click();
    await expect(level(page, 0).locator('.rule-sentence')).toHaveText(word.second);
    await page.getByRole('button', { name: word.up }).click();
    await expect(level(page, 0).locator('.rule-sentence')).toHaveText(word.first);
    await scanWhole(page, 'two levels');
    await save(page, info);
    await expect(page.locator('.toasts')).toContainText(word.saved);
    await expect(page).toHaveURL(/\/admin\/escalation-policies\/[0-9a-f-]{36}$/);
    const [policy] = await kept(context.request, desk.server.address);
    expect([policy.scope, policy.acknowledged_minutes, policy.levels.length]).toEqual([{ of: 'default' }, 120, 2]);
    expect(policy.levels[0]).toMatchObject({ trigger: { on: 'time', percent: 50, direction: 'before', anchor: 'due' }, repeat_every: 30, max_repeats: 3, stop_when: ['acknowledged'] });
    expect(policy.levels[1]).toMatchObject({ trigger: { on: 'event', event: 'urged' }, criteria: [{ field: 'priority', test: 'none_of', values: ['p1'] }], actions: [{ do: 'raise_level', level: 2 }] });
    // It is as it was written after a reload, and the list says it.
    await page.reload();
    await live(page);
    await expect(level(page, 1).locator('.rule-sentence')).toHaveText(word.second);
    await page.goto('/admin/escalation-policies');
    await live(page);
    await expect(page.locator('.policy-list > li')).toContainText(word.all);
    await expect(page.locator('.policy-list ol > li')).toHaveText([word.first, word.second]);
    await scanWhole(page, 'the list');
    // A second one for the same scope is refused there, and what was typed stays.
    await page.locator('a[href="/admin/escalation-policies/new"]').click();
    await page.locator('#policy-name').fill('又一条');
    await save(page, info);
    await expect(page.locator('#policy-scope-error')).toContainText(word.taken);
    await expect(page.locator('#policy-name')).toHaveValue('又一条');
    expect(await kept(context.request, desk.server.address)).toHaveLength(1);
    if (isPhone(info)) {
      await page.setViewportSize({ width: 320, height: 700 });
      await scanWhole(page, 'a policy on a narrow phone');
    }
    // A case climbs when its customer urges.
    const made = await desk.reported('催了会升级');
    await desk.post((await desk.signedIn('customer')).request, `/cases/${made.id}/urge`, {});
    const climbed = async () => (await (await context.request.get(`${desk.server.address}${api}/cases/${made.id}`)).json()).case.level ?? 0;
    await expect.poll(climbed).toBe(2);
    await context.close();
  });
});

test('whoever may not keep policies is not led to them', async ({ browser }, info) => {
  await OwnDesk.tell(browser, info, async (desk) => {
    await desk.notLedTo('agent', '/admin/escalation-policies', '/escalation_policies');
  });
});
