// Leave: asked for, decided by somebody else, and what follows where work is given away.
import { type Page, type TestInfo, expect } from '@playwright/test';
import { api, live } from './desk';
import { OwnDesk } from './own_desk';
import { scanWhole } from './scan';
import { test } from './story';

const zh = { ask: '申请休假', order: '结束时间早于开始时间', waits: '待审批', approve: '批准', decline: '驳回', approved: '已批准', required: '必填', leave: '休假中', overlaps: '重叠', back: '提前结束' };
const en: typeof zh = { ask: 'Ask for leave', order: 'The end lies before the beginning', waits: 'Waiting', approve: 'Approve', decline: 'Decline', approved: 'Approved', required: 'Required', leave: 'On leave', overlaps: 'another leave', back: 'I am back' };
const isPhone = (info: TestInfo) => info.project.name.includes('phone');
const words = (info: TestInfo) => (info.project.name.includes('zh') ? zh : en);

/** A moment so many days from now, as the control of date and time holds it. */
const local = (days: number) => new Date(Date.now() + days * 86_400_000 + 8 * 3_600_000).toISOString().slice(0, 16);

async function asks(page: Page, info: TestInfo, from: number, to: number) {
  const card = page.locator('#leave-ask');
  await card.locator('#from').fill(local(from));
  await card.locator('#to').fill(local(to));
  await card.getByRole('button', { name: words(info).ask }).click();
}

test('leave is asked for, approved by somebody else, and shown where work is given away', async ({ browser }, info) => {
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    const support = await desk.signedIn('support');
    const own = await support.newPage();
    await own.goto('/leave');
    await live(own);
    await asks(own, info, 1, -1);
    await expect(own.locator('#leave-ask .field-error')).toContainText(word.order);
    await asks(own, info, -1, 2);
    await expect(own.locator('#leave-own .leave-row')).toContainText(word.waits);
    // The fields are emptied once the answer is there.
    await expect(own.locator('#from')).toHaveValue('');
    await asks(own, info, 0, 1);
    await expect(own.locator('#leave-ask .field-error')).toContainText(word.overlaps);
    await scanWhole(own, 'leave of my own');
    const admin = await desk.signedIn('admin');
    const deciding = await admin.newPage();
    await deciding.goto('/leave');
    await live(deciding);
    const row = deciding.locator('#leave-waiting .leave-row');
    await row.getByRole('button', { name: word.decline, exact: true }).click();
    await expect(row.locator('.field-error')).toContainText(word.required);
    await scanWhole(deciding, 'leave that waits for me');
    await row.getByRole('button', { name: word.approve, exact: true }).click();
    await expect(deciding.locator('#leave-waiting')).toHaveCount(0);
    // Nobody reloads: whoever asked sees what became of it.
    await expect(own.locator('#leave-own .leave-row')).toContainText(word.approved);
    await own.goto('/notices');
    await live(own);
    await expect(own.locator('.notice').first()).toContainText(word.approved);
    const name: string = (await (await admin.request.get(`${desk.server.address}${api}/users?q=support&limit=5`)).json()).rows[0].name;
    const made = await desk.reported('请假期间来的工单');
    if (!isPhone(info)) {
      // Away for longer than any night or holiday: whatever the hour, the others are back sooner.
      const agent = await desk.signedIn('agent');
      const long = { kind: 'annual', from: Date.now() - 3_600_000, to: Date.now() + 40 * 86_400_000, note: '' };
      const asked = await desk.post(agent.request, '/leaves', long);
      await desk.post(admin.request, `/leaves/${asked.id}/decide`, { approve: true, reason: '' });
      await agent.close();
      await deciding.goto(`/cases/${made.number}`);
      await live(deciding);
      await expect(deciding.locator('.case-head h1')).toBeVisible();
      await deciding.locator('.case-head h1').click();
      await deciding.keyboard.press('a');
      await deciding.locator('#assignee_id').click();
      const offered = deciding.locator('#assignee_id-list').getByRole('option');
      await expect(offered.filter({ hasText: word.leave })).not.toHaveCount(0);
      const texts = await offered.allInnerTexts();
      const first = texts.findIndex((text) => text.includes(word.leave));
      expect(first).toBeGreaterThan(0);
      expect(texts.slice(first).filter((text) => !text.includes(word.leave))).toEqual([]);
      await deciding.locator('#assignee_id').fill(name);
      await expect(deciding.getByRole('option', { name }).first()).toContainText(word.leave);
    }
    // Coming back early is asked once more.
    await own.goto('/leave');
    await live(own);
    const mine = own.locator('#leave-own .leave-row');
    const back = mine.getByRole('button', { name: word.back, exact: true });
    await back.click();
    await mine.getByRole('dialog').getByRole('button', { name: word.back, exact: true }).click();
    await expect(back).toHaveCount(0);
    await support.close();
    await admin.close();
  });
});
