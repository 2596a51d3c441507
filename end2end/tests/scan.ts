// What every page is held to, whatever it shows.
import AxeBuilder from '@axe-core/playwright';
import { type Page, expect } from '@playwright/test';

/** Nothing that WCAG 2.2 AA forbids; `what` says which state of the page was looked at. */
export async function scan(page: Page, what = new URL(page.url()).pathname) {
  await settled(page);
  const found = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze();
  expect(found.violations.map((rule) => `${rule.id}: ${rule.nodes.map((node) => node.target.join(' ')).join(', ')}`), what).toEqual([]);
  expect(await repeated(page), `${what} names nothing twice`).toEqual([]);
}

/** Ids that stand more than once: labels, links and stories find the first of them alone. */
const repeated = (page: Page) =>
  page.evaluate(() => {
    const ids = [...document.querySelectorAll('[id]')].map((one) => one.id);
    return [...new Set(ids.filter((id, at) => ids.indexOf(id) !== at))];
  });

/** The same, and that nothing lies beyond the screen's edge. */
export async function scanWhole(page: Page, what: string) {
  await scan(page, what);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), `${what} fits its screen`).toBeLessThanOrEqual(0);
}

/** What comes or goes is half as dark meanwhile; what turns for ever is left out. */
const settled = (page: Page) =>
  page.evaluate(async () => {
    const ending = document.getAnimations().filter((one) => one.effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(ending.map((one) => one.finished));
  });
