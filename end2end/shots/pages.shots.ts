// Every page × phone/desktop × light/dark × zh/en, to be looked at in target/shots.
import { test, type Browser } from '@playwright/test';
import path from 'node:path';

const folder = process.env.SHOTS ?? 'target/shots';

/** Pages by who sees them; `{case}` is that person's first case, `{serial}` a labelled thing. */
const pages: Record<string, string[]> = {
  guest: ['/', '/submit', '/r/{serial}', '/sign-in', '/t/{track}', '/t/none', '/help', '/help?q=打印机卡纸', '/invitation/none', '/claim/none', '/nowhere'],
  customer: ['/', '/submit', '/my/{case}', '/notices', '/account'],
  agent: ['/cases', '/cases?layout=table', '/cases?q=没有这样的工单', '/cases/{case}', '/cases/{case}?context=1', '/cases#c', '/cases/{case}#r', '/notices', '/tray', '/account'],
  manager: ['/knowledge', '/knowledge?q=打印机卡纸', '/knowledge/health', '/knowledge/rewards', '/pairs', '/pairs?view=article', '/tasks'],
  partner: ['/partner', '/partner/{case}'],
  admin: [
    '/admin', '/admin/units', '/admin/teams', '/admin/users', '/admin/users?new', '/admin/roles', '/admin/firms', '/admin/companies', '/admin/departments',
    '/admin/contacts', '/admin/products', '/admin/assets', '/admin/categories', '/admin/canned_texts', '/admin/matrix', '/admin/devices', '/admin/audit', '/admin/retention', '/admin/labels',
  ],
};
/** A desk has a mouse: what fingers need would make it look coarser than people see it. */
const sizes = {
  phone: { viewport: { width: Number(process.env.SHOTS_PHONE ?? 390), height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 },
  desktop: { viewport: { width: 1440, height: 900 }, isMobile: false, hasTouch: false, deviceScaleFactor: 1 },
};
/** `SHOTS_ONLY=partner` takes the pages of one kind of person; `SHOTS_PHONE=320` the narrowest phone. */
const only = process.env.SHOTS_ONLY;

for (const size of ['phone', 'desktop'] as const)
  for (const theme of ['light', 'dark'] as const)
    for (const lang of ['zh', 'en'] as const)
      test(`${size} ${theme} ${lang}`, async ({ browser, baseURL }, info) => {
        test.skip(info.project.name !== 'phone-zh-light', 'once is enough');
        test.setTimeout(600_000);
        for (const [who, addresses] of Object.entries(pages).filter(([who]) => !only || who === only)) await shoot(browser, baseURL!, who, addresses, size, theme, lang);
      });

async function shoot(browser: Browser, base: string, who: string, addresses: string[], size: 'phone' | 'desktop', theme: string, lang: string) {
  const context = await browser.newContext({ ...sizes[size], baseURL: base, locale: lang === 'zh' ? 'zh-CN' : 'en-US' });
  await context.addCookies([
    { name: 'yd_lang', value: lang, url: base },
    { name: 'yd_theme', value: theme, url: base },
  ]);
  if (who !== 'guest') {
    await context.request.post('/api/v1/session/demo', { data: { login: who }, headers: { origin: base } });
  }
  // The case with the longest history where the person sees it, else their newest open one.
  const first = async (query: string) => (await (await context.request.get(`/api/v1/cases?limit=1&${query}`)).json()).rows?.[0]?.number;
  const number = who === 'guest' ? '' : ((await first('q=生产订单完工入库')) ?? (await first('state=open')));
  const page = await context.newPage();
  const track = addresses.some((address) => address.includes('{track}'))
    ? (await (await context.request.post('/api/v1/cases', { data: { subject: '打印机卡纸', contact_phone: '13800138000' }, headers: { origin: base } })).json()).track
    : '';
  for (const address of addresses) {
    const serial = address.includes('{serial}') ? 'SN-FIN-000101' : '';
    await page.goto(address.replace('{case}', number ?? 'none').replace('{serial}', serial).replace('{track}', track).split('#')[0]);
    await page.waitForSelector('html[data-live]');
    await page.waitForTimeout(700);
    // A key after the address is pressed: quick open, the answer.
    const key = address.split('#')[1];
    if (key) {
      await page.keyboard.press(key);
      await page.waitForTimeout(400);
    }
    const name = `${who}${address.replace(/[^a-z0-9]+/gi, '-')}-${size}-${theme}-${lang}.png`;
    await page.screenshot({ path: path.join(folder, name) });
  }
  await context.close();
}
