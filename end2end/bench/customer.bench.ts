// T1 to T3 on a phone with an empty cache, on loopback and on a slow line: seconds of the machine alone, and bytes.
// Prints rows of a table and asserts nothing about them.
import { type Browser, type CDPSession, type Page, expect, test } from '@playwright/test';
import { address } from '../playwright.config';

const api = '/api/v1';
const origin = { origin: address };
const photo = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
const ROUNDS = 5;

/** Slow 4G and a processor four times slower, as the speed bars name it. */
const lines = {
  loopback: null,
  'slow 4G, CPU 4×': { latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8, offline: false },
};

const median = (figures: number[]) => [...figures].sort((a, b) => a - b)[Math.floor(figures.length / 2)];

async function reported(browser: Browser, solved: boolean) {
  const context = await browser.newContext({ baseURL: address });
  const made = await (await context.request.post(`${api}/cases`, { data: { subject: '量一量', contact_phone: '13800138000' }, headers: origin })).json();
  if (solved) {
    await context.request.post(`${api}/session/demo`, { data: { login: 'agent' }, headers: origin });
    for (const step of ['take', 'start']) await context.request.post(`${api}/cases/${made.id}/${step}`, { data: {}, headers: origin });
    await context.request.post(`${api}/cases/${made.id}/resolve`, { data: { code: 'fixed', text: '已处理。' }, headers: origin });
  }
  await context.close();
  return made as { track: string };
}

const live = (page: Page) => expect(page.locator('html')).toHaveAttribute('data-live', '', { timeout: 60_000 });

interface Task {
  name: string;
  before: (browser: Browser) => Promise<string>;
  act: (page: Page) => Promise<void>;
}

const tasks: Task[] = [
  {
    name: 'T1 label to tracking link, with a photo',
    before: async () => '/r/SN-FIN-000101',
    act: async (page) => {
      await page.locator('#subject').fill('不亮了');
      await page.locator('#contact_phone').fill('13800138000');
      await page.locator('#files').setInputFiles({ name: '现场.png', mimeType: 'image/png', buffer: photo });
      await page.getByRole('button', { name: '提交', exact: true }).tap();
      await page.waitForURL(/\/t\/[0-9a-f]+\?new=1/);
    },
  },
  {
    name: 'T2 tracking link to urged',
    before: async (browser) => `/t/${(await reported(browser, false)).track}`,
    act: async (page) => {
      await page.getByRole('button', { name: '催办', exact: true }).tap();
      await expect(page.getByRole('button', { name: '已催办', exact: true })).toBeVisible();
    },
  },
  {
    name: 'T3 tracking link to rated',
    before: async (browser) => `/t/${(await reported(browser, true)).track}`,
    act: async (page) => {
      await page.locator('.rating label').nth(4).tap();
      await page.getByRole('button', { name: '提交评价', exact: true }).tap();
      await expect(page.locator('.rate')).toHaveCount(0);
    },
  },
];

async function counted(session: CDPSession) {
  const count = { all: 0, html: 0, css: 0 };
  const kinds = new Map<string, string>();
  session.on('Network.responseReceived', (event) => kinds.set(event.requestId, event.type));
  session.on('Network.loadingFinished', (event) => {
    count.all += event.encodedDataLength;
    const kind = kinds.get(event.requestId);
    if (kind === 'Document') count.html ||= event.encodedDataLength;
    if (kind === 'Stylesheet') count.css += event.encodedDataLength;
  });
  await session.send('Network.enable');
  return count;
}

for (const [line, limits] of Object.entries(lines))
  for (const task of tasks)
    test(`${task.name}, ${line}`, async ({ browser }, info) => {
      test.skip(info.project.name !== 'phone-zh-light', 'measured on the phone');
      test.setTimeout(600_000);
      const figures: Record<string, number[]> = { seen: [], live: [], done: [], kib: [], first: [] };
      for (let round = 0; round < ROUNDS; round += 1) {
        const place = await task.before(browser);
        const context = await browser.newContext({ ...info.project.use });
        const page = await context.newPage();
        const session = await context.newCDPSession(page);
        const count = await counted(session);
        await session.send('Network.setCacheDisabled', { cacheDisabled: true });
        if (limits) {
          await session.send('Network.emulateNetworkConditions', limits);
          await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
        }
        const begun = Date.now();
        await page.goto(place, { waitUntil: 'commit' });
        await live(page);
        figures.live.push(Date.now() - begun);
        const seen = await page.evaluate(() => new Promise<number>((resolve) => {
          new PerformanceObserver((list) => resolve(list.getEntries().at(-1)!.startTime)).observe({ type: 'largest-contentful-paint', buffered: true });
        }));
        figures.seen.push(seen);
        figures.kib.push(count.all / 1024);
        figures.first.push((count.html + count.css) / 1024);
        const acting = Date.now();
        await task.act(page);
        figures.done.push(Date.now() - acting);
        await context.close();
      }
      const [seen, ready, done] = [figures.seen, figures.live, figures.done].map((each) => `${(median(each) / 1000).toFixed(2)} s`);
      const [kib, first] = [figures.kib, figures.first].map((each) => `${median(each).toFixed(0)} KiB`);
      console.log(`| ${task.name}, ${line}: largest paint, live, act | ${seen}, ${ready}, ${done} |`);
      if (!limits) console.log(`| ${task.name}: HTML and CSS, everything | ${first}, ${kib} |`);
    });
