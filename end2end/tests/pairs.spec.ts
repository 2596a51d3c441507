// Standard descriptions and solutions: offered while a case is taken down, one press that opens and solves, also without a network; what is
// often reported; an answer under the subject that makes a report needless.
import { type BrowserContext, type Locator, type Page, type TestInfo, expect } from '@playwright/test';
import { api, complete, live } from './desk';
import { OwnDesk } from './own_desk';
import { scan as clean } from './scan';
import { test } from './story';
import { answersFor } from './worker';

const zh = {
  often: '常见问题', openWith: '用它开单', solved: '已开单并解决', undo: '撤销', undone: '已恢复为处理中', waiting: '项改动等待发送', helped: '很高兴帮到您',
  thisHelped: '已解决，不用提交了', resolved: '已解决', merge: '合并到另一个', folds: '多余的分类', fold: '合并', article: '写成知识', write: '写成知识', forArticles: '待写成知识', away: '服务器暂时连不上',
};
const en: typeof zh = {
  often: 'Often reported', openWith: 'Open with this', solved: 'opened and solved', undo: 'Undo', undone: 'is in progress again', waiting: 'Unsent changes', helped: 'Glad it helped',
  thisHelped: 'That solved it', resolved: 'Resolved', merge: 'Merge into another', folds: 'Categories that are no more', fold: 'Fold', article: 'Make it an article', write: 'Write the article', forArticles: 'To become articles', away: 'The server cannot be reached',
};
const words = (info: TestInfo) => (info.project.name.includes('zh') ? zh : en);
const TITLE = '登录提示许可证过期';

/** Presses as the project's device does. */
const press = (info: TestInfo, target: Locator) => (info.project.use.hasTouch ? target.tap() : target.click());

async function ask(context: BrowserContext, desk: OwnDesk, path: string) {
  const answer = await context.request.get(`${desk.server.address}${api}${path}`);
  expect(answer.ok(), await answer.text()).toBe(true);
  return answer.json();
}

/** The sheet with a subject typed into it. */
async function taking(page: Page, info: TestInfo, subject: string) {
  await press(info, page.locator('.nav-open:visible'));
  await expect(page.locator('#quick-open')).toBeVisible();
  await page.locator('#quick-open #caller').fill('王敏');
  await page.locator('#quick-open #subject').fill(subject);
}

const offered = (page: Page) => page.locator('#quick-open .offered-pair');

test('a caller says what is often said: one press fills the form, another opens the case and solves it', async ({ browser }, info) => {
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    const agent = await desk.signedIn('agent');
    const page = await agent.newPage();
    await page.goto('/cases');
    await live(page);
    await taking(page, info, '登录不了，说许可证过期');
    await expect(offered(page).first()).toContainText(TITLE);
    await clean(page);
    // Filled in: title, description and category, and the form is still the person's to change.
    await press(info, offered(page).first().locator('[data-fill-pair]'));
    await expect(page.locator('#quick-open #subject')).toHaveValue(TITLE);
    await expect(page.locator('#quick-open #description')).toHaveValue(/许可证过期/);
    await expect(page.locator('#quick-open #category_id')).toHaveValue('许可证');
    const before = (await ask(agent, desk, '/often-reported?q=' + encodeURIComponent(TITLE))).rows[0].counts[0];
    await press(info, offered(page).first().locator('[data-close-pair]'));
    await expect(page.locator('#quick-open')).toBeHidden();
    const toast = page.locator('.toasts').getByText(word.solved);
    await expect(toast).toBeVisible();
    const { rows } = await ask(agent, desk, '/cases?state=resolved&q=' + encodeURIComponent(TITLE));
    const made = rows[0];
    expect(made.subject).toBe(TITLE);
    const { case: shown } = await ask(agent, desk, `/cases/${made.number}`);
    expect(shown.resolution.text).not.toContain('{');
    expect((await ask(agent, desk, '/often-reported?q=' + encodeURIComponent(TITLE))).rows[0].counts[0]).toBe(before + 1);
    // Undone while the toast stands: the case is open again, with whoever took it down.
    await press(info, page.locator('.toasts').getByRole('button', { name: word.undo, exact: true }));
    await expect(page.locator('.toasts').getByText(word.undone)).toBeVisible();
    expect((await ask(agent, desk, `/cases/${made.number}`)).case.state).toBe('in_progress');
  });
});

test('the keyboard alone opens and solves', async ({ browser }, info) => {
  test.skip(Boolean(info.project.use.hasTouch), 'phones have no keyboard');
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    const page = await (await desk.signedIn('agent')).newPage();
    await page.goto('/cases');
    await live(page);
    await page.keyboard.press('c');
    await expect(page.locator('#quick-open')).toBeVisible();
    await page.locator('#quick-open #subject').focus();
    await page.keyboard.type('许可证过期');
    const close = offered(page).first().locator('[data-close-pair]');
    await expect(close).toBeVisible();
    for (let steps = 0; steps < 20 && !(await close.evaluate((node) => node === document.activeElement)); steps += 1) await page.keyboard.press('Tab');
    await expect(close).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page.locator('.toasts').getByText(word.solved)).toBeVisible();
  });
});

test('without a network a case is opened and solved, and is there once when the network is back', async ({ browser }, info) => {
  test.setTimeout(120_000);
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    const context = await desk.signedIn('support', { serviceWorkers: 'allow' });
    const page = await context.newPage();
    await page.goto('/cases');
    await live(page);
    await complete(page);
    await answersFor(page);
    await context.setOffline(true);
    await page.reload();
    await live(page);
    await expect(page.locator('html')).toHaveAttribute('data-render', 'csr');
    await taking(page, info, '许可证过期 地下机房');
    await expect(offered(page).first()).toContainText(TITLE);
    await press(info, offered(page).first().locator('[data-close-pair]'));
    await expect(page.locator('#quick-open')).toBeHidden();
    await expect(page.locator('.toasts').getByText(word.solved)).toBeVisible();
    await expect(page.locator('.banner').filter({ hasText: word.away })).toContainText(word.waiting);
    await context.setOffline(false);
    await expect(page.locator('.banner').filter({ hasText: word.away })).toHaveCount(0, { timeout: 70_000 });
    const there = async () => (await ask(context, desk, '/cases?state=resolved&assignee=me&q=' + encodeURIComponent(TITLE))).rows.length;
    await expect.poll(there).toBe(1);
  });
});

test('what is often reported stands with its trend, and opens the sheet', async ({ browser }, info) => {
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    const page = await (await desk.signedIn('manager')).newPage();
    await page.goto('/pairs');
    await live(page);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(word.often);
    const rows = page.locator('.pair-list > .pair-row');
    await expect(rows.first()).toBeVisible();
    expect(await rows.count()).toBeGreaterThan(10);
    await clean(page);
    await page.locator('#pair-search').fill('许可证过期');
    await expect(rows).toHaveCount(1);
    await press(info, rows.getByRole('button', { name: word.openWith }));
    await expect(page.locator('#quick-open #subject')).toHaveValue(TITLE);
    await page.keyboard.press('Escape');
    // What is put forward stands beside it, with who did so.
    await press(info, page.getByRole('link', { name: word.forArticles }));
    await expect(page.locator('.pair-list')).toContainText('忘记登录密码');
  });
});

test('a pair is put forward and merged, and a category that is no more than one is folded', async ({ browser }, info) => {
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    const manager = await desk.signedIn('manager');
    const page = await manager.newPage();
    await page.goto('/admin/pairs?q=' + encodeURIComponent('期初余额'));
    await live(page);
    await press(info, page.getByRole('link', { name: '期初余额不平衡' }).first());
    const sheet = page.locator('#record-sheet');
    const article = sheet.getByRole('button', { name: word.article });
    await press(info, article);
    await expect(article).toHaveAttribute('aria-pressed', 'true');
    await sheet.locator('#into_id').fill('凭证录入时');
    await press(info, page.getByRole('option', { name: '凭证录入时科目无法选择' }));
    await press(info, sheet.getByRole('button', { name: word.merge, exact: true }));
    await expect(sheet).toBeHidden();
    const { rows } = await ask(manager, desk, '/pairs?q=' + encodeURIComponent('期初余额'));
    expect(rows).toHaveLength(0);
    // What was put forward becomes a draft with its words in their places, and waits no more.
    await page.goto('/pairs?view=article');
    await live(page);
    const waiting = page.locator('.pair-list > .pair-row').filter({ hasText: '忘记登录密码' });
    await press(info, waiting.getByRole('button', { name: word.write }));
    await expect(page).toHaveURL(/\/knowledge\/.+\/edit$/);
    await expect(page.locator('[name="title"]')).toHaveValue('忘记登录密码');
    await expect(page.locator('textarea[name="body"]')).toHaveValue(/## (问题|Problem)[^]*## (处理步骤|Steps)\s+\S/);
    const candidates = async () => JSON.stringify(await ask(manager, desk, '/pair-candidates?for=article'));
    await expect.poll(candidates).not.toContain('忘记登录密码');
    await page.goto('/admin/categories');
    await live(page);
    const notice = page.locator('[data-folds]');
    await press(info, notice.locator('summary'));
    const first = notice.locator('.pair-row').first();
    const name = (await first.locator('b').textContent()) ?? '';
    await press(info, first.getByRole('button', { name: word.fold, exact: true }));
    await expect(notice.locator('.pair-row b').filter({ hasText: name })).toHaveCount(0);
  });
});

test('an answer under the subject is enough: nothing is reported', async ({ browser }, info) => {
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    const customer = await desk.signedIn('customer');
    const manager = await desk.signedIn('manager');
    const before = (await ask(customer, desk, '/cases')).rows.length;
    const page = await customer.newPage();
    await page.goto('/submit');
    await live(page);
    await page.locator('#subject').fill('忘记登录密码怎么办');
    const answer = page.locator('.suggested .disclosure').filter({ hasText: '忘记登录密码' });
    await expect(answer).toBeVisible();
    await clean(page);
    await press(info, answer.locator('summary'));
    await press(info, answer.getByRole('button', { name: word.thisHelped }));
    await expect(page.locator('.toasts').getByText(word.helped)).toBeVisible();
    await expect(page).toHaveURL(`${desk.server.address}/`);
    expect((await ask(customer, desk, '/cases')).rows).toHaveLength(before);
    const { rows } = await ask(manager, desk, '/pairs?q=' + encodeURIComponent('忘记登录密码'));
    expect((await ask(manager, desk, `/pairs/${rows[0].id}/history`)).by_use.helped).toBe(1);
    // Answers for staff alone are never shown.
    await page.goto('/submit');
    await live(page);
    await page.locator('#subject').fill('登录提示站点数已满');
    await expect(page.locator('.suggested')).toHaveCount(0);
  });
});
