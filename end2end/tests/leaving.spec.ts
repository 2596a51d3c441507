// Leaving a device: nothing of one's own stays, nothing of anybody's is lost without a word.
import AxeBuilder from '@axe-core/playwright';
import { type Page, expect } from '@playwright/test';
import { Front } from './front';
import { complete, databases, holding, inside, listenForKeys, live, signOut, startOver, words, write } from './locked';
import { OwnDesk } from './own_desk';
import { test } from './story';

const secret = '保险柜在三楼尽头';
const clean = async (page: Page, tags: string[] = []) => {
  const axe = new AxeBuilder({ page });
  expect((await (tags.length ? axe.withTags(tags) : axe).analyze()).violations).toEqual([]);
};

test('signing out asks about what was not sent, and then nothing stays in the files of the browser', async ({ playwright, browser }, info) => {
  test.setTimeout(180_000);
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    const made = await desk.reported('离线锁', secret);
    const folder = info.outputPath('profile');
    const context = await startOver(playwright.chromium, desk, folder);
    const keys = await listenForKeys(context);
    await desk.enter(context, 'support');
    const page = await context.newPage();
    await page.goto(`/cases/${made.number}`);
    await live(page);
    await complete(page);
    await expect(page.getByText(secret).first()).toBeVisible();
    await context.setOffline(true);
    await write(page, '退出之前没发的。', info);
    await inside(page, '/account');
    await signOut(page, info);
    const dialog = page.locator('#leave');
    await expect(dialog).toContainText(word.leave);
    await clean(page);
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    expect((await databases(page)).length, 'whoever thinks again stays').toBe(1);
    await context.setOffline(false);
    await expect.poll(() => desk.told(made, '退出之前没发的'), { timeout: 70_000 }).toBe(1);
    await signOut(page, info);
    await page.waitForURL(/:\d+\/$/);
    expect(await databases(page)).toEqual([]);
    await context.close();
    expect(keys.length).toBe(1);
    expect(holding(folder, secret, ...keys)).toEqual([]);
  });
});

test('whoever sends first leaves when everything has gone, the photo as well', async ({ browser }, info) => {
  test.setTimeout(120_000);
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    const made = await desk.reported('离线锁', secret);
    const { context, page } = await desk.at(made);
    let open = () => {};
    const held = new Promise<void>((done) => (open = done));
    await context.route('**/api/v1/files/uploads**', (route) => held.then(() => route.continue()));
    await context.setOffline(true);
    const dot = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
    await page.locator('input[data-files]').setInputFiles({ name: '现场.png', mimeType: 'image/png', buffer: Buffer.from(dot, 'base64') });
    await expect(page.locator('.composer-file')).toContainText(word.kept);
    await write(page, '退出之前拍的。', info);
    await context.setOffline(false);
    // The words are there, and the photo is held up on its way.
    await expect.poll(() => desk.told(made, '退出之前拍的'), { timeout: 70_000 }).toBe(1);
    await expect(page.locator('.waiting-file')).toContainText('现场.png');
    await inside(page, '/account');
    await signOut(page, info);
    const dialog = page.locator('#leave');
    await expect(dialog).toContainText(word.leave);
    await dialog.getByRole('button', { name: word.sendFirst }).click();
    expect((await databases(page)).length, 'nothing goes before it is sent').toBe(1);
    open();
    await page.waitForURL(/:\d+\/$/);
    expect(await databases(page)).toEqual([]);
    const { request } = await desk.signedIn('manager');
    const { files } = await (await request.get(`/api/v1/cases/${made.id}`)).json();
    expect(files.map((file: { name: string }) => file.name)).toEqual(['现场.png']);
  });
});

test('without the server one leaves at once, and the session ends when the server is back', async ({ browser }, info) => {
  test.setTimeout(120_000);
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    const made = await desk.reported('离线锁', secret);
    // What the browser itself asks for, as after a new worker, knows nothing of being offline: the line is cut as well.
    const line = await Front.before(desk.server.address);
    const { context, page } = await desk.at(made, true, line.address);
    const session = (await context.cookies()).find(({ name }) => name === 'yingda');
    await context.setOffline(true);
    line.mode = 'hang';
    await write(page, '这句不要了。', info);
    await page.goto('/account');
    await live(page);
    await expect(page.getByText(word.away).first()).toBeVisible();
    await signOut(page, info);
    await page.locator('#leave').getByRole('button', { name: word.discard }).click();
    await page.waitForURL(/:\d+\/$/);
    await live(page);
    expect(await databases(page)).toEqual([]);
    expect(await page.locator('body').innerText()).not.toContain(secret);
    const asks = () => fetch(`${desk.server.address}/api/v1/session`, { headers: { cookie: `yingda=${session?.value}` } });
    expect((await (await asks()).json()).kind, 'the server knows nothing of it yet').toBe('staff');
    line.mode = 'pass';
    await context.setOffline(false);
    await page.goto('/cases');
    await expect(page).toHaveURL(/sign-in/);
    expect((await (await asks()).json()).kind).toBe('guest');
    await expect.poll(async () => (await context.cookies()).map(({ name }) => name)).not.toContain('yd_left');
    expect(await desk.told(made, '这句不要了')).toBe(0);
    await line.end();
  });
});

test('what one person did waits for that person, whoever else signs in and out in between', async ({ browser }, info) => {
  test.setTimeout(180_000);
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    const made = await desk.reported('离线锁', secret);
    const context = await desk.signedIn('support');
    let page = await context.newPage();
    await page.goto(`/cases/${made.number}`);
    await live(page);
    await complete(page);
    await context.setOffline(true);
    await write(page, '我写的等我发。', info);
    // The session is over when the network is back.
    await context.clearCookies();
    await context.setOffline(false);
    await expect(page.getByText(word.signedOut).first()).toBeVisible({ timeout: 70_000 });
    await page.close();
    await desk.enter(context, 'manager');
    page = await context.newPage();
    await page.goto('/account');
    await live(page);
    await complete(page);
    expect((await databases(page)).length, 'each has a database of their own').toBe(2);
    expect(await desk.told(made, '我写的等我发')).toBe(0);
    await signOut(page, info);
    await page.waitForURL(/:\d+\/$/);
    expect((await databases(page)).length, 'nobody takes the work of others along').toBe(1);
    await desk.enter(context, 'support');
    await page.goto(`/cases/${made.number}`);
    await expect.poll(() => desk.told(made, '我写的等我发'), { timeout: 70_000 }).toBe(1);
  });
});

test('a lost device is erased when it next reaches the server, and says so', async ({ browser }, info) => {
  test.setTimeout(120_000);
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    const made = await desk.reported('离线锁', secret);
    const lost = await desk.signedIn('support', { serviceWorkers: 'allow' });
    const page = await lost.newPage();
    await page.goto(`/cases/${made.number}`);
    await live(page);
    await complete(page);
    await lost.setOffline(true);
    const me = await (await desk.signedIn('support')).newPage();
    await me.goto('/account');
    await live(me);
    const devices = me.locator('#devices');
    // The device that is meant is one of several that look alike here.
    const acts = devices.getByRole('button', { name: word.erase, includeHidden: true });
    await expect(acts.first()).toBeAttached();
    await devices.getByText(word.lost).click();
    await expect(acts.first()).toBeVisible();
    await clean(me);
    for (let left = await acts.count(); left > 0; left--) {
      await expect(acts).toHaveCount(left);
      await acts.first().click();
      await expect(acts).toHaveCount(left - 1);
    }
    await expect(page.getByText(secret).first()).toBeVisible();
    await lost.setOffline(false);
    await expect(page).toHaveURL(/sign-in\?erased=1/, { timeout: 70_000 });
    await expect(page.getByText(word.erased)).toBeVisible();
    expect(await databases(page)).toEqual([]);
    await clean(page);
    // The page of the person says what it can and that it was done.
    const admin = await (await desk.signedIn('admin')).newPage();
    const { rows: users } = await (await admin.request.get('/api/v1/users?q=support&limit=50')).json();
    const user = users.find((row: { login: string }) => row.login === 'support');
    await admin.goto(`/admin/users?id=${user.id}`);
    await live(admin);
    await expect(admin.locator('#record-sheet .own-list .chip[data-tone=ok]').first()).toBeVisible();
    await clean(admin, ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']);
  });
});
