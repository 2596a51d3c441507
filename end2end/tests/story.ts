// What every story stands on: the runner's own test, in a browser that carries nothing over from the last one.
import { test as base } from '@playwright/test';

/**
 * A page that is left open goes on asking its server, which may be gone by then, for as long as the browser lives: each
 * story closes its pages. Whoever only asks without one, for all stories of a file, stays. A story that failed leaves
 * them open, because their pictures are still to be taken; its browser is given up anyway.
 */
export const test = base.extend<{ closing: void }>({
  closing: [
    async ({ browser }, use, info) => {
      await use();
      if (info.status !== info.expectedStatus) return;
      const opened = browser.contexts().filter((context) => context.pages().length > 0);
      await Promise.all(opened.map((context) => context.close()));
    },
    { auto: true },
  ],
});
