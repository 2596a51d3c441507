// What happens to the device itself: storage that is spoiled, taken away or full, a wrong clock, rights that end, two who change the same.
import { type Page, expect } from '@playwright/test';
import { Desk, complete, live, poke, words, write } from './desk';
import { enqueue, mutation, replica, spoil, spoilRecord, waiting } from './replica';
import { test } from './story';

let desk: Desk;
test.beforeAll(async ({ browser }, info) => {
  desk = await Desk.open(browser, info);
});
test.afterAll(async () => desk.end());
test.beforeEach(() => {
  desk.net.rule = () => 'pass';
});

const holds = async (page: Page, id: string) => Boolean((await replica(page))?.rows.some((row) => row.kind === 'cases' && row.id === id));

/** Something else takes what room there is, down to the last bytes. */
const fillUp = (page: Page) =>
  page.evaluate(async () => {
    const opening = indexedDB.open('filling');
    opening.onupgradeneeded = () => opening.result.createObjectStore('bytes', { autoIncrement: true });
    const database = await new Promise<IDBDatabase>((done) => (opening.onsuccess = () => done(opening.result)));
    for (const size of [1_000_000, 100_000, 10_000, 1_000, 100, 10]) {
      for (let fits = true; fits; ) {
        const bytes = crypto.getRandomValues(new Uint8Array(Math.min(size, 65_536)));
        const tx = database.transaction('bytes', 'readwrite', { durability: 'strict' });
        tx.objectStore('bytes').put(Array.from({ length: Math.ceil(size / 65_536) }, () => bytes.slice()));
        fits = await new Promise<boolean>((done) => {
          tx.oncomplete = () => done(true);
          tx.onabort = () => done(false);
        });
      }
    }
    database.close();
  });

test('spoiled pages are fetched anew, and nobody is kept from working', async ({ browser: _ }, info) => {
  const made = await desk.reported('磁盘坏了一块');
  const { context, page } = await desk.at(made);
  expect(await spoil(page, 'cases')).toBeGreaterThan(0);
  expect(await spoil(page, 'users')).toBeGreaterThan(0);
  expect((await replica(page))?.damaged).toBeGreaterThan(1);
  await page.reload();
  await live(page);
  await write(page, '坏了也能写。', info);
  await expect.poll(async () => (await replica(page))?.damaged, { timeout: 20_000 }).toBe(0);
  await expect.poll(() => holds(page, made.id)).toBe(true);
  const users = (await replica(page))?.rows.filter((row) => row.kind === 'users').length;
  expect(users).toBeGreaterThan(40);
  expect(await desk.times(made, ['坏了也能写。'])).toEqual([1]);
  await context.close();
});

test('a spoiled record of the outbox holds nothing else up, and the person hears of it', async ({ browser: _ }, info) => {
  const word = words(info);
  const made = await desk.reported('待发送的坏了一条');
  const { context, page } = await desk.at(made);
  await desk.cutOff(page);
  const texts = ['坏之前的。', '坏掉的。', '坏之后的。'];
  await enqueue(page, texts.map((text) => mutation('cases.comment', made.id, { text })));
  await spoilRecord(page, 'outbox', 1);
  // A page that has read it before would know it still.
  await page.reload();
  await live(page);
  await write(page, '坏了也能写。', info);
  desk.net.rule = () => 'pass';
  await desk.settled(page);
  await expect.poll(() => desk.times(made, [...texts, '坏了也能写。']), { timeout: 20_000 }).toEqual([1, 0, 1, 1]);
  expect(await waiting(page)).toBe(0);
  await expect(page.locator('.banner').filter({ hasText: word.tray })).toBeVisible();
  await page.goto('/tray');
  await live(page);
  await expect(page.locator('.tray-card')).toContainText(word.damaged);
  await page.locator('.tray-card').getByRole('button', { name: word.understood, exact: true }).click();
  await expect(page.locator('.tray-card')).toHaveCount(0);
  expect((await replica(page))?.damaged).toBe(0);
  await context.close();
});

test('a spoiled record of the tray leaves the others to be decided about', async ({ browser: _ }, info) => {
  const word = words(info);
  const made = await desk.reported('待处理的坏了一条');
  const { context, page } = await desk.at(made);
  await enqueue(page, ['一', '二'].map((text) => mutation('cases.comment', made.id, { text }, 99)));
  // What the server cannot do is tried three times before it is set aside.
  await expect.poll(async () => (await poke(page), (await replica(page))?.tray.length), { timeout: 60_000, intervals: [500] }).toBe(2);
  await spoilRecord(page, 'tray', 0);
  await page.goto('/tray');
  await live(page);
  await expect(page.locator('.tray-card')).toHaveCount(2);
  await expect(page.locator('.tray-card').filter({ hasText: word.damaged })).toHaveCount(1);
  await page.locator('.tray-card').getByRole('button', { name: word.understood, exact: true }).click();
  await expect(page.locator('.tray-card')).toHaveCount(1);
  expect((await replica(page))?.tray.length).toBe(1);
  await context.close();
});

test('a browser that erased its storage begins anew, without a word to the person', async ({ browser: _ }, info) => {
  const made = await desk.reported('存储被清掉');
  const { context, page } = await desk.at(made);
  const devtools = await context.newCDPSession(page);
  await devtools.send('Storage.clearDataForOrigin', { origin: desk.net.address, storageTypes: 'indexeddb,cache_storage,local_storage' });
  // The page that is open goes on.
  await write(page, '清掉之后马上写的。', info);
  await expect.poll(() => desk.times(made, ['清掉之后马上写的。'])).toEqual([1]);
  await page.reload();
  await live(page);
  await complete(page);
  expect(await holds(page, made.id)).toBe(true);
  await desk.cutOff(page);
  await write(page, '新的开始。', info);
  desk.net.rule = () => 'pass';
  await desk.settled(page);
  await expect.poll(() => desk.times(made, ['新的开始。'])).toEqual([1]);
  await context.close();
});

test('a full storage refuses the change with a word, and loses nothing that was kept', async ({ browser: _ }, info) => {
  const made = await desk.reported('空间满了');
  const context = await desk.signedIn('support');
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send('Storage.overrideQuotaForOrigin', { origin: desk.net.address, quotaSize: 12_000_000 });
  await page.goto(`/cases/${made.number}`);
  await live(page);
  await complete(page);
  await desk.cutOff(page);
  await write(page, '还放得下的。', info);
  await fillUp(page);
  await page.locator('#composer-text').fill('放不下的。');
  await page.locator('form.composer').getByRole('button', { name: words(info).send, exact: true }).click();
  await expect(page.locator('form.composer')).toContainText(words(info).full);
  await expect(page.locator('#composer-text')).toHaveValue('放不下的。');
  expect((await replica(page))?.outbox.map((one) => one.input.text)).toEqual(['还放得下的。']);
  // There is room again.
  await devtools.send('Storage.overrideQuotaForOrigin', { origin: desk.net.address });
  await write(page, '放不下的。', info);
  desk.net.rule = () => 'pass';
  await desk.settled(page);
  await expect.poll(() => desk.times(made, ['还放得下的。', '放不下的。'])).toEqual([1, 1]);
  await context.close();
});

test('what was confirmed is remembered for a month', async () => {
  const made = await desk.reported('一个月前的');
  const { context, page } = await desk.at(made);
  const old = mutation('cases.comment', made.id, { text: '上上个月写的。' });
  old.made_at -= 31 * 86_400_000;
  await enqueue(page, [old, mutation('cases.comment', made.id, { text: '刚写的。' })]);
  await expect.poll(() => desk.times(made, ['上上个月写的。', '刚写的。'])).toEqual([1, 1]);
  await expect.poll(async () => (await replica(page))?.archive.map((one) => one.input.text)).toEqual(['刚写的。']);
  await context.close();
});

for (const days of [-2, 2])
  test(`a clock ${days} days off changes neither order nor times`, async ({ browser: _ }, info) => {
    const made = await desk.reported(`时钟差 ${days} 天`);
    const context = await desk.signedIn('support');
    await context.addInitScript((off) => {
      const Real = Date;
      const now = () => Real.now() + off;
      // eslint-disable-next-line
      const Wrong = function (this: unknown, ...parts: any[]) {
        // @ts-expect-error either way of calling it
        return new.target ? new Real(...(parts.length ? parts : [now()])) : new Real(now()).toString();
      };
      Object.assign(Wrong, { now, UTC: Real.UTC, parse: Real.parse, prototype: Real.prototype });
      globalThis.Date = Wrong as unknown as DateConstructor;
    }, days * 86_400_000);
    const page = await context.newPage();
    await page.goto(`/cases/${made.number}`);
    await live(page);
    await complete(page);
    expect(await page.evaluate(() => Date.now())).not.toBeCloseTo(Date.now(), -7);
    await desk.cutOff(page);
    await write(page, '钟不准时写的。', info);
    // By what the device has learned of the server's clock, not by its own.
    const queued = (await replica(page))?.outbox[0];
    expect(Math.abs((queued?.made_at ?? 0) - Date.now())).toBeLessThan(86_400_000);
    await desk.post('manager', `/cases/${made.id}/comments`, { text: '同时别人写的。' });
    desk.net.rule = () => 'pass';
    await desk.settled(page);
    await expect.poll(() => desk.times(made, ['钟不准时写的。'])).toEqual([1]);
    const entries = await desk.entries(made);
    expect(entries.filter((entry) => entry.event === 'commented').map((entry) => entry.text)).toEqual(['同时别人写的。', '钟不准时写的。']);
    const moments = entries.map((entry) => entry.at);
    expect(moments).toEqual([...moments].sort((a, b) => a - b));
    await context.close();
  });

test('rights that ended meanwhile take the rows off the disk, and leave what was written in the tray', async ({ browser: _ }, info) => {
  const made = await desk.reported('权限收回');
  const firms = (await desk.get('manager', '/firms')).rows as { id: string }[];
  const own = (await desk.get('partner', '/session')).firm_id as string;
  await desk.post('manager', `/cases/${made.id}/forward`, { firm_id: own });
  const context = await desk.signedIn('partner');
  const page = await context.newPage();
  await page.goto(`/partner/${made.number}`);
  await live(page);
  await complete(page);
  expect(await holds(page, made.id)).toBe(true);
  await desk.cutOff(page);
  await write(page, '收回之前写的。', info);
  await desk.post('manager', `/cases/${made.id}/forward`, { firm_id: firms.find((firm) => firm.id !== own)?.id });
  desk.net.rule = () => 'pass';
  await desk.settled(page);
  await expect.poll(() => holds(page, made.id)).toBe(false);
  const kept = await replica(page);
  expect(kept?.tray.map((one) => one.input.text)).toEqual(['收回之前写的。']);
  // That it was once theirs to do is still told by their own notices, here as on the server.
  const about = kept?.rows.filter((row) => row.kind !== 'notices' && JSON.stringify(row).includes(made.id)).map((row) => row.kind);
  expect(about).toEqual([]);
  expect(await desk.times(made, ['收回之前写的。'])).toEqual([0]);
  await context.close();
});

test('two who change the same field are asked about that field alone, and both versions are on record', async ({ browser: _ }, info) => {
  const word = words(info);
  const made = await desk.reported('两人同改');
  const { context, page } = await desk.at(made);
  await desk.cutOff(page);
  await page.locator('.case-head-actions:visible, .case-thumb:visible').getByRole('button', { name: word.more, exact: true }).click();
  await page.getByRole('menuitem', { name: word.edit, exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('#subject, [name=subject]').first().fill('我改的主题');
  await dialog.locator('#contact_name, [name=contact_name]').first().fill('只有我改的联系人');
  await dialog.getByRole('button', { name: word.save, exact: true }).click();
  await expect(page.locator('.case-head h1')).toContainText('我改的主题');
  const { case: now } = await desk.get('manager', `/cases/${made.id}`);
  await desk.post('manager', `/cases/${made.id}/edit`, { base: now.rv, subject: '别人改的主题', description: '只有别人改的描述' });
  desk.net.rule = () => 'pass';
  await desk.settled(page);
  await expect(page.locator('.banner').filter({ hasText: word.tray })).toBeVisible();
  await page.goto('/tray');
  await live(page);
  const card = page.locator('.tray-card');
  await expect(card).toContainText('别人改的主题');
  // Asked about the clash, and about nothing else.
  await expect(card).not.toContainText('只有别人改的描述');
  await card.getByRole('button', { name: word.reapply }).click();
  await expect(card).toHaveCount(0);
  await expect
    .poll(async () => {
      await poke(page);
      const { case: after } = await desk.get('manager', `/cases/${made.id}`);
      return [after.subject, after.contact_name, after.description];
    })
    .toEqual(['我改的主题', '只有我改的联系人', '只有别人改的描述']);
  const record = JSON.stringify((await desk.entries(made)).filter((entry) => entry.event === 'edited'));
  for (const value of ['我改的主题', '别人改的主题']) expect(record).toContain(value);
  await context.close();
});
