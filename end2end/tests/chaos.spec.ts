// A minute of everything at once; `cargo xtask soak offline` lets it run for half an hour.
import { expect, test } from '@playwright/test';
import { chaos } from '../soak/chaos';
import { TAMPERED, check } from '../soak/checker';

test('four browsers and a program come through a bad minute, and the checker would have noticed', async ({ browser }, info) => {
  test.setTimeout(300_000);
  const { evidence, wrong, faults } = await chaos(browser, info, 30, 20261125);
  expect(wrong).toEqual([]);
  // It was a bad minute indeed.
  expect(faults).toBeGreaterThan(20);
  expect(evidence.done.filter((one) => one.told).length).toBeGreaterThan(40);
  for (const [what, tamper] of Object.entries(TAMPERED)) {
    const tampered = structuredClone(evidence);
    tamper(tampered);
    expect(check(tampered), what).not.toEqual([]);
  }
});
