// What a device keeps, closed under a PIN and for a time.
import AxeBuilder from '@axe-core/playwright';
import { type Page, expect } from '@playwright/test';
import { complete, databases, enterPin, holding, listenForKeys, live, setPin, startOver, words, write } from './locked';
import { OwnDesk } from './own_desk';
import { test } from './story';
import { answersFor } from './worker';

const pin = '271828';
const secret = '保险柜在三楼尽头';
const clean = async (page: Page) => expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);

test('after a restart without a network nothing is shown before the PIN, and nothing lies open on the disk', async ({ playwright, browser }, info) => {
  test.setTimeout(180_000);
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    const made = await desk.reported('离线锁', secret);
    const folder = info.outputPath('profile');
    const start = () => startOver(playwright.chromium, desk, folder);
    let context = await start();
    const keys = await listenForKeys(context);
    await desk.enter(context, 'support');
    let page = await context.newPage();
    await setPin(page, info, pin);
    await page.goto(`/cases/${made.number}`);
    await live(page);
    await expect(page.getByText(secret).first()).toBeVisible();
    await complete(page);
    await answersFor(page);
    // Another tab asks for nothing, nor does loading anew.
    const second = await context.newPage();
    await second.goto(`/cases/${made.number}`);
    await expect(second.getByText(secret).first()).toBeVisible();
    await complete(second);
    await second.close();
    await page.reload();
    await complete(page);
    await expect(page.locator('.lock')).toHaveCount(0);
    await context.setOffline(true);
    await write(page, '锁起来之前写的。', info);
    await context.close();
    expect(keys.length).toBeGreaterThan(1);
    // What was typed into the page is the browser's to keep as well, and it does; what was read is not.
    expect(holding(folder, secret, ...keys)).toEqual([]);

    context = await start();
    await context.setOffline(true);
    page = await context.newPage();
    await page.goto(`/cases/${made.number}`);
    await live(page);
    await expect(page.locator('.lock h1')).toContainText(word.title);
    await expect(page.locator('body > :not(.lock):visible')).toHaveCount(0);
    expect(await page.locator('body').innerText()).not.toContain(secret);
    await clean(page);
    for (const tried of ['314159', '141421', '173205']) {
      await enterPin(page, info, tried);
      await expect(page.locator('#pin-error')).toContainText(word.wrong);
      await expect(page.locator('.lock #pin')).toHaveValue('');
    }
    // Loading the page anew gives no try back, and the last one is announced with what is at stake.
    await page.reload();
    await live(page);
    await expect(page.locator('#pin-error')).toContainText('2');
    await enterPin(page, info, '223606');
    await expect(page.locator('.lock .banner')).toContainText(word.last);
    await expect(page.locator('.lock .banner')).toContainText('1');
    await clean(page);
    await enterPin(page, info, pin);
    await expect(page.getByText(secret).first()).toBeVisible();
    await expect(page.getByText('锁起来之前写的。').first()).toBeVisible();
    await context.setOffline(false);
    await expect.poll(() => desk.told(made, '锁起来之前写的'), { timeout: 70_000 }).toBe(1);
    await context.close();
  });
});

test('the fifth wrong PIN erases what the device keeps', async ({ browser }, info) => {
  test.setTimeout(120_000);
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    const page = await (await desk.signedIn('support')).newPage();
    await setPin(page, info, pin);
    await page.reload();
    for (const n of [1, 2, 3, 4]) {
      await enterPin(page, info, `31415${n}`);
      await expect(n < 4 ? page.locator('#pin-error') : page.locator('.lock .banner')).toBeVisible();
      await expect(page.locator('.lock #pin')).toHaveValue('');
    }
    await enterPin(page, info, '000000');
    await expect(page.locator('.lock h1')).toContainText(word.forgotten);
    expect(await databases(page)).toEqual([]);
    await clean(page);
    await page.locator('.lock').getByRole('button').click();
    await complete(page);
    await expect(page.locator('.lock')).toHaveCount(0);
  });
});

test('whoever forgot the PIN opens with the password, and what waited is sent', async ({ browser }, info) => {
  test.setTimeout(120_000);
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    const password = 'lantern river copper 71';
    await desk.password('support', password);
    const made = await desk.reported('离线锁', secret);
    const context = await desk.signedIn('support');
    let page = await context.newPage();
    await setPin(page, info, pin);
    await page.goto(`/cases/${made.number}`);
    await live(page);
    await enterPin(page, info, pin);
    await complete(page);
    await expect(page.getByText(secret).first()).toBeVisible();
    await context.setOffline(true);
    await write(page, '忘了密码之前写的。', info);
    // A page that is being closed must not be the one that sends it: with the page both what keeps it offline and what
    // catches its requests go, and one that was begun by then would get through.
    await page.evaluate(() => {
      globalThis.fetch = () => new Promise(() => {});
    });
    const exchange = '**/api/v1/sync';
    await context.route(exchange, (route) => route.abort());
    await page.close();
    await context.setOffline(false);
    page = await context.newPage();
    await page.goto(`/cases/${made.number}`);
    await live(page);
    const lock = page.locator('.lock');
    await expect(lock.getByText(word.forgot)).toBeVisible();
    await context.unroute(exchange);
    await lock.getByText(word.forgot).click();
    await clean(page);
    await lock.locator('#password').fill('not the password');
    await lock.locator('#pin-new').fill('618033');
    await lock.locator('#pin-again').fill('618033');
    await lock.getByRole('button', { name: word.recover }).click();
    await expect(lock.locator('.banner')).toBeVisible();
    expect(await desk.told(made, '忘了密码之前写的')).toBe(0);
    await lock.locator('#password').fill(password);
    await lock.getByRole('button', { name: word.recover }).click();
    await expect(lock).toHaveCount(0);
    await expect.poll(() => desk.told(made, '忘了密码之前写的'), { timeout: 70_000 }).toBe(1);
    await page.reload();
    await enterPin(page, info, pin);
    await expect(page.locator('#pin-error')).toContainText(word.wrong);
    await enterPin(page, info, '618033');
    await expect(lock).toHaveCount(0);
  });
});

test('a device that was away for too long shows nothing until the server has answered', async ({ browser }, info) => {
  test.setTimeout(120_000);
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    const made = await desk.reported('离线锁', secret);
    const { context, page } = await desk.at(made, true);
    await context.setOffline(true);
    await write(page, '太久之前写的。', info);
    const hour = 3_600_000;
    await page.clock.setSystemTime(Date.now() + 71 * hour);
    await page.reload();
    await expect(page.getByText(secret).first()).toBeVisible();
    await page.clock.setSystemTime(Date.now() + 73 * hour);
    // An open page notices by itself, when it next tries to reach the server.
    // It may have noticed already, and begun anew under the question.
    await page.evaluate(() => void dispatchEvent(new Event('online'))).catch(() => undefined);
    await expect(page.locator('.lock h1')).toContainText(word.lease);
    expect(await page.locator('body').innerText()).not.toContain(secret);
    await clean(page);
    // Nor does a clock that is set back open it.
    await page.clock.setSystemTime(Date.now());
    await page.reload();
    await expect(page.locator('.lock h1')).toContainText(word.lease);
    await context.setOffline(false);
    await expect(page.locator('.lock')).toHaveCount(0, { timeout: 40_000 });
    await expect(page.getByText(secret).first()).toBeVisible();
    await expect.poll(() => desk.told(made, '太久之前写的'), { timeout: 70_000 }).toBe(1);
  });
});

test('where a PIN is required nothing is kept before one is set', async ({ browser }, info) => {
  test.setTimeout(120_000);
  await OwnDesk.tell(browser, info, async (desk) => {
    const admin = await (await desk.signedIn('admin')).newPage();
    await admin.goto('/admin/devices');
    await live(admin);
    await clean(admin);
    await admin.locator('#staff_hours').fill('8');
    await admin.locator('#pin_required').check();
    await admin.locator('#device-policy').getByRole('button').click();
    await expect(admin.locator('.toast')).toBeVisible();
    const context = await desk.signedIn('support');
    const page = await context.newPage();
    await page.goto('/cases');
    await live(page);
    await expect(page.locator('.banner a[href="/account#offline-lock"]')).toBeVisible();
    await page.goto('/account');
    await live(page);
    await expect(page.locator('#offline-lock .banner')).toBeVisible();
    await clean(page);
    const card = page.locator('#offline-lock');
    await card.locator('[name=pin-new]').fill('123456');
    await card.locator('[name=pin-again]').fill('123456');
    await card.locator('form .btn').click();
    await expect(card.locator('.field-error').first()).toBeVisible();
    await card.locator('[name=pin-new]').fill(pin);
    await card.locator('[name=pin-again]').fill(pin);
    await card.locator('form .btn').click();
    await expect(page.locator('.lock h1')).toContainText(words(info).title, { timeout: 30_000 });
    await enterPin(page, info, pin);
    await complete(page);
    expect((await databases(page)).length).toBe(1);
  });
});
