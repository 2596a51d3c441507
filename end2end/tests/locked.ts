// What stories of locked devices share: a browser that can be restarted, and a look into its files.
import { type BrowserContext, type BrowserType, type Page, type TestInfo, expect } from '@playwright/test';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { complete, live } from './desk';
import type { OwnDesk } from './own_desk';

export { complete, live, write } from './desk';

/** A browser that keeps its files in this folder, so that it may be closed and started again. */
export const startOver = (chromium: BrowserType, desk: OwnDesk, folder: string) =>
  chromium.launchPersistentContext(folder, { ...desk.options, serviceWorkers: 'allow' });

/** Files of a folder, all the way down. */
function files(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const file = path.join(folder, name);
    try {
      return statSync(file).isDirectory() ? files(file) : [file];
    } catch {
      // A socket or a link of a browser that has gone.
      return [];
    }
  });
}

/** The files in which any of the texts or bytes stand, in either of the encodings that browsers use. */
export function holding(folder: string, ...marks: (string | Buffer)[]) {
  const wanted = marks.flatMap((mark) => (typeof mark === 'string' ? [Buffer.from(mark, 'utf8'), Buffer.from(mark, 'utf16le')] : [mark]));
  return files(folder).filter((file) => {
    try {
      const bytes = readFileSync(file);
      return wanted.some((mark) => bytes.includes(mark));
    } catch {
      return false;
    }
  });
}

/** Every key that the app makes, as its bytes: kept by the test, which is not the app. */
export async function listenForKeys(context: BrowserContext) {
  const keys: Buffer[] = [];
  await context.exposeBinding('keyMade', (_, bytes: number[]) => void keys.push(Buffer.from(bytes)));
  await context.addInitScript(() => {
    const { subtle } = crypto;
    const generate = subtle.generateKey.bind(subtle) as (how: AesKeyGenParams, out: boolean, uses: KeyUsage[]) => Promise<CryptoKey>;
    const listening = async (how: AesKeyGenParams, out: boolean, uses: KeyUsage[]) => {
      const open = await generate(how, true, uses);
      const raw = await subtle.exportKey('raw', open);
      await (globalThis as unknown as { keyMade: (bytes: number[]) => Promise<void> }).keyMade([...new Uint8Array(raw)]);
      return subtle.importKey('raw', raw, how.name, out, uses);
    };
    subtle.generateKey = listening as typeof subtle.generateKey;
  });
  return keys;
}

const zh = {
  set: '设置 PIN', newPin: '新 PIN', again: '再输一次', title: '输入 PIN', open: '打开', wrong: 'PIN 不对', last: '再输错一次', forgotten: '本机内容已清除',
  forgot: '忘记 PIN', password: '密码', recover: '重设 PIN 并打开', lease: '请重新登录', leave: '还有改动没有发送', discard: '放弃并退出', kept: '已存在本机', sendFirst: '先发送再退出',
  signOut: '退出登录', send: '发送', erased: '本机保存的内容已清除', lost: '设备丢了？', erase: '清除设备上的内容', away: '服务器暂时连不上', signedOut: '登录已过期',
  current: '当前 PIN', change: '修改 PIN', changed: 'PIN 已修改', remove: '取消离线锁', removed: '离线锁已取消', hint: '您已经在离线使用', hintOpen: '设置', later: '以后再说',
  toFile: '导出到文件', sure: '确定清除', ordered: '设备下次连上服务器时会清除保存的内容', orderWaits: '等设备连上后清除', orderDone: '已清除',
};
const en: typeof zh = {
  set: 'Set a PIN', newPin: 'New PIN', again: 'Once more', title: 'Enter your PIN', open: 'Open', wrong: 'Wrong PIN', last: 'One more wrong PIN', forgotten: 'This device was erased',
  forgot: 'Forgot the PIN?', password: 'Password', recover: 'Reset the PIN and open', lease: 'Please sign in again', leave: 'Some changes have not been sent', discard: 'Discard and sign out', kept: 'Kept on this device', sendFirst: 'Send, then sign out',
  signOut: 'Sign out', send: 'Send', erased: 'what it kept has been erased', lost: 'Lost it?', erase: 'Erase what it keeps', away: 'The server cannot be reached', signedOut: 'Your session has ended',
  current: 'Current PIN', change: 'Change the PIN', changed: 'The PIN is changed', remove: 'Remove the lock', removed: 'The lock is removed', hint: 'You have worked offline', hintOpen: 'Set a PIN', later: 'Later',
  toFile: 'Save to a file', sure: 'Yes, erase', ordered: 'The device erases what it keeps when it next reaches the server', orderWaits: 'Erases when it connects', orderDone: 'Erased',
};
export const words = (info: TestInfo) => (info.project.name.includes('zh') ? zh : en);

/** Sets the first PIN on the account page and opens what is kept with it. */
export async function setPin(page: Page, info: TestInfo, pin: string) {
  const word = words(info);
  await page.goto('/account');
  await live(page);
  await complete(page);
  const card = page.locator('#offline-lock');
  await card.getByLabel(word.newPin).fill(pin);
  await card.getByLabel(word.again).fill(pin);
  await card.getByRole('button', { name: word.set }).click();
  await expect(page.locator('.lock h1')).toContainText(word.title, { timeout: 30_000 });
  await enterPin(page, info, pin);
  await expect(page.locator('.lock')).toHaveCount(0);
  await complete(page);
}

export async function enterPin(page: Page, info: TestInfo, pin: string) {
  await page.locator('.lock #pin').fill(pin);
  await page.locator('.lock').getByRole('button', { name: words(info).open, exact: true }).click();
}

/** Names of the databases of people in this browser. */
export const databases = (page: Page) =>
  page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name ?? '').filter((name) => name.startsWith('yingda-')));

/** Leads to a page without asking the server for it. */
export async function inside(page: Page, address: string) {
  await page.evaluate((to) => history.pushState({}, '', to), address);
  await page.evaluate(() => dispatchEvent(new PopStateEvent('popstate')));
}

/** Signs out from the account page, which is open. */
export const signOut = (page: Page, info: TestInfo) => page.locator('.account-head').getByRole('button', { name: words(info).signOut, exact: true }).click();
