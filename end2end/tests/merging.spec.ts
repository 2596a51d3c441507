// Two cases that are one: found, merged and taken apart again, with and without a network; and a case that comes back later.
import AxeBuilder from '@axe-core/playwright';
import { type Page, type TestInfo, expect } from '@playwright/test';
import { type CaseRef, complete, live } from './desk';
import { OwnDesk } from './own_desk';
import { test } from './story';

const zh = { similar: '疑似重复', merge: '合并', undo: '撤销', again: '可能已经有人报过', away: '服务器暂时连不上', context: '客户与资产', tomorrow: '明天', snooze: '稍后处理', more: '更多', until: '推迟到' };
const en: typeof zh = { similar: 'Possible duplicates', merge: 'Merge', undo: 'Undo', again: 'This may have been reported already', away: 'The server cannot be reached', context: 'Customer and asset', tomorrow: 'Tomorrow', snooze: 'Snooze', more: 'More', until: 'Snoozed until' };
const words = (info: TestInfo) => (info.project.name.includes('zh') ? zh : en);
const isPhone = (info: TestInfo) => info.project.name.includes('phone');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const clean = async (page: Page) => expect((await new AxeBuilder({ page }).withTags(tags).analyze()).violations).toEqual([]);
const dialog = (page: Page) => page.getByRole('dialog');
const similar = (page: Page, info: TestInfo) => page.locator('.context-section[data-similar]').filter({ hasText: words(info).similar });

/** The panel beside a case; on a phone it is a page of its own. */
async function panel(page: Page, made: CaseRef, info: TestInfo) {
  await page.goto(`/cases/${made.number}${isPhone(info) ? '?context=1' : ''}`);
  await live(page);
}

const state = async (desk: OwnDesk, made: CaseRef) => {
  const { request } = await desk.signedIn('manager');
  const found = await (await request.get(`/api/v1/cases/${made.id}`)).json();
  return { number: found.case.number as string, state: found.case.state as string };
};

test('a duplicate that is suggested is merged in two presses, and one press takes it back', async ({ browser }, info) => {
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    const first = await desk.reported('九楼的投影仪没有画面');
    const second = await desk.reported('九楼投影仪没有画面了');
    const page = await (await desk.signedIn('support')).newPage();
    await panel(page, second, info);
    await expect(similar(page, info)).toContainText(first.number);
    await clean(page);
    await similar(page, info).locator('li').filter({ hasText: first.number }).getByRole('button', { name: word.merge }).click();
    await expect(dialog(page)).toContainText(second.number);
    await dialog(page).getByRole('button', { name: word.merge, exact: true }).click();
    await expect(page).toHaveURL(new RegExp(`/cases/${first.number}`));
    await expect.poll(() => state(desk, second)).toEqual({ number: first.number, state: 'assigned' });
    // Both histories stand in the one that stays.
    await expect(page.locator('.entry-of').first()).toContainText(second.number);
    await page.locator('.toast').getByRole('button', { name: word.undo }).click();
    await expect.poll(() => state(desk, second)).toEqual({ number: second.number, state: 'assigned' });
    await expect(page).toHaveURL(new RegExp(`/cases/${second.number}`));
    await expect(page.locator('.entry-of')).toHaveCount(0);
  });
});

test('without a network two cases are merged and taken apart, and the server hears of it once', async ({ browser }, info) => {
  test.setTimeout(120_000);
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    const first = await desk.reported('离线合并的第一张');
    const second = await desk.reported('离线合并的第二张');
    const page = await (await desk.signedIn('support')).newPage();
    await panel(page, second, info);
    await complete(page);
    await expect(similar(page, info)).toContainText(first.number);
    await desk.server.stop();
    await similar(page, info).locator('li').filter({ hasText: first.number }).getByRole('button', { name: word.merge }).click();
    await dialog(page).getByRole('button', { name: word.merge, exact: true }).click();
    await expect(page).toHaveURL(new RegExp(`/cases/${first.number}`));
    await expect(page.locator('.entry-of').first()).toContainText(second.number);
    await expect(page.getByText(word.away).first()).toBeVisible();
    await desk.server.resume();
    await expect.poll(() => state(desk, second), { timeout: 70_000 }).toEqual({ number: first.number, state: 'assigned' });
  });
});

test('what is taken down is compared with what is there, and a case put off leaves the list', async ({ browser }, info) => {
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    const known = await desk.reported('门禁刷卡没有反应');
    const page = await (await desk.signedIn('support')).newPage();
    await page.goto('/cases?new');
    await live(page);
    await page.locator('#subject').fill('门禁刷卡没反应');
    const card = page.locator('.open-already').filter({ hasText: word.again });
    await expect(card).toContainText(known.number);
    await card.getByRole('link').filter({ hasText: known.number }).click();
    await expect(page).toHaveURL(new RegExp(`/cases/${known.number}`));
    await page.goto(`/cases/${known.number}?assignee=me`);
    await live(page);
    const more = page.locator('.case-head-actions:visible, .case-thumb:visible').getByRole('button', { name: word.more, exact: true });
    await more.click();
    await page.getByRole('menuitem', { name: word.snooze }).first().click();
    await dialog(page).getByText(word.tomorrow).first().click();
    await dialog(page).getByRole('button', { name: word.snooze, exact: true }).click();
    await expect(page.locator('.case-head')).toContainText(word.until);
    await page.goto('/cases?assignee=me');
    await live(page);
    await expect(page.locator('.case-row').first()).toBeVisible();
    await expect(page.locator('.case-row').filter({ hasText: known.number })).toHaveCount(0);
    await page.goto('/cases?snoozed=only');
    await live(page);
    await expect(page.locator('.case-row').filter({ hasText: known.number })).toBeVisible();
    await clean(page);
  });
});

test('whoever merges cases of two customers is told that both will read on', async ({ browser }, info) => {
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    const first = await desk.reported('九楼的投影仪没有画面');
    const same = await desk.reported('九楼投影仪没有画面');
    const support = await desk.signedIn('support');
    const other = await desk.post(support.request, '/cases/quick-open', { subject: '另一家的投影仪', contact_name: '王小芳', contact_phone: '13911112222', take: true });
    const page = await support.newPage();
    await page.goto(`/cases/${first.number}`);
    await live(page);
    await page.locator('.case-head-actions:visible, .case-thumb:visible').getByRole('button', { name: word.more, exact: true }).click();
    await page.getByRole('menuitem', { name: word.merge, exact: true }).click();
    for (const [made, strangers] of [[same, false], [other, true]] as const) {
      await dialog(page).getByRole('combobox').first().fill(made.number);
      await page.getByRole('option').filter({ hasText: made.number }).filter({ visible: true }).click();
      await expect(dialog(page)).toContainText(made.number);
      await expect(dialog(page).locator('.banner')).toHaveCount(strangers ? 1 : 0);
      if (strangers) {
        await expect(dialog(page).locator('.banner')).toContainText('王小芳');
        await clean(page);
      }
    }
  });
});
