// How one is told: ways for each topic, quiet hours line by line, and what letters say in the desk's own words.
import { type Page, type TestInfo, expect } from '@playwright/test';
import { live } from './desk';
import { OwnDesk } from './own_desk';
import { scanWhole } from './scan';
import { test } from './story';

const zh = { save: '保存', saved: '已保存', add: '添加时段', overlap: '重叠', always: '不能占满整周', unknown: '没有“dueAt”这个占位符', back: '填入默认内容', mine: '保留我的', own: '已自定义', shipped: '默认内容' };
const en: typeof zh = { save: 'Save', saved: 'Saved', add: 'Add hours', overlap: 'before the one before', always: 'whole week', unknown: 'no placeholder “dueAt”', back: 'Fill in the default', mine: 'Keep mine', own: 'Your own words', shipped: 'As it ships' };
const words = (info: TestInfo) => (info.project.name.includes('zh') ? zh : en);

test('quiet hours are typed line by line, told where they clash, and kept', async ({ browser }, info) => {
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    const context = await desk.signedIn('agent');
    const page = await context.newPage();
    await page.goto('/account');
    await live(page);
    const card = page.locator('#delivery');
    const save = () => card.getByRole('button', { name: word.save, exact: true }).click();
    await expect(card.locator('input[name="delivery-escalation-email"]')).toBeChecked();
    await expect(card.locator('input[name="delivery-hand_over-email"]')).not.toBeChecked();
    await expect(card.locator('input[name="delivery-hand_over-push"]')).toBeChecked();
    await card.getByRole('button', { name: word.add }).click();
    await expect(card.locator('#quiet-0-from')).toBeFocused();
    await card.getByRole('button', { name: word.add }).click();
    await expect(card.locator('.quiet-line')).toHaveCount(2);
    await save();
    await expect(card.locator('.field-error')).toContainText(word.overlap);
    await scanWhole(page, 'quiet hours that clash');
    await card.locator('.quiet-line').nth(1).locator('.quiet-times input').first().fill('8');
    await card.locator('.quiet-line').nth(1).locator('.quiet-times input').last().fill('22');
    await save();
    await expect(card.locator('#quiet-lines-error')).toContainText(word.always);
    await card.locator('.quiet-line').nth(1).getByRole('button').click();
    await expect(card.locator('.quiet-line')).toHaveCount(1);
    await expect(card.locator('#quiet-lines')).toBeFocused();
    await card.locator('input[name="delivery-rule-email"]').uncheck();
    await card.locator('input[name="delivery-hand_over-push"]').uncheck();
    await save();
    await expect(page.locator('.toasts')).toContainText(word.saved);
    await page.reload();
    await live(page);
    await expect(card.locator('.quiet-line')).toHaveCount(1);
    await expect(card.locator('.quiet-times input').first()).toHaveValue('22:00');
    await expect(card.locator('input[name="delivery-rule-email"]')).not.toBeChecked();
    await expect(card.locator('input[name="delivery-hand_over-push"]')).not.toBeChecked();
    await context.close();
  });
});

test('an administrator writes a letter, keeps it over another version, and goes back to what ships', async ({ browser }, info) => {
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    const context = await desk.signedIn('admin');
    const body = (page: Page) => page.locator('#template-zh-body');
    const press = (page: Page, name: string) => page.locator('.save-bar').getByRole('button', { name, exact: true }).click();
    const opened = async () => {
      const page = await context.newPage();
      await page.goto('/admin/templates?topic=rule');
      await live(page);
      await expect(body(page)).toHaveValue(/\{number\}/);
      return page;
    };
    const [page, late] = [await opened(), await opened()];
    const shipped = await body(page).inputValue();
    await body(page).fill('{recipient}：{dueAt}');
    await press(page, word.save);
    await expect(page.locator('.field-error')).toContainText(word.unknown);
    await body(page).fill('{recipient}，请看 {number} <b>');
    await expect(page.locator('#template-zh-preview .plain-text')).toHaveText('王敏，请看 CS-2026-000042 <b>');
    await press(page, word.save);
    await expect(page.locator('.toasts')).toContainText(word.saved);
    await scanWhole(page, 'a template');
    // Whoever looked at it before is asked which version stays, with nothing lost of what they wrote.
    await body(late).fill('{recipient}，还是看 {number}');
    await press(late, word.save);
    await expect(late.locator('.conflict')).toBeVisible();
    await expect(body(late)).toHaveValue('{recipient}，还是看 {number}');
    await late.locator('.conflict').getByRole('button', { name: word.mine }).click();
    await expect(late.locator('.toasts')).toContainText(word.saved);
    await expect(late.locator('.conflict')).toHaveCount(0);
    await expect(body(late)).toHaveValue('{recipient}，还是看 {number}');
    // The default stands in the fields; the desk's own words go with the save alone.
    const facts = late.locator('.role-list a[aria-current="page"] .role-facts');
    await expect(facts).toHaveText(word.own);
    await press(late, word.back);
    await expect(body(late)).toHaveValue(shipped);
    await expect(facts).toHaveText(word.own);
    await press(late, word.save);
    await expect(facts).toHaveText(word.shipped);
    await late.reload();
    await live(late);
    await expect(body(late)).toHaveValue(shipped);
    await context.close();
  });
});
