// Working calendars: the week, days of their own, holidays of a file, the year, what a save moves, who saved what.
import { type APIRequestContext, type Page, type TestInfo, expect } from '@playwright/test';
import { api, live } from './desk';
import { OwnDesk } from './own_desk';
import { scan } from './scan';
import { test } from './story';

const zh = {
  save: '保存', anyway: '保存并重新计算', saved: '已保存', fix: '请先改正下面几处', name: '名称', zone: '时区', add: '新建', monday: '周一', tuesday: '周二',
  more: '加时段', whole: '全天', from: '开始', to: '结束', copy: '把周一复制到…', toAll: '复制到每一天', overlap: '这个时段与前一个时段重叠', same: '开始和结束相同',
  nowhere: '没有这个时区', holiday: '节假日', madeUp: '调休上班', changed: '单独设置', off: '当天休息', back: '取消单独设置', day: '2026-03-03', file: '导入节假日文件',
  read: '2027 年放假 1 天、调休上班 1 天', badFile: '第 2 行：“2027-02-30”不是日期', moved: '承诺时间已重新计算', versions: '历次版本', all: '全部日期', nextYear: '下一年', night: '次日',
};
const en: typeof zh = {
  save: 'Save', anyway: 'Save and recalculate', saved: 'Saved', fix: 'Please put these right first', name: 'Name', zone: 'Time zone', add: 'New', monday: 'Monday', tuesday: 'Tuesday',
  more: 'Add hours', whole: 'All day', from: 'from', to: 'to', copy: 'Copy Monday to…', toAll: 'Copy to every day', overlap: 'begins before the one before it', same: 'Begins and ends at the same time',
  nowhere: 'no such time zone', holiday: 'Holiday', madeUp: 'Make-up working day', changed: 'Day of its own', off: 'Day off', back: 'Back to the rule', day: '2026-03-03', file: 'Import a file of holidays',
  read: '2027: 1 days off, 1 made up', badFile: 'Line 2: "2027-02-30" is no day', moved: 'Promises were recalculated', versions: 'Versions', all: 'All days', nextYear: 'Year after', night: 'next day',
};
const words = (info: TestInfo) => (info.project.name.includes('zh') ? zh : en);
const isPhone = (info: TestInfo) => info.project.name.includes('phone');

const week = (page: Page, day: string) => page.locator(`#cal-${day}`);
const shift = (page: Page, day: string, at: number, end: 'from' | 'to') => week(page, day).locator('.cal-shift').nth(at).locator('.cal-time').nth(end === 'from' ? 0 : 1);
const cell = (page: Page, day: string) => page.locator(`#day-${day}`);
const save = (page: Page, info: TestInfo) => page.locator('.save-bar').getByRole('button', { name: words(info).save, exact: true }).click();

async function opened(page: Page, query = '') {
  await page.goto(`/admin/calendars${query}`);
  await live(page);
  await expect(page.locator('.cal-form')).toBeVisible();
  await expect(page.locator('.cal-month')).toHaveCount(12);
}

async function calendars(request: APIRequestContext, origin: string) {
  return (await (await request.get(`${origin}${api}/calendars?all=true`)).json()).rows as Record<string, any>[];
}

test('a calendar is written, refused where it cannot be, and kept', async ({ browser }, info) => {
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    const context = await desk.signedIn('admin');
    const page = await context.newPage();
    await opened(page, '?new');
    await page.locator('#cal-name').fill('夜班');
    // A night shift, and a day of twenty-four hours.
    await shift(page, 'mon', 0, 'from').fill('22');
    await shift(page, 'mon', 0, 'to').fill('600');
    await expect(week(page, 'mon').getByText(word.night)).toBeVisible();
    await week(page, 'mon').locator('.cal-shift').nth(1).getByRole('button').click();
    await expect(week(page, 'mon').locator('.cal-shift')).toHaveCount(1);
    await week(page, 'sun').getByRole('button', { name: word.whole }).click();
    await expect(shift(page, 'sun', 0, 'to')).toHaveValue('24:00');
    // What cannot be is said at its day, and nothing is kept.
    await shift(page, 'tue', 1, 'from').fill('11:00');
    await shift(page, 'wed', 0, 'to').fill('9:00');
    await page.locator('#cal-zone').fill('Asia/Nowhere');
    await save(page, info);
    await expect(page.locator('.error-summary')).toContainText(word.fix);
    await expect(week(page, 'wed').locator('.field-error')).toContainText(word.same);
    await shift(page, 'wed', 0, 'to').fill('12:00');
    await save(page, info);
    await expect(week(page, 'tue').locator('.field-error')).toContainText(word.overlap);
    await scan(page, 'with its faults');
    await shift(page, 'tue', 1, 'from').fill('13:00');
    await save(page, info);
    await expect(page.locator('#cal-zone-error')).toContainText(word.nowhere);
    expect((await calendars(context.request, desk.server.address)).map((row) => row.name)).not.toContain('夜班');
    await page.locator('#cal-zone').fill('Asia/Shanghai');
    // One day as all others.
    await week(page, 'mon').getByRole('button', { name: word.copy }).click();
    await page.getByRole('menuitem', { name: word.toAll }).click();
    await expect(week(page, 'sun').locator('.cal-shift')).toHaveCount(1);
    await expect(shift(page, 'sun', 0, 'from')).toHaveValue('22:00');
    await save(page, info);
    await expect(page.locator('.toasts')).toContainText(word.saved);
    await expect(page).toHaveURL(/\?id=/);
    const kept = (await calendars(context.request, desk.server.address)).find((row) => row.name === '夜班')!;
    expect(kept.hours.week.sat).toEqual([['22:00', '06:00']]);
    // It is as it was written after a reload.
    await page.reload();
    await live(page);
    await expect(shift(page, 'sat', 0, 'to')).toHaveValue('06:00');
    await context.close();
  });
});

test('the year shows what the calendar computes, and days are set in it', async ({ browser }, info) => {
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    const context = await desk.signedIn('manager');
    const page = await context.newPage();
    await page.clock.setFixedTime(new Date('2026-02-26T10:00:00+08:00'));
    await opened(page);
    for (const [day, kind, said] of [['2026-10-01', 'holiday', word.holiday], ['2026-10-10', 'make_up', word.madeUp]]) {
      await expect(cell(page, day)).toHaveAttribute('data-kind', kind);
      await expect(cell(page, day)).toHaveAccessibleName(new RegExp(said));
      // A sign says what the colour says.
      await expect(cell(page, day).locator('small')).not.toBeEmpty();
    }
    await expect(cell(page, '2026-10-13')).toHaveAttribute('data-kind', 'work');
    await expect(cell(page, '2026-10-11')).toHaveAttribute('data-kind', 'off');
    // By keys alone from one day to another, and into one.
    await cell(page, '2026-02-24').focus();
    await cell(page, '2026-02-24').press('Enter');
    // It is over already: the change begins later.
    await expect(page.locator('dialog[open]')).toContainText('2026-02-26');
    await expect(page.locator('dialog[open] .cal-time')).toHaveCount(0);
    await page.keyboard.press('Escape');
    await cell(page, '2026-02-24').focus();
    await page.keyboard.press('ArrowDown');
    await expect(cell(page, word.day)).toBeFocused();
    await page.keyboard.press('ArrowRight');
    await expect(cell(page, '2026-03-04')).toBeFocused();
    await page.keyboard.press('ArrowLeft');
    await expect(cell(page, word.day)).toBeFocused();
    await page.keyboard.press('Enter');
    const dialog = page.locator('dialog[open]');
    await expect(dialog).toContainText(word.day);
    await scan(page, 'a day');
    await dialog.getByRole('button', { name: word.off }).click();
    await expect(cell(page, word.day)).toHaveAttribute('data-kind', 'changed');
    await expect(cell(page, word.day)).toHaveAccessibleName(new RegExp(word.changed));
    await expect(page.locator('.cal-own')).toContainText(word.day);
    await cell(page, word.day).click();
    await dialog.getByRole('button', { name: word.back }).click();
    await expect(cell(page, word.day)).toHaveAttribute('data-kind', 'work');
    // The holidays of a file are in the year before they are saved.
    const file = (text: string) => ({ name: 'holidays.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
    await page.locator('#cal-file').setInputFiles(file('date,off\n2027-02-30,yes\n'));
    await expect(page.locator('#cal-file-error')).toContainText(word.badFile);
    await page.locator('#cal-file').setInputFiles(file('date,off\n2027-01-01,yes\n2027-01-03,no\n'));
    await expect(page.locator('#cal-listed')).toContainText(word.read);
    await page.getByRole('button', { name: word.nextYear }).click();
    await expect(cell(page, '2027-01-01')).toHaveAttribute('data-kind', 'holiday');
    await expect(cell(page, '2027-01-03')).toHaveAttribute('data-kind', 'make_up');
    await scan(page, 'the page');
    if (isPhone(info)) {
      // One month in a row, and nothing beside the page.
      await page.setViewportSize({ width: 360, height: 780 });
      const boxes = await page.locator('.cal-month').evaluateAll((all) => all.map((one) => one.getBoundingClientRect().left));
      expect(new Set(boxes).size).toBe(1);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    }
    await context.close();
  });
});

test('a save says what it moves, moves it, and leaves the version before', async ({ browser }, info) => {
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    const context = await desk.signedIn('manager');
    const made = await desk.reported('承诺要动');
    const promised = async () => (await (await context.request.get(`${desk.server.address}${api}/cases/${made.id}`)).json()).case.resolve_by as number;
    const before = await promised();
    const page = await context.newPage();
    await opened(page);
    await page.locator('#cal-from').fill('');
    for (const day of ['mon', 'tue', 'wed', 'thu', 'fri']) {
      await shift(page, day, 1, 'to').fill('15:00');
    }
    await save(page, info);
    const dialog = page.locator('dialog[open]');
    await expect(dialog.locator('tbody tr').first()).toBeVisible();
    await scan(page, 'what would move');
    expect(await promised(), 'nothing moves before it is said').toBe(before);
    await page.keyboard.press('Escape');
    expect(await promised()).toBe(before);
    await save(page, info);
    await dialog.getByRole('button', { name: word.anyway }).click();
    await expect(page.locator('.toasts')).toContainText(word.saved);
    await expect(page.locator('.cal-notices')).toContainText(word.moved, { timeout: 30_000 });
    expect(await promised(), 'shorter days reach it later').toBeGreaterThan(before);
    const versions = page.locator('#cal-history');
    await expect(versions.locator('details')).toHaveCount(2);
    await expect(versions.locator('details').first()).toContainText(word.all);
    await versions.locator('summary').last().click();
    await expect(versions.locator('details').last()).toContainText('13:00–18:00');
    await context.close();
  });
});

test('whoever may not keep calendars is not led to them', async ({ browser }, info) => {
  await OwnDesk.tell(browser, info, async (desk) => {
    await desk.notLedTo('agent', '/admin/calendars', '/calendars');
  });
});
