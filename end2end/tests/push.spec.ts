// Being told while no page is open: asked for where notices are read, and shown by the worker.
import { createECDH, randomBytes } from 'node:crypto';
import { type Page, expect } from '@playwright/test';
import { live } from './desk';
import { OwnDesk } from './own_desk';
import { test } from './story';
import { answersFor } from './worker';

const w = {
  zh: { on: '开启推送', isOn: '本设备已开启推送', off: /^关闭推送$/ },
  en: { on: 'Turn on push', isOn: 'Push messages are on', off: /^Turn off push$/ },
};

/** No push service is to be had here: the browser's own side of it is played. */
const withService = (page: Page, keys: { p256dh: string; auth: string }) =>
  page.addInitScript((keys) => {
    let known: unknown = null;
    const endpoint = `https://push.example.com/wp/${keys.auth}`;
    const made = { endpoint, toJSON: () => ({ endpoint, keys }), unsubscribe: async () => ((known = null), true) };
    Object.assign(PushManager.prototype, { subscribe: async () => (known = made), getSubscription: async () => known });
    Notification.requestPermission = async () => 'granted';
    Object.defineProperty(Notification, 'permission', { get: () => 'default' });
  }, keys);

test('a device is told once somebody asks for it where notices are read, and no more once they say so', async ({ browser }, info) => {
  const words = info.project.name.includes('zh') ? w.zh : w.en;
  await OwnDesk.tell(browser, info, async (desk) => {
    const context = await desk.signedIn('agent', { serviceWorkers: 'allow' });
    const page = await context.newPage();
    const keys = { p256dh: createECDH('prime256v1').generateKeys('base64url'), auth: randomBytes(16).toString('base64url') };
    await withService(page, keys);
    await page.goto('/notices');
    await live(page);
    await page.getByRole('button', { name: words.on, exact: true }).click();
    await expect(page.getByText(words.isOn)).toBeVisible();
    await page.getByRole('button', { name: words.off }).click();
    await expect(page.getByRole('button', { name: words.on, exact: true })).toBeVisible();
  });
});

test('the worker shows what happened to which case, the newest in place of the one before', async ({ browser }, info) => {
  await OwnDesk.tell(browser, info, async (desk) => {
    const context = await desk.signedIn('agent', { serviceWorkers: 'allow', permissions: ['notifications'] });
    const page = await context.newPage();
    await page.goto('/notices');
    await live(page);
    await answersFor(page);
    const client = await context.newCDPSession(page);
    const registered = new Promise<string>((found) =>
      client.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => registrations[0] && found(registrations[0].registrationId)),
    );
    await client.send('ServiceWorker.enable');
    const registrationId = await registered;
    const push = (title: string) =>
      client.send('ServiceWorker.deliverPushMessage', {
        origin: desk.server.address,
        registrationId,
        data: JSON.stringify({ id: 'n1', title, number: 'CS-2026-000042', path: '/cases/CS-2026-000042' }),
      });
    const worker = context.serviceWorkers()[0]!;
    // What the worker asks the browser to show: a browser without windows shows nothing.
    await worker.evaluate(() => {
      const shown: unknown[] = [];
      const show = async (title: string, look: NotificationOptions) => void shown.push([title, look.body, look.tag, look.data.path]);
      Object.assign(globalThis, { shown });
      Object.assign((globalThis as unknown as { registration: object }).registration, { showNotification: show });
    });
    const shown = () => worker.evaluate(() => (globalThis as unknown as { shown: unknown[] }).shown);
    const expected: unknown[] = [];
    for (const title of ['工单分派给您', '客户催办']) {
      await push(title);
      // The tag lets the later one take the place of the one before.
      expected.push([title, 'CS-2026-000042', 'n1', '/cases/CS-2026-000042']);
      await expect.poll(shown).toEqual(expected);
    }
  });
});
