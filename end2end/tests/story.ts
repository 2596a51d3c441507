// What every story stands on: the runner's own test, in a browser that carries nothing over from the last one.
import { test as base } from '@playwright/test';

/**
 * A page that is left open goes on asking its server, which may be gone by then, for as long as the browser lives: each
 * story closes what it opened. One that failed does not, because its pictures are still to be taken; its browser is
 * given up anyway.
 */
export const test = base.extend<{ closing: void }>({
  closing: [
    async ({ browser }, use, info) => {
      const before = new Set(browser.contexts());
      await use();
      if (info.status !== info.expectedStatus) return;
      const opened = browser.contexts().filter((context) => !before.has(context));
      await Promise.all(opened.map((context) => context.close()));
    },
    { auto: true },
  ],
});
