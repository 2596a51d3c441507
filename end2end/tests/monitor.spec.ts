// The service monitor: a wall that keeps itself fresh, leads to the rows behind its figures, and is silent until asked.
import { expect, type TestInfo } from '@playwright/test';
import { api, live } from './desk';
import { OwnDesk } from './own_desk';
import { scanWhole } from './scan';
import { test } from './story';

const zh = { calm: '没有等待确认的升级', level: '第 1 级', stale: '连不上服务器', soundOff: '提示音已关', soundOn: '提示音已开' };
const en: typeof zh = { calm: 'Every escalation is acknowledged', level: 'Level 1', stale: 'Server out of reach', soundOff: 'Sound off', soundOn: 'Sound on' };
const words = (info: TestInfo) => (info.project.name.includes('zh') ? zh : en);

test('figures follow the desk by themselves and lead to the rows behind them', async ({ browser }, info) => {
  await OwnDesk.tell(browser, info, async (desk) => {
    const context = await desk.signedIn('manager');
    const page = await context.newPage();
    await page.goto('/monitor');
    await live(page);
    const value = (figure: string) => page.locator(`#figure-${figure} .monitor-value`);
    await expect(value('open')).toHaveText(/^\d+$/);
    const open = Number(await value('open').textContent());
    const unassigned = Number(await value('unassigned').textContent());
    const made = await desk.reported('监控台上多了一张');
    await expect(value('open')).toHaveText(String(open + 1));
    await expect(value('unassigned')).toHaveText(String(unassigned));
    await expect(page.locator('#monitor-people')).toContainText(/\d/);
    await scanWhole(page, 'the wall');
    await page.locator('#figure-unassigned').click();
    await expect(page).toHaveURL(/assignee=none/);
    const rows = await (await context.request.get(`${desk.server.address}${api}/cases?assignee=none&state=open&limit=200`)).json();
    expect(rows.rows.length).toBe(unassigned);
    await page.goBack();
    // Every bar is a list as well.
    await page.locator('#monitor-states a').first().click();
    await expect(page).toHaveURL(/\/cases\?state=/);
    expect(made.number).toBeTruthy();
  });
});

test('an escalation that nobody acknowledged waits on the wall until somebody does', async ({ browser }, info) => {
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    const context = await desk.signedIn('manager');
    const origin = desk.server.address;
    const page = await context.newPage();
    await page.goto('/monitor');
    await live(page);
    await expect(page.locator('#monitor-waiting')).toContainText(word.calm);
    const id = crypto.randomUUID();
    const level = { trigger: { on: 'event', event: 'urged' }, actions: [{ do: 'notify', recipients: [{ who: 'owner' }], media: ['push'], text: '客户催办' }] };
    const data = { id, rv: 0, active: true, name: '催办升级', scope: { of: 'default' }, levels: [level] };
    const saved = await context.request.put(`${origin}${api}/escalation_policies/${id}`, { data, headers: { origin } });
    expect(saved.ok(), await saved.text()).toBe(true);
    const made = await desk.reported('催了也没人应');
    await desk.post((await desk.signedIn('customer')).request, `/cases/${made.id}/urge`, { note: '请尽快' });
    const line = page.locator('.monitor-waiting').getByRole('link', { name: made.number });
    await expect(line).toBeVisible();
    await expect(line).toContainText(word.level);
    await scanWhole(page, 'with an escalation that waits');
    await desk.post((await desk.signedIn('support')).request, `/cases/${made.id}/acknowledge`, {});
    await expect(page.locator('#monitor-waiting')).toContainText(word.calm);
  });
});

test('the wall is silent until asked, and says when its figures are old', async ({ browser }, info) => {
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    const context = await desk.signedIn('manager');
    const page = await context.newPage();
    await page.addInitScript(() => {
      const scope = globalThis as unknown as { tones: number };
      scope.tones = 0;
      const start = OscillatorNode.prototype.start;
      OscillatorNode.prototype.start = function (...when) {
        scope.tones += 1;
        return start.apply(this, when);
      };
    });
    await page.goto('/monitor');
    await live(page);
    await expect(page.locator('#figure-open .monitor-value')).toHaveText(/^\d+$/);
    const sound = page.getByRole('button', { name: word.soundOff });
    await expect(sound).toHaveAttribute('aria-pressed', 'false');
    expect(await page.evaluate(() => (globalThis as unknown as { tones: number }).tones)).toBe(0);
    await sound.click();
    await expect(page.getByRole('button', { name: word.soundOn })).toHaveAttribute('aria-pressed', 'true');
    expect(await page.evaluate(() => (globalThis as unknown as { tones: number }).tones)).toBe(1);
    const open = await page.locator('#figure-open .monitor-value').textContent();
    await context.route('**/api/v1/monitor', (route) => route.abort());
    await desk.reported('线断了之后');
    await expect(page.locator('.monitor-fresh')).toContainText(word.stale);
    await expect(page.locator('#figure-open .monitor-value')).toHaveText(open!);
    await scanWhole(page, 'with old figures');
    await context.unroute('**/api/v1/monitor');
    await desk.reported('线又通了');
    await expect(page.locator('.monitor-fresh')).not.toContainText(word.stale);
  });
});
