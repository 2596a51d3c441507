// A server of a story's own, and the people who come to it.
import { type APIRequestContext, type Browser, type BrowserContext, type TestInfo, expect } from '@playwright/test';
import { type CaseRef, api, complete, live } from './desk';
import { OwnServer } from './own';
import { answersFor } from './worker';

export class OwnDesk {
  private constructor(readonly server: OwnServer, private browser: Browser, private info: TestInfo) {}

  static async tell(browser: Browser, info: TestInfo, story: (desk: OwnDesk) => Promise<void>) {
    const server = await OwnServer.start();
    try {
      await story(new OwnDesk(server, browser, info));
    } finally {
      await server.end();
    }
  }

  get options() {
    return { ...this.info.project.use, baseURL: this.server.address };
  }

  async post(request: APIRequestContext, path: string, data: object, origin = this.server.address) {
    const answer = await request.post(origin + api + path, { data, headers: { origin } });
    expect(answer.ok(), `${path}: ${await answer.text()}`).toBe(true);
    return answer.json();
  }

  async enter(context: BrowserContext, login: string) {
    await this.post(context.request, '/session/demo', { login });
  }

  async signedIn(login: string, options = {}) {
    const context = await this.browser.newContext({ ...this.options, ...options });
    await this.enter(context, login);
    return context;
  }

  /** The support engineer's browser at a case, with all it keeps; with the service worker where one is wanted, and by the address of what stands before the server. */
  async at(made: CaseRef, worker = false, baseURL = this.server.address) {
    const context = await this.browser.newContext({ ...this.options, baseURL, ...(worker ? { serviceWorkers: 'allow' as const } : {}) });
    await this.post(context.request, '/session/demo', { login: 'support' }, baseURL);
    const page = await context.newPage();
    await page.goto(`/cases/${made.number}`);
    await live(page);
    await complete(page);
    if (worker) await answersFor(page);
    return { context, page };
  }

  /** A case of the support engineer's, reported by the customer. */
  async reported(subject: string, description = '从昨天下午开始。'): Promise<CaseRef> {
    const customer = (await this.signedIn('customer')).request;
    const made: CaseRef = await this.post(customer, '/cases', { subject, description });
    await this.post((await this.signedIn('support')).request, `/cases/${made.id}/take`, {});
    return made;
  }

  /** How often these words stand in what was said in a case. */
  async told(made: CaseRef, words: string) {
    const { request } = await this.signedIn('manager');
    const text = JSON.stringify(await (await request.get(`${api}/cases/${made.id}/timeline`)).json());
    return text.split(words).length - 1;
  }

  /** Somebody without the right to keep what a page of the administration shows is not led there, nor answered. */
  async notLedTo(login: string, page: string, path: string) {
    const context = await this.signedIn(login);
    const tab = await context.newPage();
    await tab.goto('/admin');
    await live(tab);
    await expect(tab.locator('.admin-cards a[href="/admin/matrix"]')).toBeVisible();
    await expect(tab.locator(`a[href="${page}"]`)).toHaveCount(0);
    expect((await context.request.get(`${this.server.address}${api}${path}`)).status()).toBe(403);
    await context.close();
  }

  /** Gives a demo account a password. */
  async password(login: string, secret: string) {
    const admin = (await this.signedIn('admin')).request;
    const { rows } = await (await admin.get(`${api}/users?q=${login}&limit=50`)).json();
    const user = rows.find((row: { login: string }) => row.login === login);
    const { path } = await this.post(admin, `/users/${user.id}/invitation`, {});
    const fresh = await this.browser.newContext(this.options);
    await this.post(fresh.request, `/invitations/${path.split('/').pop()}/accept`, { password: secret });
    await fresh.close();
  }
}
