// Half an hour of trouble, a queue of 5,000, and a line that loses every third request.
import { expect, test } from '@playwright/test';
import { Desk, poke } from '../tests/desk';
import { dice, lossy } from '../tests/fault_proxy';
import { enqueue, mutation, replica, waiting } from '../tests/replica';
import { chaos } from './chaos';
import { TAMPERED, check } from './checker';

const seconds = Number(process.env.YINGDA_SOAK_SECONDS ?? 1800);
const seed = Number(process.env.YINGDA_SOAK_SEED ?? 1);
/** Spoils what the checker is given, to see it fail: a name of `TAMPERED`. */
const tamper = process.env.YINGDA_SOAK_TAMPER;

/** Queues so many comments over some cases, drains them, and answers how long that took. */
async function drained(desk: Desk, commands: number, limit: number) {
  const cases: Awaited<ReturnType<Desk['reported']>>[] = [];
  for (let n = 0; n < 20; n += 1) cases.push(await desk.reported(`长队 ${n}`));
  const { context, page } = await desk.at(cases[0]);
  await context.setOffline(true);
  const text = (n: number) => `长队里的第 ${n} 句`;
  await enqueue(page, Array.from({ length: commands }, (_, n) => mutation('cases.comment', cases[n % cases.length].id, { text: text(n) })));
  expect(await waiting(page)).toBe(commands);
  await context.setOffline(false);
  const began = Date.now();
  await expect.poll(async () => (await poke(page), waiting(page)), { timeout: limit, intervals: [2_000] }).toBe(0);
  const took = Date.now() - began;
  const said: string[] = [];
  for (const made of cases) for (const entry of await desk.entries(made)) if (entry.event === 'commented') said.push(entry.text!);
  expect(said.length).toBe(commands);
  expect(new Set(said).size).toBe(commands);
  const kept = await replica(page);
  expect([kept?.tray.length, kept?.archive.length]).toEqual([0, commands]);
  await context.close();
  return took;
}

for (const commands of [5_000, 10_000])
  test(`${commands} commands are drained without a wedge`, async ({ browser }, info) => {
    test.setTimeout(1_800_000);
    const desk = await Desk.open(browser, info);
    const took = await drained(desk, commands, 1_500_000);
    console.log(`${commands} commands drained in ${(took / 1000).toFixed(1)} s`);
    await desk.end();
  });

test('a line that loses every third request and takes 400 ms loses nothing', async ({ browser }, info) => {
  test.setTimeout(900_000);
  const desk = await Desk.open(browser, info);
  const lost = lossy(dice(seed), 0.3, 400);
  desk.net.rule = (asked) => (asked.path.startsWith('/api/v1/sync') ? lost(asked) : 'pass');
  const took = await drained(desk, 2_000, 600_000);
  const met = desk.net.asked.filter((asked) => asked.fault === 'lose' || asked.fault === 'reset').length;
  console.log(`2,000 commands over a line that lost ${met} requests: ${(took / 1000).toFixed(1)} s`);
  await desk.end();
});

test('everything at once', async ({ browser }, info) => {
  test.setTimeout((seconds + 600) * 1_000);
  const { evidence, wrong, rounds, faults } = await chaos(browser, info, seconds, seed);
  console.log(`${rounds} rounds, ${faults} faults, ${evidence.done.length} things done, ${evidence.said.length} took effect`);
  if (tamper) TAMPERED[tamper](evidence);
  expect(tamper ? check(evidence) : wrong).toEqual([]);
});
