// Robots of groups: written once and never shown again, tried, and named in a rule.
import { type Page, expect } from '@playwright/test';
import { api, live } from './desk';
import { OwnDesk } from './own_desk';
import { scanWhole } from './scan';
import { test } from './story';

const zh = { save: '保存', saved: '已保存', inside: '内网', kept: '已保存，指向 oapi.dingtalk.com', send: '发送测试消息', group: '“夜班群”群' };
const en: typeof zh = { save: 'Save', saved: 'Saved', inside: 'private network', kept: 'Saved; it leads to oapi.dingtalk.com', send: 'Send a test message', group: 'the group “夜班群”' };

test('a robot keeps its address to itself and is told of in a rule', async ({ browser }, info) => {
  const word = info.project.name.includes('zh') ? zh : en;
  const save = (page: Page) => page.locator('.save-bar').getByRole('button', { name: word.save, exact: true }).click();
  await OwnDesk.tell(browser, info, async (desk) => {
    const context = await desk.signedIn('admin');
    const page = await context.newPage();
    await page.goto('/admin/robots');
    await live(page);
    await expect(page.locator('.empty')).toBeVisible();
    await page.locator('a[href="/admin/robots/new"]').click();
    await page.locator('#robot-name').fill('夜班群');
    // WeCom signs nothing, so there is nothing to tick.
    await expect(page.locator('#robot-signs')).toHaveCount(0);
    await page.locator('#robot-kind').selectOption('dingtalk');
    await page.locator('#robot-signs').check();
    await page.locator('#robot-secret').fill('SEC0f1e2d3c');
    await page.locator('#robot-address').fill('https://10.0.0.7/send');
    await save(page);
    await expect(page.locator('#robot-address-error')).toContainText(word.inside);
    await scanWhole(page, 'an address inside');
    await page.locator('#robot-address').fill('https://oapi.dingtalk.com/robot/send?access_token=t0ken');
    await save(page);
    await expect(page).toHaveURL(/\/admin\/robots\/[0-9a-f-]{36}$/);
    await expect(page.locator('#robot-reached')).toContainText(word.kept);
    await expect(page.locator('#robot-address')).toHaveValue('');
    await expect(page.locator('#robot-secret')).toHaveValue('');
    await expect(page.getByRole('button', { name: word.send })).toBeEnabled();
    await scanWhole(page, 'a robot');
    const { rows } = await (await context.request.get(`${desk.server.address}${api}/robots`)).json();
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toMatch(/t0ken|SEC0f1e2d3c/);
    // A rule names it, and says so in its sentence.
    await page.goto('/admin/rules/new');
    await live(page);
    await page.locator('[id$="-robots"]').fill('夜班');
    await page.getByRole('option', { name: '夜班群' }).click();
    await expect(page.locator('#rule-sentence')).toContainText(word.group);
    await context.close();
  });
});
