// Rotas: shifts and turns, gaps told in words, who is on call now, somebody instead of whoever would.
import { type Page, type TestInfo, expect } from '@playwright/test';
import { api, live } from './desk';
import { OwnDesk } from './own_desk';
import { scanWhole } from './scan';
import { test } from './story';

const zh = { save: '保存', saved: '已保存', nobody: '现在值班：无人', now: '现在值班：', gap: '周一 00:00 至 周二 00:00', whole: '全天', addSwap: '添加对调', addException: '添加顶班', empty: '请添加值班人员', unmanned: '无人值班', required: '必填' };
const en: typeof zh = { save: 'Save', saved: 'Saved', nobody: 'On call now: nobody', now: 'On call now: ', gap: 'Monday 00:00 to Tuesday 00:00', whole: 'All day', addSwap: 'Add a swap', addException: 'Add an exception', empty: 'Nobody is in this rota', unmanned: 'Nobody is on call from', required: 'Required' };
const words = (info: TestInfo) => (info.project.name.includes('zh') ? zh : en);

const save = (page: Page, info: TestInfo) => page.locator('.save-bar').getByRole('button', { name: words(info).save, exact: true }).click();

async function choose(page: Page, field: string, name: string) {
  await page.locator(field).fill(name);
  await page.getByRole('option', { name }).first().click();
}

test('a rota is written, told where nobody is, and says who is on call', async ({ browser }, info) => {
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    const context = await desk.signedIn('admin');
    const { rows } = await (await context.request.get(`${desk.server.address}${api}/users?limit=200`)).json();
    const [one, other] = ['support', 'agent'].map((login) => rows.find((user: { login: string }) => user.login === login).name as string);
    const page = await context.newPage();
    await page.goto('/admin/rotas');
    await live(page);
    await expect(page.locator('.empty')).toBeVisible();
    await page.locator('a[href="/admin/rotas/new"]').click();
    await expect(page.locator('#rota-now')).toHaveText(word.nobody);
    await page.locator('#rota-name').fill('夜间值班');
    await save(page, info);
    await expect(page.locator('#rota-lines .field-error').first()).toContainText(word.empty);
    await choose(page, '[id^="rota-lines-"][id$="-people"]', one);
    await expect(page.locator('#rota-now')).toHaveText(word.now + one);
    // A day without shifts is a gap, told before and at the save.
    const monday = page.locator('#rota-lines [id$="-week-mon"]');
    await monday.locator('.cal-shift').getByRole('button').click();
    await expect(page.locator('.rota-gaps li')).toHaveText([word.gap]);
    await save(page, info);
    await expect(page.locator('#rota-lines-error')).toContainText(word.unmanned);
    await scanWhole(page, 'a gap');
    await monday.getByRole('button', { name: word.whole }).click();
    await expect(page.locator('.rota-gaps')).toHaveCount(0);
    // Somebody else for a while, written and missing.
    await page.getByRole('button', { name: word.addException }).click();
    await save(page, info);
    await expect(page.locator('#rota-exceptions .field-error').first()).toContainText(word.required);
    await page.locator('[id^="rota-exceptions-"][id$="-from"]').fill('2020-01-01T00:00');
    await page.locator('[id^="rota-exceptions-"][id$="-to"]').fill('2099-01-01T00:00');
    await choose(page, '[id^="rota-exceptions-"][id$="-user_id"]', other);
    await expect(page.locator('#rota-now')).toHaveText(word.now + other);
    await save(page, info);
    await expect(page.locator('.toasts')).toContainText(word.saved);
    await expect(page).toHaveURL(/\/admin\/rotas\/[0-9a-f-]{36}$/);
    await expect(page.locator('#rota-now')).toHaveText(word.now + other);
    await scanWhole(page, 'a rota');
    await page.goto('/admin/rotas');
    await live(page);
    await expect(page.locator('.policy-list > li')).toContainText(word.now + other);
    await scanWhole(page, 'the list');
    await context.close();
    // Whoever works on cases sees who is on call, and changes nothing.
    const agent = await desk.signedIn('agent');
    const looking = await agent.newPage();
    await looking.goto('/admin/rotas');
    await live(looking);
    await looking.locator('.rule-name').click();
    await expect(looking.locator('#rota-now')).toHaveText(word.now + other);
    await expect(looking.locator('.save-bar')).toHaveCount(0);
    await agent.close();
  });
});
