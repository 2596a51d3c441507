// The service worker as tests meet it.
import type { Page } from '@playwright/test';

/** Waits until the worker answers for the page. */
export const answersFor = (page: Page) =>
  page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    if (!navigator.serviceWorker.controller) await new Promise((taken) => navigator.serviceWorker.addEventListener('controllerchange', taken, { once: true }));
  });
