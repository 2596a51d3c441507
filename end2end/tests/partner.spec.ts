// A partner's engineer: accepts, answers, attaches, resolves, and never meets an inner word.
import AxeBuilder from '@axe-core/playwright';
import { type APIRequestContext, type Browser, type TestInfo, expect } from '@playwright/test';
import { address } from '../playwright.config';
import { test } from './story';

const api = '/api/v1';
const origin = { origin: address };
const zh = { accept: '接单', start: '开始处理', resolve: '解决', send: '发送', solved: '已解决' };
const en: typeof zh = { accept: 'Accept', start: 'Start', resolve: 'Resolve', send: 'Send', solved: 'Resolved' };
const words = (info: TestInfo) => (info.project.name.includes('zh') ? zh : en);
const secret = '这句话只给同事看：报价底线八折';

async function signIn(request: APIRequestContext, login: string) {
  const answer = await request.post(`${api}/session/demo`, { data: { login }, headers: origin });
  expect(answer.ok(), await answer.text()).toBe(true);
}

async function post(request: APIRequestContext, path: string, data: object) {
  const answer = await request.post(api + path, { data, headers: origin });
  expect(answer.ok(), `${path}: ${await answer.text()}`).toBe(true);
  return answer.json();
}

/** A case with an inner note, forwarded to the firm of the demo partner. */
async function forwarded(browser: Browser, firm: string) {
  const agent = (await browser.newContext()).request;
  await signIn(agent, 'agent');
  const made: { id: string; number: string } = await post(agent, '/cases/quick-open', { subject: `转服务商 ${Date.now()}`, contact_name: '王敏' });
  await post(agent, `/cases/${made.id}/comments`, { text: secret, internal: true });
  await post(agent, `/cases/${made.id}/forward`, { firm_id: firm, note: '请明天上门。' });
  return made;
}

test('accepted, answered, attached, resolved; inner notes stay inside', async ({ page, browser }, info) => {
  const word = words(info);
  await signIn(page.request, 'partner');
  const me = await (await page.request.get(`${api}/session`)).json();
  const made = await forwarded(browser, me.firm_id);

  await page.goto('/partner');
  await expect(page.locator('html')).toHaveAttribute('data-live', '');
  await expect(page.locator('.partner-firm')).toContainText(me.on_behalf_of);
  await page.locator('.case-row', { hasText: made.number }).click();
  await expect(page).toHaveURL(new RegExp(`/partner/${made.number}`));
  await expect(page.locator('.timeline')).toContainText('请明天上门');
  await expect(page.locator('input[name=visibility]')).toHaveCount(0);
  expect(await page.content()).not.toContain('报价底线');
  for (const path of [`/cases/${made.number}`, `/cases/${made.id}/timeline`, '/cases?limit=500', '/notices']) {
    const answer = await page.request.get(api + path);
    expect(await answer.text(), path).not.toContain('报价底线');
  }
  // What staff alone see can neither be filtered by.
  expect((await page.request.get(`${api}/cases?team_id=${made.id}`)).status()).toBe(403);

  const acts = page.locator('.case-head-actions:visible, .case-thumb:visible');
  const act = (name: string) => acts.getByRole('button', { name, exact: true });
  await act(word.accept).click();
  await act(word.start).click();
  await expect(act(word.start)).toHaveCount(0);

  await page.locator('#composer-text').fill('已联系客户，明早十点到。');
  const pixel = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
  await page.locator('form.composer input[type=file]').setInputFiles({ name: '现场.png', mimeType: 'image/png', buffer: pixel });
  await expect(page.locator('.composer-file')).toContainText('现场.png');
  await expect(page.locator('.composer-file small')).toHaveText('');
  await page.locator('form.composer').getByRole('button', { name: word.send, exact: true }).click();
  await expect(page.locator('#composer-text')).toHaveValue('');
  const entry = page.locator('.entry[data-kind=partner]').last();
  await expect(entry).toContainText('明早十点到');
  await expect(entry.locator('.attachment-photo img')).toBeVisible();

  await page.locator('.case-head h1').click();
  await act(word.resolve).click();
  await page.getByRole('dialog').locator('textarea').fill('更换电源模块。');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.locator('.case-head-facts')).toContainText(word.solved);
  expect(await page.content()).not.toContain('报价底线');
});

test('the partner\'s pages stand the check for accessibility', async ({ page }) => {
  await signIn(page.request, 'partner');
  await page.goto('/partner');
  await expect(page.locator('html')).toHaveAttribute('data-live', '');
  await expect(page.locator('.case-row').first()).toBeVisible();
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
  const list = await new AxeBuilder({ page }).withTags(tags).analyze();
  expect(list.violations.map((each) => each.id)).toEqual([]);
  await page.locator('.case-row').first().click();
  await expect(page.locator('.case-head h1')).toBeVisible();
  const shown = await new AxeBuilder({ page }).withTags(tags).analyze();
  expect(shown.violations.map((each) => each.id)).toEqual([]);
});
