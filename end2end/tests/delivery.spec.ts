// How one is told: ways for each topic, quiet hours line by line, and what letters say in the desk's own words.
import { type TestInfo, expect } from '@playwright/test';
import { live } from './desk';
import { OwnDesk } from './own_desk';
import { scanWhole } from './scan';
import { test } from './story';

const zh = { save: '保存', saved: '已保存', add: '添加时段', overlap: '重叠', always: '不能占满整周', unknown: '没有“dueAt”这个占位符', back: '恢复默认内容' };
const en: typeof zh = { save: 'Save', saved: 'Saved', add: 'Add hours', overlap: 'before the one before', always: 'whole week', unknown: 'no placeholder “dueAt”', back: 'Back to the default' };
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
    await card.getByRole('button', { name: word.add }).click();
    await save();
    await expect(card.locator('.field-error')).toContainText(word.overlap);
    await scanWhole(page, 'quiet hours that clash');
    await card.locator('.quiet-line').nth(1).locator('.quiet-times input').first().fill('8');
    await card.locator('.quiet-line').nth(1).locator('.quiet-times input').last().fill('22');
    await save();
    await expect(card.locator('#quiet-lines-error')).toContainText(word.always);
    await card.locator('.quiet-line').nth(1).getByRole('button').click();
    await card.locator('input[name="delivery-rule-email"]').uncheck();
    await card.locator('input[name="delivery-hand_over-push"]').uncheck();
    await save();
    await expect(page.locator('.toasts')).toContainText(word.saved);
    await page.reload();
    await live(page);
    await expect(card.locator('.quiet-times input').first()).toHaveValue('22:00');
    await expect(card.locator('input[name="delivery-rule-email"]')).not.toBeChecked();
    await expect(card.locator('input[name="delivery-hand_over-push"]')).not.toBeChecked();
    await context.close();
  });
});

test('an administrator writes a letter, sees it for a sample case, and goes back to what ships', async ({ browser }, info) => {
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    const context = await desk.signedIn('admin');
    const page = await context.newPage();
    await page.goto('/admin/templates?topic=rule');
    await live(page);
    const body = page.locator('#template-zh-body');
    const shipped = await body.inputValue();
    await body.fill('{recipient}：{dueAt}');
    const bar = page.locator('.save-bar');
    await bar.getByRole('button', { name: word.save, exact: true }).click();
    await expect(page.locator('.field-error')).toContainText(word.unknown);
    await body.fill('{recipient}，请看 {number} <b>');
    await expect(page.locator('#template-zh-preview .plain-text')).toHaveText('王敏，请看 CS-2026-000042 <b>');
    await bar.getByRole('button', { name: word.save, exact: true }).click();
    await expect(page.locator('.toasts')).toContainText(word.saved);
    await scanWhole(page, 'a template');
    await bar.getByRole('button', { name: word.back }).click();
    await expect(body).toHaveValue(shipped);
    await context.close();
  });
});
