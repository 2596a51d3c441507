// The knowledge base without a network: found and read from the device, beside a case as well; what needs the server comes back with it.
import { type Page, type TestInfo, expect } from '@playwright/test';
import { complete, live } from './desk';
import { OwnDesk } from './own_desk';
import { replica } from './replica';
import { scanWhole } from './scan';
import { test } from './story';

const zh = { away: '这里是本机保存的已发布知识。', kept: '这是本机保存的已发布版本。', verify: '确认仍有效', more: '更多' };
const en: typeof zh = { away: 'These are the published articles kept on this device.', kept: 'This is the published version kept on this device.', verify: 'Still correct', more: 'More' };
const words = (info: TestInfo) => (info.project.name.includes('zh') ? zh : en);
const TITLE = '升级前备份数据库';
const rows = (page: Page) => page.locator('.article-row');
const search = (page: Page, text: string) => page.locator('#article-search').fill(text);

test('an article is found in Chinese and read while the server is gone', async ({ browser }, info) => {
  test.setTimeout(120_000);
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    const context = await desk.signedIn('knowledge');
    const page = await context.newPage();
    await page.goto('/knowledge');
    await live(page);
    await complete(page);
    await expect(rows(page).first()).toBeVisible();
    // What lies there was published, and says nothing of drafts.
    const kept = (await replica(page))!.rows.filter((row) => row.kind === 'articles');
    expect(kept.length).toBeGreaterThan(3);
    for (const { body } of kept) {
      expect(['published', 'outdated', 'pending_retirement']).toContain(body.article.state);
      expect(body.article.work ?? null).toBeNull();
      expect(body.live.n).toBe(body.article.live);
    }
    await desk.server.stop();
    await search(page, '升级之前数据库要怎么备份');
    await expect(page.locator('.knowledge-page .banner')).toContainText(word.away);
    await expect(rows(page).first()).toContainText(TITLE);
    await scanWhole(page, 'articles found on the device');
    // In another script, and by a piece of the text.
    await search(page, '打印机');
    await expect(rows(page).first()).not.toContainText(TITLE);
    await search(page, '備份數據庫');
    await expect(rows(page).first()).toContainText(TITLE);
    await search(page, '打印机');
    await expect(rows(page).first()).not.toContainText(TITLE);
    await search(page, '校验备份');
    await expect(rows(page).first()).toContainText(TITLE);
    await rows(page).first().click();
    await expect(page.locator('.page-head h1')).toHaveText(TITLE);
    await expect(page.locator('.prose ol li').first()).toContainText('停止服务');
    await expect(page.locator('.knowledge-page .banner')).toContainText(word.kept);
    await expect(page.locator('.page-head').getByRole('button', { name: word.more, exact: true })).toHaveCount(0);
    await expect(page.locator('#article-uses')).toHaveCount(0);
    await scanWhole(page, 'an article read on the device');
    await desk.server.resume();
    // By itself it is the server's again, with what may be done.
    await expect(page.locator('.knowledge-page .banner')).toHaveCount(0, { timeout: 70_000 });
    await expect(page.locator('#article-uses')).toBeVisible();
    await page.locator('.page-head').getByRole('button', { name: word.more, exact: true }).click();
    await expect(page.getByRole('menuitem', { name: word.verify, exact: true })).toBeVisible();
    await context.close();
  });
});

test('beside a case articles are suggested without a network', async ({ browser }, info) => {
  test.setTimeout(120_000);
  await OwnDesk.tell(browser, info, async (desk) => {
    const made = await desk.reported('升级前备份数据库失败', '维护工具里停止服务以后，备份没有开始。');
    const { context, page } = await desk.at(made);
    await page.goto(`/cases/${made.number}?context=1`);
    await live(page);
    await complete(page);
    await desk.server.stop();
    await page.locator('#beside-articles-q').fill('审批提醒收不到');
    await expect(page.locator('.beside-article').first()).toContainText('手机收不到审批提醒');
    await page.locator('#beside-articles-q').fill('');
    await expect(page.locator('.beside-article').first()).toContainText(TITLE);
    // What says something to the server is not offered.
    await expect(page.locator('.beside-article').first().getByRole('button')).toHaveCount(0);
    await page.locator('.beside-article a').first().click();
    await expect(page.locator('.page-head h1')).toHaveText(TITLE);
    await expect(page.locator('.prose ol li').first()).toContainText('停止服务');
    await desk.server.resume();
    await context.close();
  });
});
