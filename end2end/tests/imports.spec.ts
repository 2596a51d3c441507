// A table in, looked at, undone; a list out. On a phone in Chinese, on a desk in English and by keyboard.
import AxeBuilder from '@axe-core/playwright';
import { type Page, type TestInfo, expect } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { address } from '../playwright.config';
import { test } from './story';

const api = '/api/v1';
const zh = { choose: '选择文件', check: '检查', start: '导入 2 行', undo: '撤销这次导入', another: '再导入一个', undone: '已撤销', created: '新建', csv: 'CSV 文件', exports: '导出', duplicate: '系统里已有的', update: '用表格里的内容更新', required: '必填', note: '备注', noTable: '这不是 CSV 或 XLSX 表格', xlsx: 'Excel 表格（XLSX）' };
const en: typeof zh = { choose: 'Choose a file', check: 'Check', start: 'Import 2 rows', undo: 'Undo this import', another: 'Import another', undone: 'Undone', created: 'Created', csv: 'CSV file', exports: 'Export', duplicate: 'What is there already', update: 'Update it from the file', required: 'Required', note: 'Note', noTable: 'This is neither a CSV nor an XLSX table', xlsx: 'Excel workbook (XLSX)' };
const isZh = (info: TestInfo) => info.project.name.includes('zh');
const words = (info: TestInfo) => (isZh(info) ? zh : en);
const live = (page: Page) => expect(page.locator('html')).toHaveAttribute('data-live', '');

async function noFaults(page: Page) {
  const found = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze();
  expect(found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(' ')}`)).toEqual([]);
}

test('a table comes in as it was looked at, and goes back', async ({ page }, info) => {
  const say = words(info);
  const mark = `${isZh(info) ? '甲' : 'B'}${Date.now().toString(36)}`;
  await page.request.post(`${api}/session/demo`, { data: { login: 'manager' } });
  await page.goto('/admin/import');
  await live(page);
  await noFaults(page);
  // What is no table is said to be none, and nothing begins.
  await page.getByLabel(say.choose).setInputFiles({ name: '合同.csv', mimeType: 'text/csv', buffer: Buffer.from('%PDF-1.4 no table') });
  await expect(page.locator('.import-upload')).toContainText(say.noTable);
  await noFaults(page);
  const rows = ['客户名称,联系人,手机,颜色', `钢铁${mark},周一,13700000001,红`, `茶业${mark},周二,13700000002,绿`, ',周三,1,蓝'];
  await page.getByLabel(say.choose).setInputFiles({ name: `客户-${mark}.csv`, mimeType: 'text/csv', buffer: Buffer.from(rows.join('\r\n')) });
  await expect(page).toHaveURL(/\/admin\/import\/[0-9a-f-]{36}$/);
  // The headings were understood; what was chosen outlives the page.
  const column = (at: number) => page.locator(`#column-${at}`);
  await expect(column(0)).toHaveValue('company');
  await expect(column(2)).toHaveValue('contact_phone');
  await expect(column(3)).toHaveValue('');
  // A column that nobody could guess is given by hand.
  const given = page.waitForResponse((answer) => answer.request().method() === 'PUT' && answer.ok());
  await column(3).selectOption({ label: say.note });
  await given;
  const kept = page.waitForResponse((answer) => answer.request().method() === 'PUT' && answer.ok());
  await page.getByLabel(say.duplicate).selectOption({ label: say.update });
  await kept;
  await page.reload();
  await live(page);
  await expect(page.getByLabel(say.duplicate)).toHaveValue('update');
  await expect(column(0)).toHaveValue('company');
  await expect(column(3)).toHaveValue('note');
  await noFaults(page);
  await page.getByRole('button', { name: say.check, exact: true }).press('Enter');
  await expect(page.locator('[data-figure="created"] dd')).toHaveText('2');
  await expect(page.locator('.import-faults tbody tr')).toHaveCount(1);
  await expect(page.locator('.import-faults tbody')).toContainText(say.required);
  await noFaults(page);
  await page.getByRole('button', { name: say.start }).press('Enter');
  await expect(page.getByRole('link', { name: say.another })).toBeVisible();
  await expect(page.locator('[data-figure="created"] dd')).toHaveText('2');
  const found = await (await page.request.get(`${api}/companies?q=${encodeURIComponent(mark)}`)).json();
  expect(found.rows).toHaveLength(2);
  expect(found.rows.map((row: { note: string }) => row.note).sort()).toEqual(['红', '绿'].sort());
  // What was left out comes as a table with the reason.
  const [report] = await Promise.all([page.waitForEvent('download'), page.locator('.import-result a[download]').click()]);
  expect(await readFile(await report.path(), 'utf8')).toContain(`,周三,1,蓝,4,`);
  await page.getByRole('button', { name: say.undo }).click();
  await page.getByRole('dialog').getByRole('button', { name: say.undo }).press('Enter');
  await expect(page.locator('.page-head')).toContainText(say.undone);
  const gone = await (await page.request.get(`${api}/companies?q=${encodeURIComponent(mark)}`)).json();
  expect(gone.rows).toHaveLength(0);
  await noFaults(page);
});

test('a list goes out as it is narrowed', async ({ page }, info) => {
  const say = words(info);
  await page.request.post(`${api}/session/demo`, { data: { login: 'manager' } });
  const { rows } = await (await page.request.get(`${api}/companies?limit=500`)).json();
  const one = rows[0].name as string;
  await page.goto(`/admin/companies?q=${encodeURIComponent(one)}`);
  await live(page);
  await page.getByRole('button', { name: say.exports, exact: true }).press('Enter');
  const item = page.getByRole('menuitem', { name: say.csv });
  await expect(item).toBeVisible();
  const [file] = await Promise.all([page.waitForEvent('download'), item.press('Enter')]);
  const text = await readFile(await file.path(), 'utf8');
  expect(text.startsWith('\uFEFF')).toBe(true);
  expect(text.trim().split('\r\n')).toHaveLength(2);
  expect(text).toContain(one);
  // The list of cases goes out from its own page, narrowed as it is there.
  await page.goto('/cases?state=open');
  await live(page);
  await page.getByRole('button', { name: say.exports, exact: true }).click();
  const [book] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: say.xlsx }).click()]);
  expect(book.suggestedFilename()).toMatch(/\.xlsx$/);
  expect((await readFile(await book.path())).subarray(0, 2).toString()).toBe('PK');
  // Nobody else has it.
  await page.goto('/admin/import');
  const link = page.locator('a.import-line[download]').first();
  await expect(link).toBeVisible();
  const fileAddress = await link.getAttribute('href');
  expect((await page.request.post(`${api}/session/demo`, { data: { login: 'agent' }, headers: { origin: address } })).ok()).toBe(true);
  expect([403, 404]).toContain((await page.request.get(fileAddress!)).status());
});
