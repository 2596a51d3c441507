// What every page is held to, whatever it shows.
import AxeBuilder from '@axe-core/playwright';
import { type Page, expect } from '@playwright/test';

/** Nothing that WCAG 2.2 AA forbids; `what` says which state of the page was looked at. */
export async function scan(page: Page, what = new URL(page.url()).pathname) {
  const found = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze();
  expect(found.violations.map((rule) => `${rule.id}: ${rule.nodes.map((node) => node.target.join(' ')).join(', ')}`), what).toEqual([]);
}

/** The same, and that nothing lies beyond the screen's edge. */
export async function scanWhole(page: Page, what: string) {
  await scan(page, what);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), `${what} fits its screen`).toBeLessThanOrEqual(0);
}
