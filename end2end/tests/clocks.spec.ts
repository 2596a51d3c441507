// Clocks: a case that waits says so, what is due moves when it goes on, and the page tells why.
import { type Page, type TestInfo, expect } from '@playwright/test';
import { api, live } from './desk';
import { OwnDesk } from './own_desk';
import { scan } from './scan';
import { test } from './story';

const zh = { hold: '挂起', resume: '继续处理', paused: '计时暂停', stopped: '已暂停', moved: '已顺延', why: '分段明细', save: '保存', add: '添加目标', fix: '请先改正下面几处', saved: '已保存', risk: '即将超时' };
const en: typeof zh = { hold: 'Put on hold', resume: 'Resume', paused: 'paused', stopped: 'Paused', moved: 'moved by', why: 'Stretch by stretch', save: 'Save', add: 'Add target', fix: 'Please put these right first', saved: 'Saved', risk: 'At risk' };
const words = (info: TestInfo) => (info.project.name.includes('zh') ? zh : en);

const acts = (page: Page) => page.locator('.case-head-actions:visible, .case-thumb:visible');
const more = { zh: '更多', en: 'More' };
const act = (page: Page, name: string) => acts(page).getByRole('button', { name, exact: true });
/** On a phone what is not next stands in the menu. */
async function press(page: Page, info: TestInfo, name: string) {
  if (info.project.name.includes('phone') && !(await act(page, name).isVisible())) {
    await act(page, info.project.name.includes('zh') ? more.zh : more.en).click();
    return page.getByRole('menuitem', { name, exact: true }).click();
  }
  return act(page, name).click();
}
const dialog = (page: Page) => page.getByRole('dialog');
const promise = (page: Page) => page.locator('.case-head .promise-chip').first();

test('a case on hold stands still, and what is due moves when it goes on', async ({ browser }, info) => {
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    const context = await desk.signedIn('admin');
    const page = await context.newPage();
    const post = async (path: string, data: object) => {
      const answer = await context.request.post(`${desk.server.address}${api}${path}`, { data, headers: { origin: desk.server.address } });
      expect(answer.ok(), `${path}: ${await answer.text()}`).toBe(true);
      return answer.json();
    };
    const get = async (id: string) => (await (await context.request.get(`${desk.server.address}${api}/cases/${id}`)).json()).case as Record<string, any>;
    // Day and night, so that the story tells the same at any hour.
    const policy = { id: '01900000-0000-7000-8000-00000000c10c', rv: 0, active: true, name: '昼夜', side: 'external', applies: {}, calendar_id: null, pauses: ['customer'], targets: [{ kind: 'first_response', amount: 60, unit: 'calendar_minutes' }, { kind: 'resolution', amount: 600, unit: 'calendar_minutes' }] };
    const kept = await context.request.put(`${desk.server.address}${api}/sla_policies/${policy.id}`, { data: policy, headers: { origin: desk.server.address } });
    expect(kept.ok(), await kept.text()).toBe(true);
    const made = await post('/cases/quick-open', { subject: '等客户确认', take: true });
    // Answered: what is left to do is the solution.
    await post(`/cases/${made.id}/comments`, { text: '收到，正在看' });
    const before = await get(made.id);
    await page.goto(`/cases/${made.number}`);
    await live(page);
    await expect(promise(page)).not.toContainText(word.paused);
    await press(page, info, word.hold);
    await dialog(page).getByRole('button', { name: word.hold, exact: true }).click();
    await expect(promise(page)).toContainText(word.paused);
    expect((await get(made.id)).resolve_by, 'what lasts moves nothing yet').toBe(before.resolve_by);
    await page.goto(`/cases/${made.number}?context=1`);
    await live(page);
    const clock = page.locator('.clock[data-kind="resolution"]');
    await expect(clock).toHaveAttribute('data-status', 'paused');
    await expect(clock).toContainText(word.stopped);
    await scan(page, 'the case with its clocks');
    await page.goto(`/cases/${made.number}`);
    await live(page);
    await act(page, word.resume).click();
    await expect(promise(page)).not.toContainText(word.paused);
    const after = await get(made.id);
    const timeline = (await (await context.request.get(`${desk.server.address}${api}/cases/${made.id}/timeline`)).json()).entries as Record<string, any>[];
    const at = (event: string) => timeline.find((entry) => entry.event === event)!.at as number;
    expect(after.resolve_by - before.resolve_by, 'by what it waited').toBe(at('resumed') - at('held'));
    await page.goto(`/cases/${made.number}?context=1`);
    await live(page);
    await expect(clock).toHaveAttribute('data-status', 'running');
    await clock.getByText(word.why).click();
    await expect(clock.locator('.clock-stretches > li')).toHaveCount(3);
  });
});

test('a policy is written, refused where it cannot be, and then promises', async ({ browser }, info) => {
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    const context = await desk.signedIn('admin');
    const page = await context.newPage();
    await page.goto('/admin/sla-policies?new');
    await live(page);
    await expect(page.locator('.sla-form')).toBeVisible();
    await page.locator('#sla-name').fill('金牌');
    await page.locator('#sla-amount-1').fill('0');
    const save = page.locator('.save-bar').getByRole('button', { name: word.save, exact: true });
    await save.click();
    await expect(page.getByText(word.fix)).toBeVisible();
    await page.locator('#sla-amount-1').fill('90');
    await page.locator('#sla-unit-1').selectOption('calendar_minutes');
    await save.click();
    await expect(page.getByText(word.saved)).toBeVisible();
    await scan(page, 'the policy');
    const answer = await context.request.post(`${desk.server.address}${api}/cases/quick-open`, { data: { subject: '按策略' }, headers: { origin: desk.server.address } });
    const made = await answer.json();
    const shown = (await (await context.request.get(`${desk.server.address}${api}/cases/${made.id}`)).json()).case;
    expect(shown.resolve_by - shown.created_at).toBe(90 * 60_000);
  });
});
