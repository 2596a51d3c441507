// The pictures that stores and install dialogs show: made into public/screenshots from real pages, whenever the pages have changed.
import { type Browser, test } from '@playwright/test';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../public/screenshots');
const narrow = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const wide = { viewport: { width: 1280, height: 800 } };

async function picture(browser: Browser, base: string, lang: string, login: string, size: object, address: string, name: string) {
  const context = await browser.newContext({ ...size, deviceScaleFactor: 1, baseURL: base, locale: lang === 'zh' ? 'zh-CN' : 'en-US', colorScheme: 'light' });
  await context.request.post('/api/v1/session/demo', { data: { login }, headers: { origin: base } });
  const { rows } = await (await context.request.get('/api/v1/cases?limit=1&state=open')).json();
  const page = await context.newPage();
  await page.goto(address.replace('{case}', rows?.[0]?.number ?? ''));
  await page.waitForSelector('html[data-live]');
  await page.waitForLoadState('load');
  await page.waitForTimeout(700);
  await page.screenshot({ path: path.join(folder, `${name}.${lang}.png`) });
  await context.close();
}

test('pictures of the installed app', async ({ browser, baseURL }, info) => {
  test.skip(info.project.name !== 'phone-zh-light', 'once is enough');
  test.skip(!process.env.SHOTS_INSTALLED, 'only when asked for: they are part of the site');
  for (const lang of ['zh', 'en']) {
    await picture(browser, baseURL!, lang, 'customer', narrow, '/', 'home');
    await picture(browser, baseURL!, lang, 'customer', narrow, '/submit', 'submit');
    await picture(browser, baseURL!, lang, 'agent', wide, '/cases/{case}', 'case');
  }
});
