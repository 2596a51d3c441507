// A PIN is offered, changed and taken away; what was not sent is saved to a file; an administrator has a device erased.
import AxeBuilder from '@axe-core/playwright';
import { type BrowserContext, type Page, type TestInfo, expect } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { type CaseRef, api, poke } from './desk';
import { complete, databases, enterPin, inside, live, setPin, signOut, startOver, words, write } from './locked';
import { OwnDesk } from './own_desk';
import { enqueue, mutation, replica, waiting } from './replica';
import { test } from './story';
import { answersFor } from './worker';

const pin = '271828';
const fresh = '618033';
const other = '314159';
const secret = '保险柜在三楼尽头';
const clean = async (page: Page) => expect((await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze()).violations).toEqual([]);

const card = (page: Page) => page.locator('#offline-lock');
/** What of the card is folded away under these words. */
const fold = (page: Page, summary: string) => card(page).locator('details').filter({ has: page.locator('summary', { hasText: summary }) });

async function change(page: Page, info: TestInfo, from: string, to: string) {
  const [word, form] = [words(info), fold(page, words(info).change)];
  await form.getByLabel(word.current).fill(from);
  await form.getByLabel(word.newPin).fill(to);
  await form.getByLabel(word.again).fill(to);
  await form.getByRole('button', { name: word.change, exact: true }).click();
}

async function remove(page: Page, info: TestInfo, by: string) {
  const [word, form] = [words(info), fold(page, words(info).remove)];
  await form.getByLabel(word.current).fill(by);
  await form.getByRole('button', { name: word.remove, exact: true }).click();
}

/** A page at the case under the PIN, of a browser that can do without a network. */
async function locked(desk: OwnDesk, context: BrowserContext, info: TestInfo, made: CaseRef) {
  await desk.enter(context, 'support');
  const page = await context.newPage();
  await setPin(page, info, pin);
  await page.goto(`/cases/${made.number}`);
  await live(page);
  await complete(page);
  await expect(page.getByText(secret).first()).toBeVisible();
  await answersFor(page);
  return page;
}

/** The page of a browser that was closed and is started again where there is no network. */
async function startedAway(context: BrowserContext, made: CaseRef) {
  await context.setOffline(true);
  const page = await context.newPage();
  await page.goto(`/cases/${made.number}`);
  await live(page);
  return page;
}

test('a changed PIN opens in place of the old one, a wrong one changes nothing, and what waited is sent once', async ({ playwright, browser }, info) => {
  test.setTimeout(180_000);
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    const made = await desk.reported('离线锁', secret);
    const folder = info.outputPath('profile');
    let context = await startOver(playwright.chromium, desk, folder);
    let page = await locked(desk, context, info, made);
    await context.setOffline(true);
    await write(page, '改 PIN 之前写的。', info);
    expect(await waiting(page)).toBe(1);
    await inside(page, '/account');
    await fold(page, word.change).locator('summary').click();
    await change(page, info, other, fresh);
    await expect(fold(page, word.change).locator('.banner')).toContainText(word.wrong);
    await clean(page);
    expect(await waiting(page)).toBe(1);
    await context.close();

    // The PIN that was refused as the new one opens nothing. Tries are counted wherever they are made.
    context = await startOver(playwright.chromium, desk, folder);
    page = await startedAway(context, made);
    await enterPin(page, info, fresh);
    await expect(page.locator('#pin-error')).toContainText(word.wrong);
    await expect(page.locator('#pin-error')).toContainText('3');
    await enterPin(page, info, pin);
    await expect(page.getByText('改 PIN 之前写的。').first()).toBeVisible();
    await inside(page, '/account');
    await fold(page, word.change).locator('summary').click();
    await change(page, info, pin, fresh);
    await expect(page.locator('.toast')).toContainText(word.changed);
    await expect(card(page).locator('.banner')).toHaveCount(0);
    for (const label of [word.current, word.newPin, word.again]) await expect(fold(page, word.change).getByLabel(label)).toHaveValue('');
    expect(await waiting(page)).toBe(1);
    await context.close();

    context = await startOver(playwright.chromium, desk, folder);
    page = await startedAway(context, made);
    await enterPin(page, info, pin);
    await expect(page.locator('#pin-error')).toContainText(word.wrong);
    await expect(page.locator('#pin-error')).toContainText('4');
    expect(await page.locator('body').innerText()).not.toContain(secret);
    await enterPin(page, info, fresh);
    await expect(page.locator('.lock')).toHaveCount(0);
    await expect(page.getByText(secret).first()).toBeVisible();
    await expect(page.getByText('改 PIN 之前写的。').first()).toBeVisible();
    expect(await waiting(page)).toBe(1);
    await context.setOffline(false);
    await expect.poll(() => waiting(page), { timeout: 70_000 }).toBe(0);
    expect(await desk.told(made, '改 PIN 之前写的')).toBe(1);
    await context.close();
  });
});

test('a PIN that was removed is not asked for after a restart, and the cases are there without a network', async ({ playwright, browser }, info) => {
  test.setTimeout(180_000);
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    const made = await desk.reported('不再锁', secret);
    const folder = info.outputPath('profile');
    let context = await startOver(playwright.chromium, desk, folder);
    let page = await locked(desk, context, info, made);
    await inside(page, '/account');
    await fold(page, word.remove).locator('summary').click();
    await remove(page, info, other);
    await expect(fold(page, word.remove).locator('.banner')).toContainText(word.wrong);
    expect(await replica(page), 'the key is not beside the data').toBeNull();
    await remove(page, info, pin);
    await expect(page.locator('.toast')).toContainText(word.removed);
    await expect(card(page).getByRole('button', { name: word.set, exact: true })).toBeVisible();
    await clean(page);
    await context.close();

    context = await startOver(playwright.chromium, desk, folder);
    page = await startedAway(context, made);
    await expect(page.getByText(secret).first()).toBeVisible();
    await expect(page.locator('.lock')).toHaveCount(0);
    await expect(page.locator('html')).toHaveAttribute('data-render', 'csr');
    const kept = await replica(page);
    expect(kept?.damaged).toBe(0);
    expect(kept?.rows.filter((row) => row.kind === 'cases').map((row) => row.id)).toContain(made.id);
    await page.goto('/cases?assignee=me');
    await live(page);
    await expect(page.getByText('不再锁').first()).toBeVisible();
    // It can be worked with as before.
    await page.goto(`/cases/${made.number}`);
    await live(page);
    await write(page, '没有锁也写得了。', info);
    await context.setOffline(false);
    await expect.poll(() => desk.told(made, '没有锁也写得了'), { timeout: 70_000 }).toBe(1);
    await context.close();
  });
});

test('the fifth wrong PIN erases what the device keeps, wherever it is typed', async ({ browser }, info) => {
  test.setTimeout(120_000);
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    const page = await (await desk.signedIn('support')).newPage();
    await setPin(page, info, pin);
    await fold(page, word.change).locator('summary').click();
    const said = fold(page, word.change).locator('.banner');
    for (const left of ['4', '3', '2']) {
      await change(page, info, other, fresh);
      await expect(said).toContainText(word.wrong);
      await expect(said).toContainText(left);
    }
    await change(page, info, other, fresh);
    await expect(said).toContainText(word.last);
    await change(page, info, other, fresh);
    await expect(page.locator('.lock')).toContainText(word.forgotten);
    await expect.poll(() => databases(page)).toEqual([]);
  });
});

/** Works a while without the server, until everything has gone. */
async function workAway(desk: OwnDesk, page: Page, info: TestInfo, made: CaseRef, text: string, say: (text: string) => Promise<void>) {
  await page.context().setOffline(true);
  await say(text);
  await expect(page.getByText(words(info).away).first()).toBeVisible();
  await page.context().setOffline(false);
  await expect.poll(() => desk.told(made, text), { timeout: 70_000 }).toBe(1);
  await expect(page.getByText(words(info).away)).toHaveCount(0);
  await expect.poll(() => waiting(page)).toBe(0);
}

test('after the first work without the server staff and partners are offered a PIN, once it is put off never again, and customers never', async ({ browser }, info) => {
  test.setTimeout(180_000);
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    const made = await desk.reported('第一次离线', secret);
    const manager = (await desk.signedIn('manager')).request;
    const at = async (login: string, place: string) => {
      const page = await (await desk.signedIn(login)).newPage();
      await page.goto(`${place}/${made.number}`);
      await live(page);
      await complete(page);
      await expect(page.getByText(word.hint)).toHaveCount(0);
      return page;
    };
    const offer = (page: Page) => page.locator('.banner').filter({ hasText: word.hint });

    const staff = await at('support', '/cases');
    await workAway(desk, staff, info, made, '员工第一次离线写的。', (text) => write(staff, text, info));
    await expect(offer(staff)).toBeVisible();
    await clean(staff);
    await offer(staff).getByRole('button', { name: word.later, exact: true }).click();
    await expect(offer(staff)).toHaveCount(0);
    await staff.reload();
    await live(staff);
    await complete(staff);
    await workAway(desk, staff, info, made, '员工第二次离线写的。', (text) => write(staff, text, info));
    await expect(offer(staff)).toHaveCount(0);

    // Without an answer it comes again, and leads to where a PIN is set.
    const { firm_id } = await (await (await desk.signedIn('partner')).request.get(`${api}/session`)).json();
    await desk.post(manager, `/cases/${made.id}/forward`, { firm_id });
    const partner = await at('partner', '/partner');
    await workAway(desk, partner, info, made, '服务商第一次离线写的。', (text) => write(partner, text, info));
    await expect(offer(partner)).toBeVisible();
    await partner.reload();
    await live(partner);
    await complete(partner);
    await workAway(desk, partner, info, made, '服务商第二次离线写的。', (text) => write(partner, text, info));
    await offer(partner).getByRole('link', { name: word.hintOpen, exact: true }).click();
    await expect(partner).toHaveURL(/\/account#offline-lock$/);
    await expect(card(partner).getByLabel(word.newPin)).toBeVisible();

    const customer = await at('customer', '/my');
    const reply = async (text: string) => {
      await customer.locator('#reply > summary').click();
      await customer.locator('#reply-text').fill(text);
      await customer.locator('#reply').getByRole('button', { name: word.send, exact: true }).click();
      await expect(customer.getByText(text).first()).toBeVisible();
    };
    await workAway(desk, customer, info, made, '客户第一次离线写的。', reply);
    await expect(offer(customer)).toHaveCount(0);
  });
});

test('whoever leaves may save to a file what was not sent, and loses nothing by staying after all', async ({ browser }, info) => {
  test.setTimeout(120_000);
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    const made = await desk.reported('带走没发的', secret);
    const { context, page } = await desk.at(made);
    // A command of a version that the server does not know is refused, after three tries.
    await enqueue(page, [mutation('cases.comment', made.id, { text: '没有被接受的。' }, 99)]);
    await expect.poll(async () => (await poke(page), (await replica(page))?.tray.length), { timeout: 60_000, intervals: [500] }).toBe(1);
    await context.setOffline(true);
    await write(page, '退出之前没发的。', info);
    await inside(page, '/account');
    await signOut(page, info);
    const dialog = page.locator('#leave');
    await expect(dialog).toContainText(word.leave);
    await expect(dialog).toContainText('2');
    const coming = page.waitForEvent('download');
    await dialog.getByRole('button', { name: word.toFile, exact: true }).click();
    const download = await coming;
    expect(download.suggestedFilename()).toMatch(/\.json$/);
    const saved = JSON.parse(readFileSync(await download.path(), 'utf8'));
    expect(saved.waiting.map((one: { input: { text: string } }) => one.input.text)).toEqual(['退出之前没发的。']);
    expect(saved.refused.map((one: { mutation: { input: { text: string } } }) => one.mutation.input.text)).toEqual(['没有被接受的。']);
    // A file is no answer to whether one leaves.
    await expect(dialog).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    await expect(page).toHaveURL(/\/account$/);
    const kept = await replica(page);
    expect(kept?.outbox.map((one) => one.input.text)).toEqual(['退出之前没发的。']);
    expect(kept?.tray.map((one) => one.input.text)).toEqual(['没有被接受的。']);
    await context.setOffline(false);
    await expect.poll(() => waiting(page), { timeout: 70_000 }).toBe(0);
    expect(await desk.told(made, '退出之前没发的')).toBe(1);
    expect((await replica(page))?.tray.length, 'what was refused is still to be decided about').toBe(1);
  });
});

/** The administrator's page of the person, with what is done there about devices. */
async function deviceRoom(desk: OwnDesk, info: TestInfo, login: string) {
  const word = words(info);
  const page = await (await desk.signedIn('admin')).newPage();
  const { rows } = await (await page.request.get(`${api}/users?q=${login}&limit=50`)).json();
  await page.goto(`/admin/users?id=${rows.find((row: { login: string }) => row.login === login).id}`);
  await live(page);
  const list = page.locator('section[aria-labelledby=devices-title]');
  const [acts, sure] = [list.getByRole('button', { name: word.erase, exact: true }), list.getByRole('button', { name: word.sure, exact: true })];
  const [waits, done, told] = [list.getByText(word.orderWaits, { exact: true }), list.getByText(word.orderDone, { exact: true }), list.locator('.chip')];
  /** The sessions of one person look alike here: all of them are meant. Answers how many there were. */
  const eraseAll = async () => {
    await expect(acts.first()).toBeVisible();
    const all = await acts.count();
    for (let ordered = 0; ordered < all; ordered++) {
      await acts.first().click();
      await expect(sure).toHaveCount(1);
      if (ordered === 0) await clean(page);
      await expect(told, 'one press orders nothing').toHaveCount(ordered);
      await sure.click();
      await expect(told).toHaveCount(ordered + 1);
    }
    await expect(page.locator('.toast').filter({ hasText: word.ordered }).first()).toBeVisible();
    return all;
  };
  return { page, waits, done, eraseAll };
}

test("an administrator has a person's devices erased, and the open one does so at its next contact and says it", async ({ browser }, info) => {
  test.setTimeout(120_000);
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    const made = await desk.reported('管理员清除', secret);
    const { context, page } = await desk.at(made);
    const bystander = await (await desk.signedIn('manager')).newPage();
    await bystander.goto(`/cases/${made.number}`);
    await live(bystander);
    await complete(bystander);
    await context.setOffline(true);
    await write(page, '清除之前没发的。', info);
    const admin = await deviceRoom(desk, info, 'support');
    const all = await admin.eraseAll();
    // Out of reach it holds what it held.
    await expect(page.getByText(secret).first()).toBeVisible();
    expect((await replica(page))?.outbox.length).toBe(1);
    await context.setOffline(false);
    await expect(page).toHaveURL(/sign-in\?erased=1/, { timeout: 70_000 });
    await expect(page.getByText(word.erased)).toBeVisible();
    expect(await databases(page)).toEqual([]);
    expect(await page.locator('body').innerText()).not.toContain(secret);
    expect(await desk.told(made, '清除之前没发的')).toBe(0);
    await page.goto('/cases');
    await expect(page).toHaveURL(/sign-in/);
    await admin.page.reload();
    await expect(admin.done).toHaveCount(1);
    await expect(admin.waits).toHaveCount(all - 1);
    expect((await databases(bystander)).length, 'nobody else is meant').toBe(1);
    await expect(bystander.getByText(secret).first()).toBeVisible();
  });
});

test('a device is not called erased before it was told', async ({ browser }, info) => {
  test.setTimeout(120_000);
  await OwnDesk.tell(browser, info, async (desk) => {
    const made = await desk.reported('还没清除', secret);
    const { context, page } = await desk.at(made);
    // As with a phone that lost its line without a word: the server takes the live channel for open.
    await context.setOffline(true);
    const admin = await deviceRoom(desk, info, 'support');
    const all = await admin.eraseAll();
    expect((await databases(page)).length).toBe(1);
    await admin.page.reload();
    await expect(admin.waits).toHaveCount(all);
    await expect(admin.done).toHaveCount(0);
    await context.setOffline(false);
    await expect(page).toHaveURL(/sign-in\?erased=1/, { timeout: 70_000 });
    await admin.page.reload();
    await expect(admin.done).toHaveCount(1);
  });
});
