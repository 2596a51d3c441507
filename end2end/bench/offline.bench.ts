// Work without a network with 20,000 rows on the device: what travels, how soon it is there, how soon a person sees what they did.
// Prints rows of a table and asserts nothing about them.
import { type CDPSession, type Page, expect, test } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { type CaseRef, Desk, api, complete, live } from '../tests/desk';
import { enqueue, mutation, replica, waiting } from '../tests/replica';
import { answersFor } from '../tests/worker';

const ROWS = Number(process.env.YINGDA_BENCH_ROWS ?? 20_000);
const ROUNDS = 5;
const WRITES = 30;

const share = (figures: number[], percent: number) => [...figures].sort((a, b) => a - b)[Math.min(figures.length - 1, Math.floor((figures.length * percent) / 100))];
const ms = (figure: number) => `${figure.toFixed(figure < 10 ? 1 : 0)} ms`;
const row = (what: string, value: string) => console.log(`| ${what} | ${value} |`);
const spread = (figures: number[]) => `${ms(share(figures, 50))}, ${ms(share(figures, 95))}`;

let desk: Desk;
test.describe.configure({ mode: 'serial' });
test.beforeAll(async ({ browser }, info) => {
  test.setTimeout(900_000);
  if (info.project.name !== 'desktop-en-dark') return;
  desk = await Desk.open(browser, info);
  await fill(ROWS);
});
test.afterAll(async () => desk?.end());
test.beforeEach(({}, info) => {
  test.skip(info.project.name !== 'desktop-en-dark', 'measured on a desk');
  test.setTimeout(900_000);
});

/** Open cases as they are reported, so that a device has so many to keep. */
async function fill(cases: number) {
  // Not through the browser's own client: it spends more on a request than the server does.
  const { cookies } = await (await desk.direct('agent')).storageState();
  const headers = { origin: desk.server.address, cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; '), 'content-type': 'application/json' };
  let left = cases;
  const description = '从昨天下午开始，三楼财务室的打印机每次打印到第二页就卡纸，重启和更换纸张之后仍然一样，月底要打印凭证，请尽快处理。';
  const report = async () => {
    while (left > 0) {
      const n = (left -= 1);
      const data = { subject: `打印机卡纸 ${n}`, description, contact_name: '赵敏', contact_phone: '13800138000' };
      const answer = await fetch(`${desk.server.address}${api}/cases/quick-open`, { method: 'POST', headers, body: JSON.stringify(data) });
      if (!answer.ok) throw new Error(await answer.text());
    }
  };
  await Promise.all(Array.from({ length: 64 }, report));
}

/** Bytes of bodies and headers of the exchanges as they travel. */
async function travelled(session: CDPSession) {
  const count = { bytes: 0, replies: 0 };
  const exchanges = new Set<string>();
  session.on('Network.responseReceived', ({ requestId, response }) => response.url.endsWith(`${api}/sync`) && exchanges.add(requestId));
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (!exchanges.has(requestId)) return;
    count.bytes += encodedDataLength;
    count.replies += 1;
  });
  await session.send('Network.enable');
  return count;
}

const rowsOf = async (page: Page) => (await replica(page))!.rows.length;

test('a device is filled', async () => {
  const [times, bytes, rows]: [number[], number[], number[]] = [[], [], []];
  for (let round = 0; round < 3; round += 1) {
    const context = await desk.signedIn('manager', { baseURL: desk.server.address });
    const page = await context.newPage();
    const count = await travelled(await context.newCDPSession(page));
    await page.goto('/notices', { waitUntil: 'commit' });
    await live(page);
    const began = Date.now();
    await expect(page.locator('html')).toHaveAttribute('data-replica', 'complete', { timeout: 300_000 });
    times.push(Date.now() - began);
    rows.push(await rowsOf(page));
    bytes.push(count.bytes);
    await context.close();
  }
  const [took, travelling, held] = [share(times, 50), share(bytes, 50), rows[0]];
  row(`rows applied, sealed and stored, end to end, ${held} rows`, `${((held / took) * 1000).toFixed(0)}/s`);
  row('a new device complete', `${(took / 1000).toFixed(1)} s`);
  row('bytes per row as they travel', `${(travelling / held).toFixed(0)} B`);
});

test('an empty pull', async () => {
  const client = randomUUID();
  const request = await desk.direct('support');
  const { user_id: user } = await desk.get('support', '/session');
  let [cursor, epoch]: [string | undefined, number | undefined] = [undefined, undefined];
  const pull = async () => {
    const answer = await request.post(`${desk.server.address}${api}/sync`, { data: { client, user, epoch, cursor, push: [], build: 'bench' }, headers: { origin: desk.server.address } });
    const body = await answer.body();
    const reply = JSON.parse(body.toString('utf8'));
    [cursor, epoch] = [reply.cursor ?? cursor, reply.epoch];
    return { body, more: reply.more as boolean };
  };
  while ((await pull()).more);
  const [times, sizes]: [number[], number[]] = [[], []];
  let last: Uint8Array = new Uint8Array();
  for (let n = 0; n < 300; n += 1) {
    const began = performance.now();
    const { body } = await pull();
    if (n < 20) continue;
    times.push(performance.now() - began);
    sizes.push(body.length);
    last = body;
  }
  row('an empty pull: bytes of its answer, in gzip', `${share(sizes, 50)}, ${gzipSync(last).length} B`);
  row('an empty pull, the client included, p50, p99', `${ms(share(times, 50))}, ${ms(share(times, 99))}`);
});

for (const rate of [1, 4])
  test(`a cold start without a network, CPU ${rate}×`, async () => {
    const context = await desk.signedIn('manager', { serviceWorkers: 'allow', baseURL: desk.server.address });
    let page = await context.newPage();
    await page.goto('/cases');
    await live(page);
    await expect(page.locator('html')).toHaveAttribute('data-replica', 'complete', { timeout: 300_000 });
    await answersFor(page);
    await context.setOffline(true);
    const [shown, ready]: [number[], number[]] = [[], []];
    for (let round = 0; round < ROUNDS; round += 1) {
      await page.close();
      page = await context.newPage();
      await (await context.newCDPSession(page)).send('Emulation.setCPUThrottlingRate', { rate });
      await page.addInitScript(() => {
        const look = () => {
          const seen = document.documentElement?.hasAttribute('data-live') && document.querySelector('main a[href^="/cases/"]');
          if (seen) requestAnimationFrame(() => setTimeout(() => ((window as never as { shown: number }).shown = performance.now())));
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      });
      await page.goto('/cases', { waitUntil: 'commit' });
      shown.push(await page.waitForFunction(() => (window as never as { shown?: number }).shown, undefined, { timeout: 120_000 }).then((found) => found.jsonValue() as Promise<number>));
      // Interactive: the thread has time for what a person does.
      ready.push(await page.evaluate(() => new Promise<number>((done) => setTimeout(() => done(performance.now()), 0))));
    }
    row(`cold start without a network with ${ROWS} cases, CPU ${rate}×, list painted, p50, p95`, spread(shown));
    row(`the same, the thread free again, p50, p95`, spread(ready));
    await context.close();
  });

test('a local write', async () => {
  const made: CaseRef = await desk.reported('本地写入');
  const context = await desk.signedIn('manager', { serviceWorkers: 'allow', baseURL: desk.server.address });
  const page = await context.newPage();
  await page.addInitScript(() => {
    const marks = ((window as never as { marks: Record<string, number> }).marks = {});
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function (this: IDBObjectStore, ...parts: Parameters<typeof put>) {
      if (this.name === 'outbox') this.transaction.addEventListener('complete', () => ((marks as Record<string, number>).durable ??= performance.now()));
      return put.apply(this, parts);
    };
  });
  await page.goto(`/cases/${made.number}`);
  await live(page);
  await expect(page.locator('html')).toHaveAttribute('data-replica', 'complete', { timeout: 300_000 });
  await context.setOffline(true);
  await expect(page.locator('.banner').filter({ hasText: 'cannot be reached' })).toBeVisible({ timeout: 90_000 });
  const [painted, durable]: [number[], number[]] = [[], []];
  for (let n = 0; n < WRITES; n += 1) {
    const text = `本地第 ${n} 句`;
    await page.locator('#composer-text').fill(text);
    const figures = await page.evaluate(async (text) => {
      const marks = (window as never as { marks: Record<string, number> }).marks;
      delete marks.durable;
      const send = [...document.querySelectorAll<HTMLElement>('form.composer button[type=submit], form.composer .btn-primary')].at(-1)!;
      const began = performance.now();
      send.click();
      while (!document.querySelector('.timeline')?.textContent?.includes(text)) await new Promise(requestAnimationFrame);
      const painted = await new Promise<number>((done) => requestAnimationFrame(() => setTimeout(() => done(performance.now()))));
      while (!marks.durable) await new Promise((soon) => setTimeout(soon, 1));
      return { painted: painted - began, durable: marks.durable - began };
    }, text);
    painted.push(figures.painted);
    durable.push(figures.durable);
  }
  row(`local write with ${ROWS} cases: painted, p50, p95`, spread(painted));
  row('local write: durable, p50, p95', spread(durable));
  await context.close();
});

test('from a commit to the screen of another browser', async () => {
  const made = await desk.reported('别人的屏幕');
  const { context, page } = await desk.at(made, 'support', { baseURL: desk.server.address });
  await complete(page);
  const times: number[] = [];
  for (let n = 0; n < WRITES; n += 1) {
    const text = `别人写的第 ${n} 句`;
    const seen = page.evaluate(async (text) => {
      while (!document.querySelector('.timeline')?.textContent?.includes(text)) await new Promise(requestAnimationFrame);
      return Date.now();
    }, text);
    await desk.post('manager', `/cases/${made.id}/comments`, { text });
    const committed = Date.now();
    times.push(Math.max(0, (await seen) - committed));
    // Longer than the rest between two rises of the live channel.
    await page.waitForTimeout(1_000);
  }
  row('from a commit to the screen of another browser, p50, p95', spread(times));
  await context.close();
});

test('a queue of 500', async () => {
  const times: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    const cases: CaseRef[] = [];
    for (let n = 0; n < 20; n += 1) cases.push(await desk.reported(`五百条 ${round} ${n}`));
    const { context, page } = await desk.at(cases[0], 'support', { baseURL: desk.server.address });
    await context.setOffline(true);
    await enqueue(page, Array.from({ length: 500 }, (_, n) => mutation('cases.comment', cases[n % 20].id, { text: `五百条之 ${n}` })));
    const began = Date.now();
    await context.setOffline(false);
    await expect.poll(() => waiting(page), { timeout: 300_000, intervals: [250] }).toBe(0);
    times.push(Date.now() - began);
    await context.close();
  }
  row('500 queued commands drained, median of three', `${(share(times, 50) / 1000).toFixed(1)} s`);
});
