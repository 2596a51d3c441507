// Who works while everything goes wrong: a person at a browser, and a program that asks the server directly.
import { type BrowserContext, type Page, expect } from '@playwright/test';
import type { CaseRef, Desk } from '../tests/desk';
import { type Mutation, type Replica, enqueue, mutation, replica } from '../tests/replica';
import type { Done } from './checker';

export const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

let count = 0;
const fresh = (kind: string) => `${kind}-${(count += 1)}`;

export class Person {
  done: Done[] = [];
  vanished: string[] = [];
  private constructor(readonly who: string, readonly context: BrowserContext, public page: Page, private random: () => number) {}

  static async at(desk: Desk, who: string, random: () => number) {
    const context = await desk.signedIn(who, { serviceWorkers: 'allow' });
    const page = await context.newPage();
    await page.goto('/');
    await expect(page.locator('html')).toHaveAttribute('data-replica', 'complete', { timeout: 60_000 });
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    return new Person(who, context, page, random);
  }

  /** Works on these cases until it is time. */
  async work(cases: CaseRef[], until: number) {
    await this.begin(cases);
    while (Date.now() < until) {
      // A page that is being loaded cannot be asked; what was done is told below, after it was done.
      await this.act(cases).catch(() => undefined);
      await this.look().catch(() => undefined);
      await pause(20 + this.random() * 100);
    }
    await this.context.setOffline(false);
  }

  /** A case of the round on the device: what everybody waits for before the trouble begins. */
  async holds(cases: CaseRef[]) {
    await expect.poll(async () => (await this.poke(), (await this.held(cases)).length), { timeout: 60_000 }).toBeGreaterThan(0);
  }

  private async held(cases: CaseRef[]) {
    return (await this.kept())?.rows.filter((row) => row.kind === 'cases' && cases.some((made) => made.id === row.id)) ?? [];
  }

  /** What chance may not leave out: everybody says something, and everybody asks for what cannot be done. */
  private async begin(cases: CaseRef[]) {
    const [one] = await this.held(cases);
    await this.queue('comment', (text) => mutation('cases.comment', one.id, { text }));
    await this.poison(one.id);
  }

  private poison(id: string) {
    return this.queue('poison', (text) => mutation('cases.comment', id, { text }, 99));
  }

  private async act(cases: CaseRef[]) {
    const held = await this.held(cases);
    const one = held[Math.floor(this.random() * held.length)];
    const turn = this.random();
    if (!one || turn > 0.96) return this.another();
    if (turn > 0.92) return void (await this.page.reload({ timeout: 8_000 }));
    if (turn > 0.86) {
      await this.context.setOffline(true);
      await pause(this.random() * 2_000);
      return this.context.setOffline(false);
    }
    if (turn > 0.74) return this.type(cases.find((made) => made.id === one.id)!);
    const staff = !['customer', 'partner'].includes(this.who);
    if (turn > 0.7) return this.poison(one.id);
    if (turn > 0.55 && staff) return this.queue('edit', (text) => mutation('cases.edit', one.id, { base: one.body.case.rv, subject: text }));
    if (turn > 0.4 && staff) return this.queue('note', (text) => mutation('cases.comment', one.id, { text, internal: true }));
    for (let n = 0; n <= this.random() * 4; n += 1) await this.queue('comment', (text) => mutation('cases.comment', one.id, { text }));
  }

  private async queue(what: Done['what'], make: (text: string) => Mutation) {
    const text = fresh(what);
    const made = make(text);
    const done: Done = { who: this.who, text, id: made.id, what, told: false };
    this.done.push(done);
    await enqueue(this.page, [made]);
    done.told = true;
  }

  /** As people do it, in the page. */
  private async type(made: CaseRef) {
    const customer = this.who === 'customer';
    const place = customer ? '/my' : this.who === 'partner' ? '/partner' : '/cases';
    await this.page.goto(`${place}/${made.number}`, { timeout: 8_000, waitUntil: 'commit' });
    const form = this.page.locator(customer ? '#reply' : 'form.composer');
    const area = this.page.locator(customer ? '#reply-text' : '#composer-text');
    if (customer && !(await area.isVisible())) await form.locator('summary').click({ timeout: 5_000 });
    const done: Done = { who: this.who, text: fresh('typed'), what: 'comment', told: false };
    await area.fill(done.text, { timeout: 5_000 });
    this.done.push(done);
    await form.locator('button[type=submit]').click({ timeout: 5_000 });
    await expect(area).toHaveValue('', { timeout: 10_000 });
    done.told = true;
  }

  private async another() {
    const page = await this.context.newPage();
    await page.goto('/', { timeout: 8_000, waitUntil: 'commit' }).catch(() => undefined);
    await this.page.close();
    this.page = page;
  }

  /** What was put into the outbox stays to be seen, until it is refused or its case has left. */
  private async look() {
    const told = this.done.filter((one) => one.told && one.id && one.what !== 'poison');
    const kept = await replica(this.page);
    if (kept) this.vanished.push(...told.filter((one) => !isSeen(one, kept)).map((one) => one.text));
  }

  /** Calm again: a page that is there, until everything is sent. */
  async settle() {
    await this.context.setOffline(false);
    await this.page.goto('/', { timeout: 20_000 }).catch(() => undefined);
  }

  kept() {
    return replica(this.page).catch(() => null);
  }

  poke() {
    return this.page.evaluate(() => void dispatchEvent(new Event('online'))).catch(() => undefined);
  }
}

function isSeen(one: Done, kept: Replica) {
  if ([...kept.outbox, ...kept.tray].some((item) => item.id === one.id)) return true;
  const confirmed = kept.archive.find((item) => item.id === one.id);
  const row = confirmed && kept.rows.find((row) => row.kind === 'cases' && row.id === confirmed.about.id);
  if (!confirmed) return false;
  return !row || row.body.more || JSON.stringify(row.body).includes(`"${one.text}"`);
}

/** A program at the server's door, past the bad network; what it is not answered may be done or not. */
export class Program {
  done: Done[] = [];
  constructor(private desk: Desk, private random: () => number) {}

  async work(cases: CaseRef[], firms: string[], until: number) {
    while (Date.now() < until) {
      const made = cases[Math.floor(this.random() * cases.length)];
      const turn = this.random();
      if (turn < 0.7) await this.say(made);
      else if (turn < 0.9) await this.desk.post('manager', `/cases/${made.id}/edit`, { base: (await this.rv(made)) ?? 0, subject: fresh('direct') }).catch(() => undefined);
      // The case the partners work on goes to and fro between them.
      else await this.desk.post('manager', `/cases/${cases[1].id}/forward`, { firm_id: firms[this.random() < 0.6 ? 0 : 1] }).catch(() => undefined);
      await pause(100 + this.random() * 300);
    }
  }

  private async say(made: CaseRef) {
    const done: Done = { who: 'manager', text: fresh('program'), what: 'comment', told: false };
    this.done.push(done);
    const said = await this.desk.post('manager', `/cases/${made.id}/comments`, { text: done.text }).catch(() => undefined);
    done.told = said !== undefined;
  }

  private rv(made: CaseRef) {
    return this.desk.get('manager', `/cases/${made.id}`).then((detail) => detail.case.rv as number, () => undefined);
  }
}
