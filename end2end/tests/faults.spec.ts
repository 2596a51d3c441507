// What a bad network does to the exchange: everything that was done here takes effect once, and nobody waits for it.
import { expect } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { Desk, live, poke, words, write } from './desk';
import { type Rule, isPush, isSync } from './fault_proxy';
import { enqueue, freshId, mutation, replica, waiting } from './replica';
import { test } from './story';
import { answersFor } from './worker';

let desk: Desk;
test.beforeAll(async ({ browser }, info) => {
  desk = await Desk.open(browser, info);
});
test.afterAll(async () => desk.end());
test.beforeEach(() => {
  desk.net.rule = () => 'pass';
  desk.net.asked = [];
});

/** The first request that `which` names meets the fault, everything else passes. */
function once(which: (asked: Parameters<Rule>[0]) => boolean, fault: ReturnType<Rule>): Rule {
  let met = false;
  return (asked) => {
    if (met || !which(asked)) return 'pass';
    met = true;
    return fault;
  };
}

test('an answer that is lost after the work was done does nothing twice', async ({ browser: _ }, info) => {
  const made = await desk.reported('答复丢了');
  const { context, page } = await desk.at(made);
  // Sent at once: done, and the page does not learn of it.
  desk.net.rule = once((asked) => asked.path.endsWith('/comments'), 'lose');
  await write(page, '直接发的。', info);
  await desk.settled(page);
  // From the outbox: the same.
  await desk.cutOff(page);
  await write(page, '排着队的。', info);
  desk.net.rule = once(isPush, 'lose');
  await desk.settled(page);
  await expect.poll(() => waiting(page)).toBe(0);
  expect(desk.net.met('lose')).toBe(2);
  expect(await desk.times(made, ['直接发的。', '排着队的。'])).toEqual([1, 1]);
  const kept = await replica(page);
  expect([kept?.archive.map((one) => one.input.text), kept?.tray]).toEqual([['直接发的。', '排着队的。'], []]);
  for (const text of ['直接发的。', '排着队的。']) await expect(page.locator('.timeline').getByText(text)).toHaveCount(1);
  await context.close();
});

test('exchanges that come twice, late or torn change nothing but the time', async ({ browser: _ }, info) => {
  const made = await desk.reported('乱序和重复');
  const { context, page } = await desk.at(made);
  await desk.cutOff(page);
  const texts = ['一', '二', '三', '四'].map((n) => `第${n}句。`);
  const faults = ['late', 'twice', 'torn', 'late', 'twice'] as const;
  for (const text of texts.slice(0, 3)) await write(page, text, info);
  let turn = 0;
  desk.net.rule = (asked) => (isSync(asked) && turn < faults.length ? faults[turn++] : 'pass');
  await write(page, texts[3], info);
  await expect.poll(async () => (await poke(page), waiting(page)), { timeout: 40_000 }).toBe(0);
  // What was sent by the first of them is not sent by the others, which come all the same.
  await expect.poll(async () => (await poke(page), turn), { timeout: 40_000 }).toBe(faults.length);
  await desk.settled(page);
  const said = (await desk.entries(made)).filter((entry) => entry.event === 'commented').map((entry) => entry.text);
  expect(said).toEqual(texts);
  expect((await replica(page))?.tray).toEqual([]);
  await context.close();
});

test('a line that takes everything and answers nothing holds nobody up', async ({ browser: _ }, info) => {
  test.setTimeout(120_000);
  const made = await desk.reported('假在线');
  const { context, page } = await desk.at(made, 'support', { serviceWorkers: 'allow' });
  await answersFor(page);
  desk.net.rule = () => 'hang';
  await write(page, '没有回音也写了。', info);
  await expect(page.locator('.timeline').getByText('没有回音也写了。')).toBeVisible();
  await page.goto(`/cases/${made.number}`, { waitUntil: 'commit' });
  await live(page);
  await expect(page.locator('html')).toHaveAttribute('data-render', 'csr');
  await expect(page.locator('.timeline').getByText('没有回音也写了。')).toBeVisible();
  await write(page, '打开之后又写。', info);
  await expect(page.locator('.timeline').getByText(words(info).pending)).toHaveCount(2);
  desk.net.rule = (asked) => (isSync(asked) ? 'trickle' : 'hang');
  await poke(page);
  await write(page, '一秒一个字节。', info);
  desk.net.rule = () => 'pass';
  await desk.settled(page);
  await expect.poll(() => desk.times(made, ['没有回音也写了。', '打开之后又写。', '一秒一个字节。'])).toEqual([1, 1, 1]);
  await context.close();
});

test('after a failed exchange a page comes from the device at once, though the server would answer', async () => {
  const made = await desk.reported('马上打开');
  const { context, page } = await desk.at(made, 'support', { serviceWorkers: 'allow' });
  await answersFor(page);
  const slow: Rule = (asked) => (asked.path.startsWith('/cases/') ? { delay: 700 } : 'pass');
  // Slow alone is waited for.
  desk.net.rule = slow;
  await page.goto(`/cases/${made.number}`);
  await live(page);
  await expect(page.locator('html')).toHaveAttribute('data-render', 'ssr');
  await desk.cutOff(page);
  desk.net.rule = (asked) => (isSync(asked) ? 'reset' : slow(asked));
  await page.goto(`/cases/${made.number}`);
  await live(page);
  await expect(page.locator('html')).toHaveAttribute('data-render', 'csr');
  await expect(page.locator('.case-head h1')).toContainText('马上打开');
  await context.close();
});

test('commands of a build to come wait in the tray, and those around them are done', async ({ browser: _ }, info) => {
  const made = await desk.reported('将来的命令');
  const { context, page } = await desk.at(made);
  const comment = (text: string, version = 1) => mutation('cases.comment', made.id, { text, internal: false }, version);
  await desk.cutOff(page);
  await enqueue(page, [comment('之前'), comment('将来的格式', 99), mutation('cases.sing', made.id, { song: '茉莉花' }), comment('之后')]);
  desk.net.rule = () => 'pass';
  await expect.poll(async () => (await poke(page), waiting(page)), { timeout: 40_000, intervals: [1000] }).toBe(0);
  const kept = await replica(page);
  expect(kept?.tray.map((one) => one.name).sort()).toEqual(['cases.comment', 'cases.sing']);
  expect(await desk.times(made, ['之前', '将来的格式', '之后'])).toEqual([1, 0, 1]);
  await expect(page.locator('.banner').filter({ hasText: words(info).tray })).toBeVisible();
  await context.close();
});

test('an outbox of the first release is understood to its last command', async () => {
  const made = await desk.reported('旧版本留下的');
  const { context, page } = await desk.at(made);
  await desk.cutOff(page);
  const { case: now } = await desk.get('support', `/cases/${made.id}`);
  // Kept as that release wrote it: a change of a command's form must lift these, not change the file.
  const text = readFileSync(new URL('fixtures/outbox-1.json', import.meta.url), 'utf8');
  const filled = text.replaceAll('$case', made.id).replaceAll('$new', freshId()).replaceAll('"$rv"', String(now.rv));
  const recorded = JSON.parse(filled) as { name: string; version: number; input: { id: string } }[];
  await enqueue(page, recorded.map((one) => mutation(one.name, one.input.id, one.input, one.version)));
  desk.net.rule = () => 'pass';
  await desk.settled(page);
  await expect.poll(() => waiting(page)).toBe(0);
  const kept = await replica(page);
  expect(kept?.tray).toEqual([]);
  expect(kept?.archive.map((one) => one.name)).toEqual(recorded.map((one) => one.name));
  const { case: after } = await desk.get('manager', `/cases/${made.id}`);
  expect([after.subject, after.state]).toEqual(['第一版改的主题', 'resolved']);
  const opened = await desk.get('manager', `/cases/${recorded[0].input.id}`);
  expect([opened.case.subject, JSON.stringify(opened.timeline).includes('第一版里给新工单写的。')]).toEqual(['第一版接的电话', true]);
  await context.close();
});

test('a server that understands only newer builds is sent nothing until there is one, and nothing is lost', async ({ browser: _ }, info) => {
  const made = await desk.reported('太旧了');
  const { context, page } = await desk.at(made);
  await desk.cutOff(page);
  await write(page, '旧版本写的。', info);
  desk.net.rule = (asked) => (isSync(asked) ? { status: 426, body: { fault: 'outdated', min_build: 'next' } } : 'pass');
  await poke(page);
  await expect(page.getByText(words(info).update)).toBeVisible();
  expect((await replica(page))?.outbox.map((one) => one.input.text)).toEqual(['旧版本写的。']);
  desk.net.rule = () => 'pass';
  await desk.settled(page);
  await expect.poll(() => desk.times(made, ['旧版本写的。'])).toEqual([1]);
  await context.close();
});

test('a server set back to a backup is sent again what it had confirmed', async ({ browser: _ }, info) => {
  const made = await desk.reported('恢复备份');
  const { context, page } = await desk.at(made);
  const backup = desk.server.backUp();
  await desk.cutOff(page);
  await write(page, '备份之后确认的。', info);
  desk.net.rule = () => 'pass';
  await desk.settled(page);
  await expect.poll(async () => (await replica(page))?.archive.length).toBe(1);
  await desk.cutOff(page);
  await write(page, '恢复时还没发的。', info);
  await desk.server.restore(backup);
  expect(await desk.times(made, ['备份之后确认的。'])).toEqual([0]);
  desk.net.rule = () => 'pass';
  await desk.settled(page);
  await expect.poll(() => waiting(page)).toBe(0);
  expect(await desk.times(made, ['备份之后确认的。', '恢复时还没发的。'])).toEqual([1, 1]);
  expect((await replica(page))?.tray).toEqual([]);
  for (const text of ['备份之后确认的。', '恢复时还没发的。']) await expect(page.locator('.timeline').getByText(text)).toHaveCount(1);
  await context.close();
});
