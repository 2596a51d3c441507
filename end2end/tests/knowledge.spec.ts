// Articles: written, reviewed by somebody else, published, verified, retired; read on a phone, and without script.
import { type Page, type TestInfo, expect } from '@playwright/test';
import { api, live } from './desk';
import { OwnDesk } from './own_desk';
import { scanWhole } from './scan';
import { test } from './story';

const zh = {
  begin: '开始编写', saved: '草稿已保存', propose: '提交审核', approve: '审核通过', publish: '发布', comment: '批注', retire: '下架', verify: '确认仍有效', more: '更多', published: '已发布', inReview: '审核中',
  retired: '已下架', solved: '已解决', thanks: '谢谢您的反馈', capture: '写成知识', masked: '已遮盖', dismiss: '忽略', visitors: '访客',
};
const en: typeof zh = {
  begin: 'Start writing', saved: 'Draft saved', propose: 'Ask for review', approve: 'Approve', publish: 'Publish', comment: 'Comment', retire: 'Retire', verify: 'Still correct', more: 'More', published: 'Published', inReview: 'In review',
  retired: 'Retired', solved: 'Solved', thanks: 'Thank you', capture: 'Write an article', masked: 'taken out', dismiss: 'Dismiss', visitors: 'visitors',
};
const isPhone = (info: TestInfo) => info.project.name.includes('phone');
const words = (info: TestInfo) => (info.project.name.includes('zh') ? zh : en);

/** What is behind the menu of the article. */
async function more(page: Page, word: typeof zh, item: string) {
  await page.locator('.page-head').getByRole('button', { name: word.more, exact: true }).click();
  await page.getByRole('menuitem', { name: item, exact: true }).click();
}

test('an article is written, reviewed by somebody else, published, verified and retired', async ({ browser }, info) => {
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    const support = await desk.signedIn('support');
    const writing = await support.newPage();
    await writing.goto('/knowledge/new');
    await live(writing);
    await writing.locator('[name="text/title"]').fill('换墨盒的步骤');
    await writing.locator('[name="facets/audience"]').selectOption('public');
    await scanWhole(writing, 'a new article');
    await writing.getByRole('button', { name: word.begin, exact: true }).click();
    await expect(writing).toHaveURL(/\/knowledge\/[0-9a-f-]+\/edit$/);
    const id = writing.url().split('/').at(-2)!;
    await live(writing);
    const body = writing.locator('textarea[name="body"]');
    await expect(body).toHaveValue(/^## /);
    await body.fill('## 步骤\n\n1. 打开 **前盖**\n2. <script>alert(1)</script>\n');
    await expect(writing.locator('.page-head [role="status"]')).toHaveText(word.saved);
    await scanWhole(writing, 'writing an article');
    await writing.goto(`/knowledge/${id}`);
    await live(writing);
    await expect(writing.locator('.prose strong')).toHaveText('前盖');
    await expect(writing.locator('.prose')).toContainText('<script>alert(1)</script>');
    await writing.locator('.page-head').getByRole('button', { name: word.propose, exact: true }).click();
    await writing.getByRole('dialog').getByRole('button', { name: word.propose, exact: true }).click();
    await expect(writing.locator('.article-chips')).toContainText(word.inReview);

    const keeper = await desk.signedIn('knowledge');
    const reviewing = await keeper.newPage();
    await reviewing.goto('/knowledge?view=review');
    await live(reviewing);
    await reviewing.getByRole('link', { name: /换墨盒的步骤/ }).click();
    await expect(reviewing.locator('.review-line').first()).toBeVisible();
    await reviewing.locator('.review-add').first().click();
    await reviewing.locator('#comment-1').fill('写上型号');
    await reviewing.locator('.review-say').getByRole('button', { name: word.comment }).click();
    await expect(reviewing.locator('.review-said')).toContainText('写上型号');
    await scanWhole(reviewing, 'reviewing an article');
    await reviewing.locator('.page-head').getByRole('button', { name: word.approve, exact: true }).click();
    await reviewing.locator('.page-head').getByRole('button', { name: word.publish, exact: true }).click();
    await reviewing.getByRole('dialog').getByRole('button', { name: word.publish, exact: true }).click();
    await expect(reviewing.locator('.article-chips')).toContainText(word.published);
    // Nobody reloads: whoever wrote it sees that it is read now.
    await expect(writing.locator('.article-chips')).toContainText(word.published);
    await scanWhole(writing, 'an article that is read');
    await more(writing, word, word.verify);
    await expect(writing.locator('#article-facts')).toBeVisible();

    const slug = (await (await keeper.request.get(`${desk.server.address}${api}/articles/${id}`)).json()).article.slug;
    const help = await keeper.request.get(`${desk.server.address}/help/${encodeURIComponent(slug)}`);
    expect(help.status()).toBe(200);
    await more(reviewing, word, word.retire);
    await reviewing.getByRole('dialog').getByRole('button', { name: word.retire, exact: true }).click();
    await expect(reviewing.locator('.article-chips')).toContainText(word.retired);
    expect((await keeper.request.get(`${desk.server.address}/help/${encodeURIComponent(slug)}`)).status()).toBe(410);
    await support.close();
    await keeper.close();
  });
});

test('visitors find, read and judge an article without script', async ({ browser }, info) => {
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    const context = await browser.newContext({ ...desk.options, javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto('/help');
    const english = !info.project.name.includes('zh');
    await page.locator('input[name="q"]').fill(english ? 'password' : '密码');
    await page.locator('.help-search').getByRole('button').click();
    // What was asked for stands out, once the index is there.
    await expect(async () => {
      await page.reload();
      await expect(page.locator('.help-list mark').first()).toHaveText(english ? 'password' : /密码/, { timeout: 1_000 });
    }).toPass();
    await page.locator('.help-list a').first().click();
    await expect(page.locator('article h1')).toBeVisible();
    await expect(page.locator('.prose ol li').first()).toBeVisible();
    await expect(page.locator('head link[rel="alternate"]')).toHaveCount(2);
    await page.locator('#vote').getByRole('button', { name: word.solved, exact: true }).click();
    await expect(page.locator('#vote')).toContainText(word.thanks);
    // What is for customers alone is not there for visitors.
    expect((await context.request.get(`${desk.server.address}/help/${encodeURIComponent('升级前备份数据库')}`)).status()).toBe(404);
    const map = await (await context.request.get(`${desk.server.address}/sitemap.xml`)).text();
    expect(map).toContain('/help/reset-password');
    expect(map).not.toContain(encodeURIComponent('升级前备份数据库'));
    await context.close();
  });
});

test('the palette finds articles and opens them', async ({ browser }, info) => {
  test.skip(isPhone(info), 'opened by its keys');
  await OwnDesk.tell(browser, info, async (desk) => {
    const context = await desk.signedIn('support');
    const page = await context.newPage();
    await page.goto('/cases');
    await live(page);
    await page.keyboard.press('Control+k');
    await expect(page.locator('.palette-input')).toBeFocused();
    await page.keyboard.type('忘记密码');
    const found = page.locator('dialog.palette[open]').getByRole('option').filter({ hasText: '忘记密码或账号被锁定时自己重置' });
    await expect(found).toBeVisible();
    await found.click();
    await expect(page).toHaveURL(/\/knowledge\/[0-9a-f-]+$/);
    await context.close();
  });
});

test('a customer reads what is theirs, on a phone as on a desk', async ({ browser }, info) => {
  await OwnDesk.tell(browser, info, async (desk) => {
    const customer = await desk.signedIn('customer');
    const page = await customer.newPage();
    await page.goto(`/help/${encodeURIComponent('升级前备份数据库')}`);
    await live(page);
    await expect(page.locator('article h1')).toHaveText('升级前备份数据库');
    await scanWhole(page, 'an article of the help centre');
    await page.goto('/help');
    await live(page);
    await scanWhole(page, 'the help centre');
    await customer.close();
  });
});

test('what solved a case is written down without the customer', async ({ browser }, info) => {
  const word = words(info);
  test.skip(isPhone(info), 'the panel is beside the case on a desk');
  await OwnDesk.tell(browser, info, async (desk) => {
    const made = await desk.reported('忘记密码，登录不了', '请回电 13800138000。');
    const support = await desk.signedIn('support');
    await desk.post(support.request, `/cases/${made.id}/resolve`, { code: 'fixed', text: '按帮助重置了密码。' });
    const page = await support.newPage();
    await page.goto(`/cases/${made.number}`);
    await live(page);
    await expect(page.locator('.beside-article').first()).toBeVisible();
    await page.locator('.pane-context').getByRole('button', { name: word.capture, exact: true }).click();
    await expect(page).toHaveURL(/\/knowledge\/[0-9a-f-]+\/edit$/);
    await expect(page.locator('textarea[name="body"]')).toHaveValue(/按帮助重置了密码/);
    await expect(page.locator('textarea[name="body"]')).not.toHaveValue(/13800138000/);
    await expect(page.locator('.knowledge-page')).toContainText(word.masked);
    await support.close();
  });
});

test('what a visitor looks for in vain is written by the desk', async ({ browser }, info) => {
  const word = words(info);
  test.skip(isPhone(info), 'a story of desks');
  await OwnDesk.tell(browser, info, async (desk) => {
    const visitor = await browser.newContext(desk.options);
    const seeking = await visitor.newPage();
    const told = async (q: string) => {
      const counted = seeking.waitForResponse((answer) => answer.url().endsWith(`${api}/articles/sought`));
      await seeking.goto(`/help?q=${encodeURIComponent(q)}`);
      await live(seeking);
      await expect(seeking.locator('.help-list > li')).toHaveCount(0);
      expect((await (await counted).json()).counted, q).toBe(true);
    };
    await told('zqxwv 13800138000');
    await told('vwxqz');

    const keeper = await desk.signedIn('knowledge');
    const page = await keeper.newPage();
    await page.goto('/knowledge/health');
    await live(page);
    const rows = page.locator('#health-seeks li');
    await expect(rows).toHaveCount(2);
    await expect(page.locator('#health-seeks')).not.toContainText('13800138000');
    await expect(rows.first()).toContainText(word.visitors);
    await scanWhole(page, 'what is looked for in vain');
    await rows.filter({ hasText: 'vwxqz' }).getByRole('button', { name: word.dismiss, exact: true }).click();
    await expect(rows).toHaveCount(1);
    await rows.getByRole('link', { name: word.capture, exact: true }).click();
    await expect(page).toHaveURL(/\/knowledge\/new\?title=zqxwv$/);
    await expect(page.locator('[name="text/title"]')).toHaveValue('zqxwv');
    await visitor.close();
    await keeper.close();
  });
});
