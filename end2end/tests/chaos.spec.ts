// A minute of everything at once; `cargo xtask soak offline` lets it run for half an hour.
import { expect } from '@playwright/test';
import { chaos } from '../soak/chaos';
import { TAMPERED, check } from '../soak/checker';
import { test } from './story';

test('four browsers and a program come through a bad minute, and the checker would have noticed', async ({ browser }, info) => {
  test.setTimeout(420_000);
  const { evidence, wrong, faults } = await chaos(browser, info, 60, 20261125);
  const done = evidence.done.filter((one) => one.told);
  console.log(`${done.length} things done over ${faults} faults, ${evidence.said.length} took effect`);
  expect(wrong).toEqual([]);
  // It was a bad minute indeed, and everybody worked in it.
  expect(faults).toBeGreaterThan(10);
  for (const device of evidence.devices) expect(done.some((one) => one.who === device.who && one.id), device.who).toBe(true);
  for (const [what, tamper] of Object.entries(TAMPERED)) {
    const tampered = structuredClone(evidence);
    tamper(tampered);
    expect(check(tampered), what).not.toEqual([]);
  }
});
