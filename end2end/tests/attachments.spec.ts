// Photos without a network: the case goes first, each photo follows, and arrives byte for byte.
import { type Browser, type Page, type TestInfo, expect } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { complete, live } from './desk';
import { replica } from './replica';
import { Front } from './front';
import { OwnServer } from './own';
import { test } from './story';
import { answersFor } from './worker';

const api = '/api/v1';
const MIB = 1_048_576;
const zh = {
  report: '提交', send: '发送', pending: '待发送', wifi: '等待 Wi-Fi', now: '现在发送', refused: '没有被接受', remove: '移除', kept: '已存在本机', here: '联网后自动提交', waiting: '项改动等待发送', full: '存储空间满了', coming: '1 个附件还在路上',
};
const en: typeof zh = {
  report: 'Send', send: 'Send', pending: 'Waiting to be sent', wifi: 'Waiting for Wi-Fi', now: 'Send now', refused: 'Not accepted', remove: 'Remove', kept: 'Kept on this device', here: 'it is sent once you are online', waiting: 'Unsent changes', full: 'The storage of this device is full', coming: 'Attachments still on their way: 1',
};
const words = (info: TestInfo) => (info.project.name.includes('zh') ? zh : en);
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

const dot = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
/** A picture of some size: what follows its end is noise. */
function photo(bytes: number) {
  const noise = Buffer.alloc(bytes - dot.length);
  for (let at = 0; at < noise.length; at += 1) noise[at] = Math.imul(at, 2654435761) >>> 24;
  return Buffer.concat([dot, noise]);
}
const png = (name: string, buffer: Buffer) => ({ name, mimeType: 'image/png', buffer });

interface FileInfo {
  id: string;
  name: string;
}

/** A server of the story's own, seen through a line that may be cut. */
async function tell(browser: Browser, info: TestInfo, story: (desk: Desk) => Promise<void>) {
  const server = await OwnServer.start();
  const front = await Front.before(server.address);
  try {
    await story(new Desk(server, front, browser, info));
  } finally {
    await front.end();
    await server.end();
  }
}

class Desk {
  constructor(readonly server: OwnServer, readonly front: Front, private browser: Browser, private info: TestInfo) {}

  async signedIn(login: string, options = {}) {
    const context = await this.browser.newContext({ ...this.info.project.use, baseURL: this.front.address, ...options });
    const answer = await context.request.post(`${api}/session/demo`, { data: { login }, headers: { origin: this.front.address } });
    expect(answer.ok(), await answer.text()).toBe(true);
    return context;
  }

  async reported(subject: string): Promise<{ id: string; number: string }> {
    const { request } = await this.signedIn('customer');
    const answer = await request.post(`${api}/cases`, { data: { subject, description: '从昨天下午开始。' }, headers: { origin: this.front.address } });
    expect(answer.ok(), await answer.text()).toBe(true);
    const made = await answer.json();
    const engineer = (await this.signedIn('support')).request;
    await engineer.post(`${api}/cases/${made.id}/take`, { data: {}, headers: { origin: this.front.address } });
    return made;
  }

  /** The case with this subject as the desk sees it; undefined while there is none. */
  async found(subject: string) {
    const { request } = await this.signedIn('manager');
    const list = await (await request.get(`${api}/cases?q=${encodeURIComponent(subject)}`)).json();
    const row = (list.rows as { id: string; subject: string }[]).find((row) => row.subject === subject);
    return row && (await request.get(`${api}/cases/${row.id}`)).json();
  }

  async files(subject: string): Promise<FileInfo[]> {
    return (await this.found(subject))?.files ?? [];
  }

  async bytes(file: FileInfo) {
    const { request } = await this.signedIn('manager');
    return (await request.get(`${api}/files/${file.id}/content`)).body();
  }
}

/** How many records a store of the device's database has, and whether any holds these bytes in clear. */
const kept = (page: Page, store: string) =>
  page.evaluate(async (store) => {
    const found = (await indexedDB.databases()).find(({ name }) => name?.startsWith('yingda-'));
    const database = await new Promise<IDBDatabase>((done) => {
      const opening = indexedDB.open(found?.name ?? '');
      opening.onsuccess = () => done(opening.result);
    });
    const values = await new Promise<Uint8Array[]>((done) => {
      const asking = database.transaction(store).objectStore(store).getAll();
      asking.onsuccess = () => done(asking.result);
    });
    database.close();
    return { count: values.length, clear: values.some((value) => new TextDecoder('latin1').decode(value).includes('IHDR')) };
  }, store);

const pictured = (page: Page) => page.locator('.waiting-file img').evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth));

test('in airplane mode a report with a photo, a cold start, and both are there after landing', async ({ browser }, info) => {
  test.setTimeout(120_000);
  const word = words(info);
  await tell(browser, info, async (desk) => {
    const [subject, picture] = ['飞行中拍的照片', photo(MIB + 400_000)];
    const context = await desk.signedIn('customer', { serviceWorkers: 'allow' });
    const page = await context.newPage();
    await page.goto('/submit');
    await live(page);
    await complete(page);
    await answersFor(page);
    await context.setOffline(true);
    await page.locator('#subject').fill(subject);
    await page.locator('#files').setInputFiles(png('舷窗.png', picture));
    await button(page, word.report).click();
    await page.waitForURL(/\/my\//);
    const waiting = page.locator('.waiting-file');
    await expect(waiting).toContainText('舷窗.png');
    await expect(waiting).toContainText(word.pending);
    expect(await kept(page, 'blobs')).toEqual({ count: 2, clear: false });
    await expect(page.locator('.received')).toContainText(word.here);
    await page.reload();
    await live(page);
    await expect(page.locator('html')).toHaveAttribute('data-render', 'csr');
    await expect(waiting).toContainText('舷窗.png');
    expect(await pictured(page), 'the picture itself is shown from the device').toBe(1);
    await expect(page.locator('.banner').filter({ hasText: word.waiting })).toContainText('1');
    await page.screenshot({ path: info.outputPath('waiting.png'), fullPage: true });
    await context.setOffline(false);
    await expect.poll(async () => (await desk.files(subject)).map((file) => file.name), { timeout: 70_000 }).toEqual(['舷窗.png']);
    const [file] = await desk.files(subject);
    expect(Buffer.compare(await desk.bytes(file), picture)).toBe(0);
    // The server's own takes the place of what was shown from here, and the device lets it go.
    await expect(page.locator('.attachment-photo img')).toHaveCount(1, { timeout: 20_000 });
    await expect(waiting).toHaveCount(0);
    await expect.poll(async () => (await kept(page, 'blobs')).count, { timeout: 20_000 }).toBe(0);
    expect((await kept(page, 'files')).count).toBe(0);
    const found = (await desk.found(subject)).case.number;
    expect(found).toMatch(/^CS-/);
    await expect(page.locator('.case-detail header .mono')).toHaveText(found);
    await expect(page.locator('.received')).toContainText(found);
  });
});

test('an upload that is cut goes on where it was, and holds up nothing', async ({ browser }, info) => {
  test.setTimeout(120_000);
  const word = words(info);
  await tell(browser, info, async (desk) => {
    const [subject, picture] = ['上传到一半断线', photo(3 * MIB + 77)];
    const made = await desk.reported(subject);
    const context = await desk.signedIn('support');
    const page = await context.newPage();
    await page.goto(`/cases/${made.number}`);
    await live(page);
    await complete(page);
    await context.setOffline(true);
    await page.locator('input[data-files]').setInputFiles(png('机房.png', picture));
    await expect(page.locator('.composer-file')).toContainText(word.kept);
    await page.locator('#composer-text').fill('照片随后到。');
    await page.locator('form.composer').getByRole('button', { name: word.send, exact: true }).click();
    await expect(page.locator('.waiting-file')).toContainText('机房.png');
    const said: string[] = [];
    const asked = () => said.filter((line) => line === 'HEAD').length;
    desk.front.cut = (incoming) => {
      if (!incoming.url?.startsWith(`${api}/files/uploads`)) return undefined;
      said.push(`${incoming.method} ${incoming.headers['upload-offset'] ?? ''}`.trim());
      // The second piece is torn, however often the browser itself tries, until it was asked for twice.
      return incoming.headers['upload-offset'] === String(MIB) && asked() < 3 ? 20_000 : undefined;
    };
    await context.setOffline(false);
    // The words are there while the line is still being cut under the photo.
    await expect.poll(async () => JSON.stringify((await desk.found(subject)).timeline), { timeout: 70_000 }).toContain('照片随后到');
    await expect.poll(async () => (await desk.files(subject)).length, { timeout: 70_000 }).toBe(1);
    const [file] = await desk.files(subject);
    expect(Buffer.compare(await desk.bytes(file), picture)).toBe(0);
    const [first, ...after] = said.filter((line) => line.startsWith('PATCH'));
    expect(first).toBe('PATCH 0');
    expect(after).not.toContain('PATCH 0');
    expect(said.filter((line) => line === 'POST')).toHaveLength(1);
    // Each cut is followed by a question.
    expect(asked()).toBe(3);
    await expect(page.locator('.attachment-photo img')).toHaveCount(1, { timeout: 20_000 });
    await expect(page.locator('.waiting-file')).toHaveCount(0);
  });
});

test('a large file waits for a line that costs nothing, until the person will not wait', async ({ browser }, info) => {
  test.setTimeout(120_000);
  const word = words(info);
  await tell(browser, info, async (desk) => {
    const subject = '流量有限';
    const made = await desk.reported(subject);
    const context = await desk.signedIn('customer');
    await context.addInitScript(() => {
      const connection = Object.assign(new EventTarget(), { type: 'cellular', saveData: false });
      Object.defineProperty(navigator, 'connection', { get: () => connection });
    });
    const page = await context.newPage();
    await page.goto(`/my/${made.number}`);
    await live(page);
    await complete(page);
    await context.setOffline(true);
    await page.locator('#reply > summary').click();
    await page.locator('#reply-text').fill('大的和小的。');
    await page.locator('#reply-files').setInputFiles([png('大.png', photo(6 * MIB)), png('小.png', photo(50_000))]);
    await page.locator('#reply').getByRole('button', { name: word.send, exact: true }).click();
    await expect(page.locator('.waiting-file')).toHaveCount(2);
    await context.setOffline(false);
    await expect.poll(async () => (await desk.files(subject)).map((file) => file.name), { timeout: 70_000 }).toEqual(['小.png']);
    const large = page.locator('.waiting-file').filter({ hasText: '大.png' });
    await expect(large).toContainText(word.wifi);
    await page.screenshot({ path: info.outputPath('held.png'), fullPage: true });
    // To everybody else it is on its way.
    const other = await (await desk.signedIn('support')).newPage();
    await other.goto(`/cases/${made.number}`);
    const entry = other.locator('.entry').filter({ hasText: '大的和小的。' });
    await expect(entry).toContainText(word.coming);
    await expect(entry.locator('.attachment-photo img')).toHaveCount(1);
    await other.screenshot({ path: info.outputPath('coming.png') });
    await large.getByRole('button', { name: word.now }).click();
    await expect.poll(async () => (await desk.files(subject)).length, { timeout: 30_000 }).toBe(2);
    await expect(page.locator('.attachment-photo img')).toHaveCount(2, { timeout: 20_000 });
    await expect(entry.locator('.attachment-photo img')).toHaveCount(2);
    await expect(entry).not.toContainText(word.coming);
    // Said once, and with both in it.
    await expect(page.locator('.entry').filter({ hasText: '大的和小的。' })).toHaveCount(1);
  });
});

test('what the server will not have stays on its entry until the person removes it', async ({ browser }, info) => {
  test.setTimeout(120_000);
  const word = words(info);
  await tell(browser, info, async (desk) => {
    const subject = '伪装的文件';
    const made = await desk.reported(subject);
    const context = await desk.signedIn('support');
    const page = await context.newPage();
    page.on('dialog', (dialog) => dialog.accept());
    await page.goto(`/cases/${made.number}`);
    await live(page);
    await complete(page);
    await context.setOffline(true);
    const disguise = Buffer.from('<!DOCTYPE html><script>alert(1)</script>');
    await page.locator('input[data-files]').setInputFiles({ name: '说明.txt', mimeType: 'text/plain', buffer: disguise });
    await page.locator('#composer-text').fill('附件不被接受。');
    await page.locator('form.composer').getByRole('button', { name: word.send, exact: true }).click();
    await context.setOffline(false);
    const refused = page.locator('.waiting-file');
    await expect(refused).toContainText(word.refused, { timeout: 70_000 });
    expect(JSON.stringify((await desk.found(subject)).timeline)).toContain('附件不被接受');
    await refused.getByRole('button', { name: word.remove }).click();
    await expect(refused).toHaveCount(0);
    await expect.poll(async () => (await kept(page, 'blobs')).count).toBe(0);
    expect(await desk.files(subject)).toEqual([]);
  });
});

test('a file that would fill the device is refused with a word, and nothing is lost', async ({ browser }, info) => {
  test.setTimeout(120_000);
  const word = words(info);
  await tell(browser, info, async (desk) => {
    const made = await desk.reported('存储空间不够');
    const context = await desk.signedIn('support');
    // One megabyte is left of what files may fill; and what the estimate did not tell, the storing shows.
    await context.addInitScript((mib) => {
      navigator.storage.estimate = async () => ({ usage: 39 * mib, quota: 50 * mib });
      const put = IDBObjectStore.prototype.put;
      IDBObjectStore.prototype.put = function (value, key) {
        if (this.name === 'blobs' && String(key).endsWith('/001') && localStorage.getItem('full')) throw new DOMException('', 'QuotaExceededError');
        return put.call(this, value, key);
      };
    }, MIB);
    const page = await context.newPage();
    await page.goto(`/cases/${made.number}`);
    await live(page);
    await complete(page);
    await context.setOffline(true);
    const [files, picker] = [page.locator('.composer-file'), page.locator('input[data-files]')];
    await page.locator('#composer-text').fill('照片太大。');
    await picker.setInputFiles(png('太大.png', photo(2 * MIB)));
    await expect(files).toContainText(word.full);
    expect(await kept(page, 'blobs')).toEqual({ count: 0, clear: false });
    await files.getByRole('button').click();
    await page.evaluate(() => {
      localStorage.setItem('full', 'yes');
      navigator.storage.estimate = async () => ({});
    });
    await picker.setInputFiles(png('存到一半.png', photo(2 * MIB)));
    await expect(files).toContainText(word.full);
    expect(await kept(page, 'blobs'), 'what was stored of it is gone again').toEqual({ count: 0, clear: false });
    await files.getByRole('button').click();
    await picker.setInputFiles(png('合适.png', photo(300_000)));
    await expect(files).toContainText(word.kept);
    await page.locator('form.composer').getByRole('button', { name: word.send, exact: true }).click();
    await expect(page.locator('.waiting-file')).toContainText('合适.png');
    await context.setOffline(false);
    await expect.poll(async () => (await desk.files('存储空间不够')).map((file) => file.name), { timeout: 70_000 }).toEqual(['合适.png']);
    expect(JSON.stringify((await desk.found('存储空间不够')).timeline)).toContain('照片太大');
  });
});

test('a database of the older layout gets what it lacks and keeps what it holds', async ({ browser }, info) => {
  await tell(browser, info, async (desk) => {
    const context = await desk.signedIn('support');
    const { user_id: user } = await (await context.request.get(`${api}/session`)).json();
    const made = await desk.reported('旧版本的设备');
    // It stood where the server stands, with rows that the newer layout does not keep.
    const client = randomUUID();
    let stood: { cursor?: string; epoch?: number; more?: boolean } = { more: true };
    while (stood.more) {
      const data = { client, user, epoch: stood.epoch, cursor: stood.cursor, push: [], build: 'older' };
      stood = await (await context.request.post(`${api}/sync`, { data, headers: { origin: desk.front.address } })).json();
    }
    const page = await context.newPage();
    await page.goto('/readyz');
    await page.evaluate(async ({ name, client, cursor, epoch }) => {
      const database = await new Promise<IDBDatabase>((done) => {
        const opening = indexedDB.open(name, 1);
        opening.onupgradeneeded = () => {
          for (const store of ['meta', 'pages', 'outbox', 'tray']) opening.result.createObjectStore(store);
          opening.result.createObjectStore('archive', { autoIncrement: true });
        };
        opening.onsuccess = () => done(opening.result);
      });
      const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
      const meta = { client, version: 7, epoch, cursor, snapshot: 1, partial: false, synced_at: Date.now() };
      const tx = database.transaction('meta', 'readwrite');
      const store = tx.objectStore('meta');
      store.put(key, 'key');
      store.put(JSON.stringify(meta), 'meta');
      store.put(41, 'next_mid');
      await new Promise((done) => (tx.oncomplete = done));
      database.close();
    }, { name: `yingda-${user}`, client, cursor: stood.cursor, epoch: stood.epoch });
    await page.goto('/cases');
    await live(page);
    await complete(page);
    await expect.poll(async () => (await replica(page))?.rows.some((row) => row.id === made.id)).toBe(true);
    const found = await page.evaluate(async (name) => {
      const database = await new Promise<IDBDatabase>((done) => {
        const opening = indexedDB.open(name);
        opening.onsuccess = () => done(opening.result);
      });
      const next = await new Promise((done) => {
        const asking = database.transaction('meta').objectStore('meta').get('next_mid');
        asking.onsuccess = () => done(asking.result);
      });
      const stores = [...database.objectStoreNames];
      database.close();
      return { next, stores };
    }, `yingda-${user}`);
    expect(found).toEqual({ next: 41, stores: ['archive', 'blobs', 'files', 'meta', 'outbox', 'row_pages', 'tray'] });
  });
});
