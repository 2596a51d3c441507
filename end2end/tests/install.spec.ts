// The way onto the home screen: said late, in a corner, once, and in the words of each browser.
import { type BrowserContext, type Page, type TestInfo, expect } from '@playwright/test';
import { address } from '../playwright.config';
import { test } from './story';

const zh = { install: '安装', later: '以后再说', share: '点浏览器的分享按钮', wechat: '在浏览器打开' };
const en: typeof zh = { install: 'Install', later: 'Not now', share: 'share button', wechat: 'Open in browser' };
const words = (info: TestInfo) => (info.project.name.includes('zh') ? zh : en);
const hint = (page: Page) => page.locator('.install-hint');
const month = 30 * 24 * 3600 * 1000;

async function signIn(context: BrowserContext) {
  const answer = await context.request.post('/api/v1/session/demo', { data: { login: 'customer' }, headers: { origin: address } });
  expect(answer.ok(), await answer.text()).toBe(true);
}

/** Another visit: a window of its own, which knows nothing of the last. */
async function visit(context: BrowserContext, at = '/') {
  const page = await context.newPage();
  await page.goto(at);
  await expect(page.locator('html')).toHaveAttribute('data-live', '');
  // The offer has been heard and what follows from it has been painted.
  await page.evaluate(() => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))));
  return page;
}

test('a browser that can install is asked from the second visit on, away from forms, once a month', async ({ context }, info) => {
  const word = words(info);
  await signIn(context);
  await context.addInitScript(() => {
    addEventListener('load', () => {
      const offer = Object.assign(new Event('beforeinstallprompt', { cancelable: true }), { prompt: async () => void ((window as never as { asked: boolean }).asked = true) });
      dispatchEvent(offer);
    });
  });
  const first = await visit(context);
  expect(await first.evaluate(() => localStorage.getItem('yingda.visits'))).toBe('1');
  await first.reload();
  await expect(first.locator('html')).toHaveAttribute('data-live', '');
  await expect(hint(first)).toHaveCount(0);
  const second = await visit(context, '/submit');
  await expect(hint(second)).toHaveCount(0);
  await second.goto('/');
  await expect(hint(second)).toBeVisible();
  await hint(second).getByRole('button', { name: word.later }).click();
  await expect(hint(second)).toHaveCount(0);
  const third = await visit(context);
  await expect(hint(third)).toHaveCount(0);
  await third.evaluate((ago) => localStorage.setItem('yingda.install.later', String(Date.now() - ago)), month + 1000);
  await third.reload();
  await hint(third).getByRole('button', { name: word.install }).click();
  expect(await third.evaluate(() => (window as never as { asked: boolean }).asked)).toBe(true);
  await expect(hint(third)).toHaveCount(0);
});

const agents = {
  share: 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Mobile/15E148 Safari/604.1',
  wechat: 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.47',
};
for (const [says, userAgent] of Object.entries(agents) as ['share' | 'wechat', string][])
  test(`a browser that installs by hand is told how: ${says}`, async ({ browser }, info) => {
    const context = await browser.newContext({ ...info.project.use, baseURL: address, userAgent });
    await signIn(context);
    await expect(hint(await visit(context))).toHaveCount(0);
    const page = await visit(context);
    await expect(hint(page)).toContainText(words(info)[says]);
    await page.screenshot({ path: info.outputPath(`${says}.png`) });
    await context.close();
  });
