// Work without a network: read, write, and find everything done once when the network is back.
import AxeBuilder from '@axe-core/playwright';
import { type BrowserContext, type Page, type TestInfo, expect } from '@playwright/test';
import { complete, live, write } from './desk';
import { OwnDesk } from './own_desk';
import { test } from './story';
import { answersFor } from './worker';

const api = '/api/v1';
const zh = {
  away: '服务器暂时连不上', waiting: '项改动等待发送', send: '发送', tray: '没有被接受', toTray: '去处理', reapply: '重新应用', theirs: '现值', nothing: '没有待处理的改动',
  pending: '待发送', edit: '编辑', was: '原值', note: '存为内部备注', unsent: '等待发送', more: '更多', save: '保存', gone: '记录已不在您的范围内',
};
const en: typeof zh = {
  away: 'The server cannot be reached', waiting: 'Unsent changes', send: 'Send', tray: 'Refused changes', toTray: 'Look at them', reapply: 'Apply again', theirs: 'Now', nothing: 'Nothing waits for you',
  pending: 'Waiting to be sent', edit: 'Edit', was: 'Before', note: 'Keep as an internal note', unsent: 'Waiting to be sent', more: 'More', save: 'Save', gone: 'No longer within your reach',
};
const words = (info: TestInfo) => (info.project.name.includes('zh') ? zh : en);
const clean = async (page: Page) => expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);

/** Everything the browser keeps, as raw text: what somebody finds who looks into the files. */
const kept = (page: Page) =>
  page.evaluate(async () => {
    let text = '';
    for (const { name } of await indexedDB.databases()) {
      const database = await new Promise<IDBDatabase>((done) => {
        const opening = indexedDB.open(name ?? '');
        opening.onsuccess = () => done(opening.result);
      });
      for (const store of database.objectStoreNames) {
        const values = await new Promise<unknown[]>((done) => {
          const asking = database.transaction(store).objectStore(store).getAll();
          asking.onsuccess = () => done(asking.result);
        });
        const read = (value: unknown): string => {
          if (value instanceof Uint8Array) return new TextDecoder().decode(value);
          if (Array.isArray(value)) return value.map(read).join(' ');
          return String(value);
        };
        text += values.map(read).join('\n');
      }
      database.close();
    }
    return text;
  });

test('an engineer reads and writes while the server is gone, and each thing is done once when it is back', async ({ browser }, info) => {
  test.setTimeout(120_000);
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    const first = await desk.reported('没网也要看得到');
    const second = await desk.reported('没网也要改得了');
    const page = await (await desk.signedIn('support')).newPage();
    await page.goto(`/cases/${first.number}`);
    await live(page);
    await complete(page);
    expect(await kept(page)).not.toContain('没网也要看得到');
    await desk.server.stop();
    // Said, kept and shown at once.
    await write(page, '先断电再开机。', info);
    await expect(page.getByText('先断电再开机。').first()).toBeVisible();
    await expect(page.locator('.banner').filter({ hasText: word.away })).toContainText(word.waiting);
    // Another case is found by its words and opened, without a server.
    await page.evaluate((number) => history.pushState({}, '', `/cases/${number}`), second.number);
    await page.evaluate(() => dispatchEvent(new PopStateEvent('popstate')));
    await expect(page.locator('.case-head h1')).toContainText('没网也要改得了');
    await write(page, '第二个也看了。', info);
    await expect(page.locator('.timeline').getByText(word.pending)).toHaveCount(1);
    await desk.server.resume();
    await expect(page.locator('.banner').filter({ hasText: word.away })).toHaveCount(0, { timeout: 70_000 });
    await expect.poll(() => desk.told(first, '先断电再开机')).toBe(1);
    await expect.poll(() => desk.told(second, '第二个也看了')).toBe(1);
    // And on the page as well: what waited became what was sent.
    await expect(page.locator('.timeline').getByText('第二个也看了。')).toHaveCount(1);
    await expect(page.locator('.timeline').getByText(word.pending)).toHaveCount(0);
  });
});

test('in airplane mode: started cold, two answers and a new case, and each is there once after landing', async ({ browser }, info) => {
  test.setTimeout(120_000);
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    const cases = [await desk.reported('起飞前的第一个'), await desk.reported('起飞前的第二个')];
    const context = await desk.signedIn('support', { serviceWorkers: 'allow' });
    const page = await context.newPage();
    await page.goto('/cases?assignee=me');
    await live(page);
    await complete(page);
    await answersFor(page);
    // How much asks for attention, as the tab says it.
    const calls = async () => Number(/^\((\d+)\) /.exec(await page.title())?.[1] ?? 0);
    const before = await calls();
    await context.setOffline(true);
    await page.reload();
    await live(page);
    // The app itself starts from what the browser keeps, with the person's own cases in it.
    await expect(page.locator('html')).toHaveAttribute('data-render', 'csr');
    for (const subject of ['起飞前的第一个', '起飞前的第二个']) await expect(page.getByText(subject).first()).toBeVisible();
    await expect(page.getByText(word.away).first()).toBeVisible();
    for (const [n, made] of cases.entries()) {
      await page.goto(`/cases/${made.number}`);
      await live(page);
      await write(page, `飞行中的第${n + 1}句。`, info);
      await expect(page.getByText(`飞行中的第${n + 1}句。`).first()).toBeVisible();
    }
    await page.keyboard.press('Escape');
    await page.goto('/cases?new');
    await live(page);
    await page.locator('#subject').fill('飞行中接的电话');
    await page.keyboard.press('Control+Enter');
    await expect(page.locator('.banner').filter({ hasText: word.away })).toContainText(/3/);
    await page.goto(`/cases?q=${encodeURIComponent('飞行中接的电话')}`);
    await live(page);
    await expect(page.getByText('飞行中接的电话').first()).toBeVisible();
    await expect(page.locator('.case-row').filter({ hasText: '飞行中接的电话' }).getByText(word.pending)).toHaveCount(1);
    await expect.poll(calls).toBe(before + 3);
    await context.setOffline(false);
    await expect(page.getByText(word.away)).toHaveCount(0, { timeout: 70_000 });
    for (const [n, made] of cases.entries()) {
      await expect.poll(() => desk.told(made, `飞行中的第${n + 1}句`)).toBe(1);
    }
    const { request } = await desk.signedIn('manager');
    const found = async () => (await (await request.get(`${api}/cases?q=${encodeURIComponent('飞行中接的电话')}`)).json()).rows as { number: string }[];
    await expect.poll(async () => (await found()).map((row) => row.number.slice(0, 3))).toEqual(['CS-']);
  });
});

test('two tabs without a network send each thing once', async ({ browser }, info) => {
  test.setTimeout(120_000);
  await OwnDesk.tell(browser, info, async (desk) => {
    const made = await desk.reported('两个标签页');
    const context = await desk.signedIn('support');
    const pages = [await context.newPage(), await context.newPage()];
    for (const page of pages) {
      await page.goto(`/cases/${made.number}`);
      await live(page);
      await complete(page);
    }
    await desk.server.stop();
    for (const [n, page] of pages.entries()) await write(page, `第${n + 1}页说的。`, info);
    // The one that speaks with the server is closed before it is back: the other takes over.
    await pages[0].close();
    await desk.server.resume();
    for (const n of [1, 2]) {
      await expect.poll(() => desk.told(made, `第${n}页说的`), { timeout: 70_000 }).toBe(1);
    }
  });
});

test('a browser that is killed keeps what was written', async ({ playwright, browser }, info) => {
  test.setTimeout(120_000);
  await OwnDesk.tell(browser, info, async (desk) => {
    const made = await desk.reported('浏览器被杀');
    const folder = info.outputPath('profile');
    const options = { ...info.project.use, baseURL: desk.server.address };
    const start = () => playwright.chromium.launchPersistentContext(folder, options);
    let context: BrowserContext = await start();
    await context.request.post(`${api}/session/demo`, { data: { login: 'support' }, headers: { origin: desk.server.address } });
    let page = await context.newPage();
    await page.goto(`/cases/${made.number}`);
    await live(page);
    await complete(page);
    await desk.server.stop();
    await write(page, '被杀之前写的。', info);
    await expect(page.getByText('被杀之前写的。').first()).toBeVisible();
    const devtools = await context.newCDPSession(page);
    const closed = new Promise((done) => context.once('close', done));
    await devtools.send('Browser.crash').catch(() => undefined);
    await closed;
    await desk.server.resume();
    context = await start();
    // The browser may not have written the cookie down yet: the same person signs in again.
    await context.request.post(`${api}/session/demo`, { data: { login: 'support' }, headers: { origin: desk.server.address } });
    page = await context.newPage();
    await page.goto(`/cases/${made.number}`);
    await live(page);
    await expect.poll(() => desk.told(made, '被杀之前写的'), { timeout: 70_000 }).toBe(1);
    await context.close();
  });
});

test('what somebody else changed meanwhile waits for a decision, and is applied again', async ({ browser }, info) => {
  test.setTimeout(120_000);
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    const made = await desk.reported('原来的主题');
    const { context, page } = await desk.at(made);
    await context.setOffline(true);
    // The edit itself, as the dialog sends it.
    const detail = await page.evaluate(() => document.querySelector('.case-head h1')?.textContent);
    expect(detail).toContain('原来的主题');
    await page.locator('.case-head-actions:visible, .case-thumb:visible').getByRole('button', { name: word.more, exact: true }).click();
    await page.getByRole('menuitem', { name: word.edit, exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.locator('#subject, [name=subject]').first().fill('我离线改的主题');
    await dialog.getByRole('button', { name: word.save, exact: true }).click();
    await expect(page.locator('.case-head h1')).toContainText('我离线改的主题');
    const manager = (await desk.signedIn('manager')).request;
    const now = await (await manager.get(`${api}/cases/${made.id}`)).json();
    await desk.post(manager, `/cases/${made.id}/edit`, { base: now.case.rv, subject: '别人改的主题' });
    await context.setOffline(false);
    const banner = page.locator('.banner').filter({ hasText: word.tray });
    await expect(banner).toBeVisible({ timeout: 70_000 });
    await expect(page.locator('.case-head h1')).toContainText('别人改的主题');
    await banner.getByRole('link', { name: word.toTray }).click();
    const card = page.locator('.tray-card');
    await expect(card).toContainText('我离线改的主题');
    await expect(card).toContainText('别人改的主题');
    await expect(card.locator('dt', { hasText: word.was }).locator('xpath=following-sibling::dd[1]')).toHaveText('原来的主题');
    await clean(page);
    const subject = async () => (await (await manager.get(`${api}/cases/${made.id}`)).json()).case.subject;
    if (info.project.name.startsWith('phone')) {
      await card.getByRole('button', { name: word.edit, exact: true }).click();
      await card.getByRole('textbox').fill('我又改的主题');
      await card.getByRole('button', { name: word.reapply }).click();
      await expect(page.getByText(word.nothing)).toBeVisible();
      await expect.poll(subject).toBe('我又改的主题');
    } else {
      await card.getByRole('button', { name: word.note }).click();
      await expect(page.getByText(word.nothing)).toBeVisible();
      await expect.poll(() => desk.told(made, '我离线改的主题')).toBe(1);
      expect(await subject()).toBe('别人改的主题');
      const customer = (await desk.signedIn('customer')).request;
      expect(await (await customer.get(`${api}/cases/${made.id}/timeline`)).text()).not.toContain('我离线改的主题');
    }
  });
});

test('a case handed to another firm leaves the device, and what was written about it stays readable', async ({ browser }, info) => {
  test.setTimeout(120_000);
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    const made = await desk.reported('要转给别家');
    const manager = (await desk.signedIn('manager')).request;
    const firms = (await (await manager.get(`${api}/firms`)).json()).rows as { id: string; name: string }[];
    const context = await desk.signedIn('partner');
    const own = (await (await context.request.get(`${api}/session`)).json()).firm_id as string;
    await desk.post(manager, `/cases/${made.id}/forward`, { firm_id: own });
    const page = await context.newPage();
    await page.goto(`/partner/${made.number}`);
    await live(page);
    await complete(page);
    await context.setOffline(true);
    await write(page, '我已经到现场。', info);
    const elsewhere = firms.find((firm) => firm.id !== own);
    await desk.post(manager, `/cases/${made.id}/forward`, { firm_id: elsewhere?.id });
    await context.setOffline(false);
    const banner = page.locator('.banner').filter({ hasText: word.tray });
    await expect(banner).toBeVisible({ timeout: 70_000 });
    await banner.getByRole('link', { name: word.toTray }).click();
    await expect(page.locator('.tray-card')).toContainText('我已经到现场。');
    await expect(page.locator('.tray-card')).toContainText(word.gone);
    expect(await desk.told(made, '我已经到现场')).toBe(0);
  });
});

test('a leading tab that hangs is robbed of the lead by the tab that is looked at', async ({ browser }, info) => {
  test.setTimeout(120_000);
  await OwnDesk.tell(browser, info, async (desk) => {
    const made = await desk.reported('领头的页面卡住了');
    const context = await desk.signedIn('support');
    const first = await context.newPage();
    await first.goto(`/cases/${made.number}`);
    await live(first);
    await complete(first);
    const second = await context.newPage();
    await second.goto(`/cases/${made.number}`);
    await live(second);
    // The first tab stands still from here on, the lock in its hand.
    const debug = await context.newCDPSession(first);
    await debug.send('Debugger.enable');
    await debug.send('Debugger.pause');
    await context.setOffline(true);
    await write(second, '从第二个页面写的。', info);
    await context.setOffline(false);
    await expect.poll(() => desk.told(made, '从第二个页面写的'), { timeout: 60_000 }).toBe(1);
    await debug.send('Debugger.resume').catch(() => undefined);
    await context.close();
  });
});

test('what a stranger reports without a network is kept, sent, and can be followed afterwards', async ({ browser }, info) => {
  test.setTimeout(120_000);
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    const context = await browser.newContext({ ...info.project.use, baseURL: desk.server.address, serviceWorkers: 'allow' });
    const page = await context.newPage();
    await page.goto('/submit');
    await live(page);
    await answersFor(page);
    await context.setOffline(true);
    await page.locator('#subject').fill('访客断网时报的故障');
    await page.locator('#contact_phone').fill('13912345678');
    await page.locator('form button[type=submit]').click();
    const kept = page.locator('.kept-reports li');
    await expect(kept).toContainText('访客断网时报的故障', { timeout: 30_000 });
    await expect(kept).toContainText(word.pending);
    await page.reload();
    await expect(kept).toContainText(word.pending);
    await clean(page);
    await context.setOffline(false);
    await expect(kept.locator('.mono')).toContainText('CS-', { timeout: 70_000 });
    await kept.getByRole('link').click();
    await expect(page).toHaveURL(/\/t\//);
    await expect(page.locator('h1').filter({ hasText: '访客断网时报的故障' })).toBeVisible();
    const manager = (await desk.signedIn('manager')).request;
    const found = await (await manager.get(`${api}/cases?q=${encodeURIComponent('访客断网时报的故障')}`)).json();
    expect(found.rows).toHaveLength(1);
    await context.close();
  });
});
