// Plans of a contract: plain choices with their next dates, a case that is opened ahead, and what the customer sees of it.
import { type Page, type TestInfo, expect } from '@playwright/test';
import { api, live } from './desk';
import { OwnDesk } from './own_desk';
import { scanWhole } from './scan';
import { test } from './story';

const zh = { save: '保存', saved: '已保存', add: '新建计划', required: '必填', sentence: '每 3 个月的第一个周一，共 8 次', opened: '已开单', planned: '计划时间' };
const en: typeof zh = { save: 'Save', saved: 'Saved', add: 'New plan', required: 'Required', sentence: 'Every 3 months on the first Monday, 8 times', opened: 'Opened', planned: 'Planned for' };
const words = (info: TestInfo) => (info.project.name.includes('zh') ? zh : en);
const DAY = 86_400_000;

const save = (page: Page, info: TestInfo) => page.locator('.save-bar').getByRole('button', { name: words(info).save, exact: true }).click();

test('a plan is made of plain choices, opens its case ahead, and is shown to the customer', async ({ browser }, info) => {
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    const admin = await desk.signedIn('admin');
    const origin = desk.server.address;
    const { callers } = await (await admin.request.get(`${origin}${api}/callers?q=13800001001`)).json();
    const contract = crypto.randomUUID();
    const data = { id: contract, rv: 0, active: true, name: '年度维保', company_id: callers[0].contact.company_id, state: 'active', starts_at: Date.now() - DAY, ends_at: Date.now() + 900 * DAY, combine: 'any', on_depletion: 'block' };
    const kept = await admin.request.put(`${origin}${api}/contracts/${contract}`, { data, headers: { origin } });
    expect(kept.ok(), await kept.text()).toBe(true);
    const page = await admin.newPage();
    await page.goto(`/admin/contracts/${contract}`);
    await live(page);
    await page.locator('#contract-plans').getByRole('link', { name: word.add }).click();
    await save(page, info);
    await expect(page.locator('.error-summary')).toContainText(word.required);
    await page.locator('#plan-name').fill('季度巡检');
    await page.locator('#plan-subject').fill('{date} 季度巡检');
    await page.locator('#plan-interval').fill('3');
    await page.locator('#plan-starts_on').fill(new Date(Date.now() + 40 * DAY).toISOString().slice(0, 10));
    await page.locator('#plan-on').selectOption('nth');
    await page.locator('#plan-end').selectOption('count');
    await page.locator('#plan-times').fill('8');
    await expect(page.locator('#plan-sentence')).toHaveText(word.sentence);
    await expect(page.locator('.plan-dates > li')).toHaveCount(8);
    await scanWhole(page, 'a plan');
    await save(page, info);
    await expect(page.locator('.toasts')).toContainText(word.saved);
    await expect(page).toHaveURL(/\/admin\/service-plans\/[0-9a-f-]{36}$/);
    // What was typed before the saved plan stands there would be of the page that goes.
    await expect(page.locator('#plan-history')).toBeVisible();
    await live(page);
    // A single visit on a day that is near: its case is there at once.
    await page.locator('#plan-frequency').selectOption('daily');
    await page.locator('#plan-interval').fill('1');
    await page.locator('#plan-times').fill('1');
    const near = new Date(Date.now() + 3 * DAY).toISOString().slice(0, 10);
    await page.locator('#plan-starts_on').fill(near);
    await page.locator('#plan-day_off').selectOption('keep');
    await expect(page.locator('.plan-dates > li')).toHaveCount(1);
    await save(page, info);
    const line = page.locator('#plan-history .ledger-line');
    await expect(line).toContainText(word.opened);
    await expect(line).toContainText(near);
    const number = await line.getByRole('link').innerText();
    await page.goto(`/admin/contracts/${contract}`);
    await live(page);
    await expect(page.locator('#contract-plans .plan-next')).toContainText(number);
    await scanWhole(page, 'a contract with a plan');
    // The contract that renews it takes the plan along, with dates of its own.
    const next = crypto.randomUUID();
    await desk.post(admin.request, `/contracts/${contract}/renew`, { new_id: next, activate: true });
    await page.goto(`/admin/contracts/${next}`);
    await live(page);
    await expect(page.locator('#contract-plans')).toContainText('季度巡检');
    await expect(page.locator('#contract-plans')).not.toContainText(number);
    await admin.close();
    const customer = await desk.signedIn('customer-admin');
    const portal = await customer.newPage();
    await portal.goto(`/contracts/${contract}`);
    await live(portal);
    await expect(portal.locator('.plan-coming')).toContainText(near);
    await scanWhole(portal, 'what is planned');
    await portal.locator('.plan-coming').getByRole('link', { name: number }).click();
    await expect(portal.locator('.banner').filter({ hasText: word.planned })).toContainText(near);
    await customer.close();
  });
});
