// The other language in the middle of an answer: what was written, where one was reading and the keyboard's place stay.
import { type TestInfo, expect, test } from '@playwright/test';
import { live } from './desk';
import { OwnDesk } from './own_desk';

const isPhone = (info: TestInfo) => info.project.name.includes('phone');
const words = (info: TestInfo) =>
  isPhone(info)
    ? { to: 'English', lang: 'en', send: 'Send' }
    : { to: '中文', lang: 'zh-CN', send: '发送' };

test('the language changes in the middle of an answer, and nothing of it is lost', async ({ browser }, info) => {
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    const made = await desk.reported('换语言时正在写的回复');
    const customer = (await desk.signedIn('customer')).request;
    for (let n = 1; n <= 30; n += 1) await desk.post(customer, `/cases/${made.id}/comments`, { text: `第 ${n} 次补充：还是一样，请看看。` });
    const page = await (await desk.signedIn('support')).newPage();
    await page.goto(`/cases/${made.number}`);
    await live(page);
    const area = page.locator('#composer-text');
    await area.fill('请先断电，再按住开关五秒。');
    const reading = page.getByText('第 12 次补充');
    await reading.scrollIntoViewIfNeeded();
    const place = () => reading.evaluate((entry) => Math.round(entry.getBoundingClientRect().top));
    const before = await place();
    if (isPhone(info)) {
      // A phone sets its language on the person's page; the way back leads to the same place.
      await page.goto('/account');
      await live(page);
      await page.getByRole('link', { name: word.to, exact: true }).or(page.getByRole('radio', { name: word.to, exact: true })).or(page.getByRole('button', { name: word.to, exact: true })).first().click();
      await expect(page.locator('html')).toHaveAttribute('lang', word.lang);
      await page.goBack();
      await live(page);
    } else {
      await area.evaluate((field: HTMLTextAreaElement) => field.setSelectionRange(4, 4));
      await page.locator('#account-menu-button, [popovertarget=account-menu], [aria-controls=account-menu]').first().click();
      await page.getByRole('menuitemcheckbox', { name: word.to }).or(page.getByRole('menuitem', { name: word.to })).first().click();
      await expect(page.locator('html')).toHaveAttribute('lang', word.lang);
      expect(Math.abs((await place()) - before), 'where one was reading').toBeLessThanOrEqual(2);
      expect(await area.evaluate((field: HTMLTextAreaElement) => field.selectionStart), 'where one was writing').toBe(4);
      expect(await page.evaluate(() => document.activeElement?.tagName), 'the keyboard is somewhere').not.toBe('BODY');
    }
    await expect(area).toHaveValue('请先断电，再按住开关五秒。');
    await expect(page.locator('form.composer').getByRole('button', { name: word.send, exact: true })).toBeVisible();
    await area.press('Control+Enter');
    await expect(area).toHaveValue('');
    await expect.poll(() => desk.told(made, '请先断电，再按住开关五秒。')).toBe(1);
  });
});
