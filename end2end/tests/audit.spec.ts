// The audit: filtered, taken along as a file. A person's data erased by name. How long things are kept.
import { type Browser, type Page, type TestInfo, expect } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { test } from './story';

const api = '/api/v1';
const zh = {
  filter: '筛选', kind: '对象类型', who: '操作人', all: '查看全部', none: '没有符合条件的记录', export: '导出 CSV', erase: '删除…', now: '永久删除', erased: '已删除：',
  months: '已关闭工单的文件（月）', would: '今天会清除', nothing: '没有内容', save: '保存', saved: '已保存', download: '下载全部', still: '仍要删除',
};
const en: typeof zh = {
  filter: 'Filter', kind: 'Kind', who: 'Who', all: 'Show all', none: 'No changes match', export: 'Export CSV', erase: 'Erase…', now: 'Erase for ever', erased: 'Erased: ',
  months: 'Files of closed cases, months', would: 'would delete today', nothing: 'Nothing', save: 'Save', saved: 'Saved', download: 'Download everything', still: 'cases still open',
};
const isZh = (info: TestInfo) => info.project.name.includes('zh');
const isPhone = (info: TestInfo) => info.project.name.includes('phone');
const words = (info: TestInfo) => (isZh(info) ? zh : en);
const live = (page: Page) => expect(page.locator('html')).toHaveAttribute('data-live', '');

async function signedIn(browser: Browser, info: TestInfo, login: string) {
  const context = await browser.newContext({ ...info.project.use, locale: isZh(info) ? 'zh-CN' : 'en-US' });
  const answer = await context.request.post(`${api}/session/demo`, { data: { login } });
  expect(answer.ok(), await answer.text()).toBe(true);
  return context;
}

/** A contact of this project's own, unlike any name of the other. */
async function contact(context: Awaited<ReturnType<typeof signedIn>>, info: TestInfo) {
  const made = Date.now().toString(16).padStart(12, '0');
  const id = `${made.slice(0, 8)}-${made.slice(8)}-7000-8000-0000000000${isZh(info) ? '1a' : '2b'}`;
  const name = `=${isZh(info) ? '待删甲' : 'Erasable'} ${made}`;
  const data = { rv: 0, active: true, name, phone: '13900001111' };
  const answer = await context.request.put(`${api}/contacts/${id}`, { data, headers: { 'sec-fetch-site': 'same-origin' } });
  expect(answer.ok(), await answer.text()).toBe(true);
  return { id, name };
}

test('the audit is narrowed by its address, and comes along as a file that runs nothing', async ({ browser }, info) => {
  const w = words(info);
  const context = await signedIn(browser, info, 'admin');
  const made = await contact(context, info);
  const page = await context.newPage();
  await page.goto(`/admin/audit?object=${made.id}`);
  await live(page);
  const list = page.locator('.audit-list');
  await expect(list).toContainText(made.name);
  if (isPhone(info)) {
    await expect(page.getByLabel(w.kind)).toBeHidden();
    await page.getByRole('button', { name: w.filter }).click();
  }
  await page.getByLabel(w.kind, { exact: true }).selectOption('users');
  await expect(page).toHaveURL(/kind=users/);
  await expect(page.getByText(w.none)).toBeVisible();
  await page.getByLabel(w.kind, { exact: true }).selectOption('contacts');
  await expect(list).toContainText(made.name);
  await page.getByLabel(w.who, { exact: true }).fill('nobody.at.all');
  await page.getByLabel(w.who, { exact: true }).press('Tab');
  await expect(page).toHaveURL(/by=nobody/);
  await expect(page.getByText(w.none)).toBeVisible();
  await page.goBack();
  await expect(list).toContainText(made.name);
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: w.export }).click()]);
  const text = readFileSync(await download.path(), 'utf8');
  expect(text.charCodeAt(0)).toBe(0xfeff);
  const cell = text.split('\r\n').find((line) => line.includes(made.name))!;
  expect(cell).toContain(`'${made.name}`);
  expect(text.split('\r\n').slice(1).filter(Boolean).every((line) => line.includes(made.id))).toBe(true);
  await page.getByRole('link', { name: w.all }).click();
  await expect(page).toHaveURL(/\/admin\/audit$/);
  await context.close();
});

test("a person's data comes along as one file, and is erased once their name was typed", async ({ browser }, info) => {
  const w = words(info);
  const context = await signedIn(browser, info, 'admin');
  const made = await contact(context, info);
  const opened = await context.request.post(`${api}/cases/quick-open`, {
    data: { subject: `${made.name}: 2F`, contact_id: made.id, contact_name: made.name }, headers: { 'sec-fetch-site': 'same-origin' },
  });
  expect(opened.ok(), await opened.text()).toBe(true);
  const open = await opened.json();
  const page = await context.newPage();
  await page.goto(`/admin/contacts?id=${made.id}`);
  await live(page);
  const [archive] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: w.download }).click()]);
  const bytes = readFileSync(await archive.path());
  expect(bytes.subarray(0, 2).toString()).toBe('PK');
  for (const part of ['contact.json', `cases/${open.number}/case.json`, made.name]) expect(bytes.includes(Buffer.from(part)), part).toBe(true);
  await page.getByRole('button', { name: w.erase }).click();
  const dialog = page.locator('#erase-contact');
  const now = dialog.getByRole('button', { name: w.now });
  await expect(now).toBeDisabled();
  await dialog.locator('input[name="erase-name"]').fill(`${made.name}x`);
  await expect(now).toBeDisabled();
  await dialog.locator('input[name="erase-name"]').fill(made.name);
  await expect(now).toBeDisabled();
  await dialog.getByLabel(w.still).check();
  await now.click();
  await expect(page.locator('.toasts')).toContainText(w.erased);
  const record = await (await context.request.get(`${api}/contacts/${made.id}`)).json();
  expect([record.name, record.phone, record.active]).toEqual(['■■■', '', false]);
  const lines = await (await context.request.get(`${api}/audit?object=${made.id}`)).text();
  expect(lines).not.toContain(made.name);
  expect(lines).toContain('contacts.erase');
  const detail = await (await context.request.get(`${api}/cases/${open.id}`)).json();
  expect([detail.case.subject, detail.case.contact_name, detail.case.state]).toEqual(['■■■: 2F', '■■■', open.state]);
  await context.close();
});

test('rules of keeping say what would go before they are saved', async ({ browser }, info) => {
  const w = words(info);
  const context = await signedIn(browser, info, 'admin');
  const page = await context.newPage();
  await page.goto('/admin/retention');
  await live(page);
  const preview = page.locator('.retention-preview');
  await expect(preview).toContainText(w.would);
  const months = page.getByLabel(w.months);
  const before = await months.inputValue();
  await months.fill('601');
  await expect(preview).not.toContainText(w.nothing);
  await months.fill('600');
  await expect(preview.locator('ul, p')).not.toHaveCount(0);
  // One of the projects alone: both at once would overwrite each other's rules.
  if (isZh(info)) {
    await page.getByRole('button', { name: w.save, exact: true }).click();
    await expect(page.locator('.toasts')).toContainText(w.saved);
    await months.fill(before);
    await page.getByRole('button', { name: w.save, exact: true }).click();
    await expect.poll(async () => (await (await context.request.get(`${api}/retention`)).json()).file_months).toBe(Number(before));
  }
  await context.close();
});
