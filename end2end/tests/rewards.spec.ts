// Points for knowledge: given for what happens, ranked by month, taken back with a reason, and for whoever wants it without a place in the ranking.
import { type APIRequestContext, type Page, type TestInfo, expect } from '@playwright/test';
import { live } from './desk';
import { OwnDesk } from './own_desk';
import { scanWhole } from './scan';
import { test } from './story';

const zh = { more: '更多', title: '积分', written: '撰写', nobody: '这个月还没有人获得积分', before: '上个月', after: '下个月', aside: '不参加排行', all: '所有人', back: '撤销', required: '必填', why: '已撤销：与旧知识重复', saved: '已保存', save: '保存' };
const en: typeof zh = { more: 'More', title: 'Points', written: 'Written', nobody: 'Nobody has points this month yet', before: 'Month before', after: 'Next month', aside: 'Leave me out of the ranking', all: 'Everybody\'s', back: 'Take back', required: 'Required', why: '与旧知识重复', saved: 'Saved', save: 'Save' };
const isPhone = (info: TestInfo) => info.project.name.includes('phone');
const words = (info: TestInfo) => (info.project.name.includes('zh') ? zh : en);

/** An article of the support engineer's that the knowledge manager approves and publishes. */
async function published(desk: OwnDesk, author: APIRequestContext, keeper: APIRequestContext, title: string) {
  const facets = { kind: 'fault', audience: 'internal', governance: 'experience', product_id: null, only_owners: false, category_id: null, unit_id: null, verify_months: null };
  const { id } = await desk.post(author, '/articles', { language: 'zh', facets, text: { title, summary: '', body: '## 步骤\n\n取纸。\n' } });
  await desk.post(author, `/articles/${id}/propose`, { reviewers: [] });
  await desk.post(keeper, `/articles/${id}/approve`, { edition: 1 });
  await desk.post(keeper, `/articles/${id}/publish`, {});
  return id as string;
}

const own = (page: Page) => page.locator('#rewards-mine .rewards-own');
const entry = (page: Page, title: string) => page.locator('#rewards-entries .reward-row').filter({ hasText: title });

test('who wrote what helps has points, stands in the ranking, and steps out of it', async ({ browser }, info) => {
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    const support = await desk.signedIn('support');
    const keeper = await desk.signedIn('knowledge');
    const page = await support.newPage();
    await page.goto('/knowledge/rewards');
    await live(page);
    await expect(page.locator('#rewards-ranking')).toContainText(word.nobody);
    await scanWhole(page, 'a month without points');
    const id = await published(desk, support.request, keeper.request, '打印机卡纸怎么取');
    await page.goto('/knowledge');
    await live(page);
    await page.locator('.page-head').getByRole('button', { name: word.more, exact: true }).click();
    await page.getByRole('menuitem', { name: word.title, exact: true }).click();
    await live(page);
    await expect(own(page)).toHaveText('10');
    await expect(page.locator('#rewards-ranking .reward-row[data-me]')).toContainText('10');
    await expect(page.locator('#rewards-ranking .reward-row')).toHaveCount(2);
    await expect(entry(page, '打印机卡纸怎么取')).toContainText(word.written);
    await expect(entry(page, '打印机卡纸怎么取').getByRole('link')).toHaveAttribute('href', `/knowledge/${id}`);
    await expect(page.locator('#rewards-rules input')).toHaveCount(0);
    await scanWhole(page, 'points of a month');
    // The months before had nothing, and there is none to come.
    await expect(page.getByRole('button', { name: word.after, exact: true })).toBeDisabled();
    await page.getByRole('button', { name: word.before, exact: true }).click();
    await expect(own(page)).toHaveText('0');
    await expect(page).toHaveURL(/month=\d{4}-\d{2}$/);
    await page.getByRole('button', { name: word.after, exact: true }).click();
    await expect(own(page)).toHaveText('10');
    // Out of the ranking for others, and still in it for oneself.
    await page.getByText(word.aside, { exact: true }).click();
    const reviewing = await keeper.newPage();
    await expect(async () => {
      await reviewing.goto('/knowledge/rewards');
      await live(reviewing);
      await expect(reviewing.locator('#rewards-ranking .reward-row')).toHaveCount(1);
    }).toPass();
    await expect(page.locator('#rewards-ranking .reward-row[data-me]')).toContainText('10');
    await keeper.close();
    await support.close();
  });
});

test('a keeper takes points back with a reason, and sets what counts', async ({ browser }, info) => {
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    const support = await desk.signedIn('support');
    const keeper = await desk.signedIn('knowledge');
    await published(desk, support.request, keeper.request, '抄来的知识');
    const page = await keeper.newPage();
    await page.goto('/knowledge/rewards');
    await live(page);
    await page.locator('#rewards-entries').getByRole('radio', { name: word.all }).check({ force: true });
    const row = entry(page, '抄来的知识').filter({ hasText: word.written });
    await expect(row).toHaveCount(1);
    await scanWhole(page, 'entries of everybody');
    await row.getByRole('button', { name: word.back, exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: word.back, exact: true }).click();
    await expect(dialog.locator('.field-error')).toContainText(word.required);
    await scanWhole(page, 'points are taken back');
    await dialog.locator('#reason').fill('与旧知识重复');
    await dialog.getByRole('button', { name: word.back, exact: true }).click();
    await expect(row).toHaveAttribute('data-back', '');
    await expect(row).toContainText('与旧知识重复');
    await expect(row.getByRole('button')).toHaveCount(0);
    if (!isPhone(info)) {
      const rules = page.locator('#rewards-rules');
      await rules.locator('#authored').fill('1001');
      await rules.getByRole('button', { name: word.save, exact: true }).click();
      await expect(rules.locator('.field-error')).toBeVisible();
      await rules.locator('#authored').fill('20');
      await rules.getByRole('button', { name: word.save, exact: true }).click();
      await expect(page.locator('.toasts')).toContainText(word.saved);
    }
    // Who had them sees why they are gone.
    const tab = await support.newPage();
    await tab.goto('/knowledge/rewards');
    await live(tab);
    await expect(own(tab)).toHaveText('0');
    await expect(entry(tab, '抄来的知识')).toContainText(word.why);
    await scanWhole(tab, 'points that were taken back');
    await support.close();
    await keeper.close();
  });
});
