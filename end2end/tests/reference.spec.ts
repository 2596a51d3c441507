// The reference of the API: read, searched and linked to, with and without script, loading nothing.
import AxeBuilder from '@axe-core/playwright';
import { type Page, expect } from '@playwright/test';
import { address } from '../playwright.config';
import { test } from './story';

/** Fails when the page asks for anything that is not ours, or complains. */
function watched(page: Page) {
  const wrong: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(address)) wrong.push(request.url());
  });
  page.on('console', (message) => {
    // The icon is a file of the site, which a server without one does not have.
    if (message.type() === 'error' && !message.location().url.endsWith('/favicon.svg')) wrong.push(message.text());
  });
  return wrong;
}

/** On a phone the contents are a sheet over the text. */
async function contents(page: Page) {
  const sheet = page.locator('.to-contents');
  if (await sheet.isVisible()) {
    await sheet.click();
    // The bar with its way home stays.
    const top = await page.locator('#contents').evaluate((list) => list.getBoundingClientRect().top);
    expect(top).toBeGreaterThan(40);
  }
  await expect(page.locator('#contents')).toBeInViewport();
}

test('an operation is found by its name and in the words of the desk', async ({ page }, info) => {
  const wrong = watched(page);
  await page.goto('/api/docs');
  const word = info.project.name.includes('zh') ? '解决' : 'resolve';
  await contents(page);
  await page.locator('.search input').fill(word);
  await expect(page.locator('#contents li:visible').first()).toContainText(word);
  await expect(page.locator('#contents a[href="#assets.list"]')).toBeHidden();
  await page.locator('.search input').fill('cases.resolve');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/#cases\.resolve$/);
  const place = page.locator('[id="cases.resolve"]');
  await expect(place.locator('h3')).toBeInViewport();
  await place.locator('summary').click();
  await expect(place.locator('pre')).toContainText('/resolve');
  // On a phone the sheet went with the step.
  await contents(page);
  await page.locator('.search input').fill('nothing is called that');
  await expect(page.locator('.none')).not.toHaveAttribute('hidden');
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(wide, 'nothing but tables and code scrolls sideways').toBeLessThanOrEqual(0);
  expect(wrong).toEqual([]);
});

test('it is readable by everybody', async ({ page }) => {
  test.setTimeout(120_000);
  await page.goto('/api/docs');
  // The frame, the guide and one operation: the rest is the same markup many times over.
  const scan = new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']);
  for (const part of ['.bar', '#contents', '.guide', '[id="cases.submit"]', '[id="schema-Verdict"]']) scan.include(part);
  const found = (await scan.analyze()).violations;
  expect(found.map((rule) => `${rule.id}: ${rule.nodes.map((node) => node.target.join(' ')).join(', ')}`)).toEqual([]);
});

test('without script it is all there', async ({ browser }, info) => {
  const context = await browser.newContext({ ...info.project.use, baseURL: address, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto('/api/docs#cases.submit');
  await expect(page.locator('[id="cases.submit"] h3')).toBeInViewport();
  await expect(page.locator('.search')).toBeHidden();
  await context.close();
});
