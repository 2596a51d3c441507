// A desk of a story's own, with its people, behind a network the story owns.
import { type APIRequestContext, type Browser, type Page, type TestInfo, expect } from '@playwright/test';
import { FaultProxy } from './fault_proxy';
import { OwnServer } from './own';

export const api = '/api/v1';
const zh = { send: '发送', pending: '待发送', away: '服务器暂时连不上', tray: '没有被接受', more: '更多', edit: '编辑', save: '保存', full: '存储空间满了', update: '有新版本', reapply: '重新应用', damaged: '条记录已损坏', understood: '知道了' };
const en: typeof zh = {
  send: 'Send', pending: 'Waiting to be sent', away: 'The server cannot be reached', tray: 'Refused changes', more: 'More', edit: 'Edit', save: 'Save',
  full: 'storage of this device is full', update: 'A new version is ready', reapply: 'Apply again', damaged: 'cannot be read any more', understood: 'Got it',
};
export const words = (info: TestInfo) => (info.project.name.includes('zh') ? zh : en);

export interface CaseRef {
  id: string;
  number: string;
}

export interface Entry {
  event: string;
  text?: string;
  at: number;
  // eslint-disable-next-line
  [field: string]: any;
}

export class Desk {
  private requests = new Map<string, APIRequestContext>();
  private constructor(readonly server: OwnServer, readonly net: FaultProxy, private browser: Browser, private info: TestInfo) {}

  static async open(browser: Browser, info: TestInfo) {
    const server = await OwnServer.start();
    return new Desk(server, await FaultProxy.before(server.address), browser, info);
  }

  async end() {
    await this.net.end();
    await this.server.end();
  }

  /** A browser of this person's behind the bad network. */
  async signedIn(login: string, options = {}) {
    const context = await this.browser.newContext({ ...this.info.project.use, baseURL: this.net.address, ...options });
    const answer = await context.request.post(`${this.server.address}${api}/session/demo`, { data: { login }, headers: { origin: this.server.address } });
    expect(answer.ok(), await answer.text()).toBe(true);
    return context;
  }

  /** This person's way to the server past the bad network. */
  async direct(login: string) {
    const known = this.requests.get(login);
    if (known) return known;
    const { request } = await this.signedIn(login, { baseURL: this.server.address });
    this.requests.set(login, request);
    return request;
  }

  async post(login: string, path: string, data: object) {
    const answer = await (await this.direct(login)).post(`${this.server.address}${api}${path}`, { data, headers: { origin: this.server.address } });
    expect(answer.ok(), `${path}: ${await answer.text()}`).toBe(true);
    return answer.json();
  }

  async get(login: string, path: string) {
    const answer = await (await this.direct(login)).get(`${this.server.address}${api}${path}`);
    expect(answer.ok(), `${path}: ${await answer.text()}`).toBe(true);
    return answer.json();
  }

  /** A case of the support engineer's, reported by the customer. */
  async reported(subject: string, owner = 'support'): Promise<CaseRef> {
    const made: CaseRef = await this.post('customer', '/cases', { subject, description: '从昨天下午开始。' });
    await this.post(owner, `/cases/${made.id}/take`, {});
    return made;
  }

  /** Everything that was said in a case, in the server's order. */
  async entries(made: CaseRef): Promise<Entry[]> {
    const all: Entry[] = [];
    for (let before = ''; ; before = `?before=${all[0].pos}`) {
      const page = (await this.get('manager', `/cases/${made.id}/timeline${before}`)) as { entries: Entry[]; more: boolean };
      all.unshift(...[...page.entries].sort((a, b) => a.pos - b.pos));
      if (!page.more) return all;
    }
  }

  /** How often each of these texts stands in the case. */
  async times(made: CaseRef, texts: string[]) {
    const said = (await this.entries(made)).map((entry) => entry.text);
    return texts.map((text) => said.filter((one) => one === text).length);
  }

  /** A browser at a case, with all it keeps. */
  async at(made: CaseRef, login = 'support', options = {}) {
    const context = await this.signedIn(login, options);
    const page = await context.newPage();
    await page.goto(`/cases/${made.number}`);
    await live(page);
    await complete(page);
    return { context, page };
  }

  /** The exchange fails from now on, and the page knows it. */
  async cutOff(page: Page) {
    this.net.rule = (asked) => (asked.path.startsWith('/api/') ? 'reset' : 'pass');
    await poke(page);
    await expect(page.getByText(words(this.info).away).first()).toBeVisible();
  }

  /** Everything of this page's is sent and answered. */
  async settled(page: Page) {
    await expect
      .poll(async () => (await poke(page), page.getByText(words(this.info).away).count()), { timeout: 40_000, intervals: [1000] })
      .toBe(0);
  }
}

export const live = (page: Page) => expect(page.locator('html')).toHaveAttribute('data-live', '');
/** The device holds all it keeps. */
export const complete = (page: Page) => expect(page.locator('html')).toHaveAttribute('data-replica', 'complete', { timeout: 30_000 });
/** The browser says that the network is back: exchange now. */
export const poke = (page: Page) => page.evaluate(() => void dispatchEvent(new Event('online')));

export async function write(page: Page, text: string, info: TestInfo) {
  await page.locator('#composer-text').fill(text);
  await page.locator('form.composer').getByRole('button', { name: words(info).send, exact: true }).click();
  await expect(page.locator('#composer-text')).toHaveValue('');
}
