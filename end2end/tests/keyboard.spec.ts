// A day's work without a mouse and without sight: found, opened, answered and closed by keys, each outcome said aloud, no trap on the way.
import { type Page, type TestInfo, expect } from '@playwright/test';
import { live } from './desk';
import { OwnDesk } from './own_desk';
import { test } from './story';

const zh = { resolve: '解决', solved: '已解决', take: '受理', start: '开始处理', assigned: '已分派', inProgress: '处理中' };
const en: typeof zh = { resolve: 'Resolve', solved: 'Resolved', take: 'Take', start: 'Start', assigned: 'Assigned', inProgress: 'In progress' };
const words = (info: TestInfo) => (info.project.name.includes('zh') ? zh : en);
const isPhone = (info: TestInfo) => info.project.name.includes('phone');
const secret = 'Kq7-lamp-orchard';

/** Everything that a screen reader is told from now on. */
const listen = (page: Page) =>
  page.evaluate(() => {
    const said: string[] = [];
    (window as never as { said: string[] }).said = said;
    new MutationObserver((changes) => {
      for (const { target } of changes) {
        const region = (target instanceof Element ? target : target.parentElement)?.closest('[role=status], [role=alert], [role=log], [aria-live]');
        if (region?.textContent?.trim()) said.push(region.textContent.trim());
      }
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
const said = (page: Page) => page.evaluate(() => (window as never as { said: string[] }).said.join('\n'));

/** What the keyboard stands on: its place in the page and what a screen reader calls it. */
const here = (page: Page) =>
  page.evaluate(() => {
    const at = document.activeElement as HTMLElement;
    const labels = [...((at as HTMLInputElement).labels ?? [])].map((label) => label.textContent);
    const by = (at.getAttribute('aria-labelledby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent);
    const name = [at.getAttribute('aria-label'), ...by, ...labels, at.textContent, at.title].find((word) => word?.trim()) ?? '';
    return { tag: at.tagName, place: [...document.querySelectorAll('*')].indexOf(at), name: name.trim() };
  });

/** Goes through the page by Tab until it begins anew; each stop has a name and none holds the keyboard. */
async function walk(page: Page, most = 160) {
  const stops: number[] = [];
  for (let n = 0; n < most; n += 1) {
    await page.keyboard.press('Tab');
    const stop = await here(page);
    if (stop.tag === 'BODY' || stop.place === stops[0]) return stops.length;
    expect(stop.name, `${page.url()}: stop ${n} (${stop.tag})`).not.toBe('');
    expect(stop.place, `${page.url()}: Tab leads on from “${stop.name}”`).not.toBe(stops.at(-1));
    stops.push(stop.place);
  }
  throw new Error(`${page.url()}: the way through the page has no end`);
}

test('a case is opened, found, answered and closed by keys alone', async ({ browser }, info) => {
  test.skip(!isPhone(info), 'at a desk there are shorter ways, told with the palette');
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    await desk.password('support', secret);
    const page = await (await browser.newContext(desk.options)).newPage();
    const keys = page.keyboard;
    await page.goto('/sign-in');
    await live(page);
    await walkTo(page, 'INPUT');
    await expect(page.locator('#login')).toBeFocused();
    await keys.type('support');
    await keys.press('Tab');
    await keys.type(secret);
    await keys.press('Enter');
    await expect(page).toHaveURL(/\/cases/);
    await live(page);
    await listen(page);

    // Opened.
    await keys.press('c');
    await expect(page.locator('#caller')).toBeFocused();
    await keys.type('13800001001');
    await expect(page.getByRole('option').first()).toBeVisible();
    await keys.press('Enter');
    await expect(page.locator('#subject')).toBeFocused();
    await keys.type('只用键盘报的故障');
    await keys.press('Control+Enter');
    await expect.poll(() => said(page)).toMatch(/CS-\d{4}-\d{6}/);
    const number = /CS-\d{4}-\d{6}/.exec(await said(page))![0];

    // Found.
    await keys.press('/');
    await expect(page.locator('.list-search input')).toBeFocused();
    await keys.type(number);
    await expect(page.locator('.case-row')).toHaveCount(1);
    await keys.press('Enter');
    await keys.press('Escape');
    await keys.press('j');
    await keys.press('Enter');
    await expect(page.locator('.case-head h1')).toHaveText('只用键盘报的故障');
    expect(await walk(page)).toBeGreaterThan(10);

    // Answered.
    await listen(page);
    await keys.press('r');
    await expect(page.locator('#composer-text')).toBeFocused();
    await keys.type('已经为您安排。');
    await keys.press('Control+Enter');
    await expect(page.locator('.entry[data-kind=public]').last()).toContainText('已经为您安排。');
    await expect(page.locator('#composer-text')).toHaveValue('');
    await keys.press('Escape');

    // Closed: each step is at the thumb.
    const step = async (name: string) => {
      await page.evaluate(() => (document.activeElement as HTMLElement).blur());
      for (let n = 0; n < 80 && !(await here(page)).name.startsWith(name); n += 1) await keys.press('Tab');
      expect((await here(page)).name).toMatch(new RegExp(`^${name}`));
      await keys.press('Enter');
    };
    const state = async () => (await (await page.request.get(`/api/v1/cases/${number}`)).json()).case.state;
    // What can be done next is shown once the page knows of the step before.
    const shown = (text: string) => expect(page.locator('.case-head .status').first()).toContainText(text);
    await step(word.take);
    await expect.poll(state).toBe('assigned');
    await shown(word.assigned);
    await step(word.start);
    await expect.poll(state).toBe('in_progress');
    await shown(word.inProgress);
    await step(word.resolve);
    const dialog = page.getByRole('dialog');
    await expect(dialog).toBeVisible();
    await expect.poll(async () => (await here(page)).tag).toMatch(/TEXTAREA|INPUT|SELECT|BUTTON/);
    await walkTo(page, 'TEXTAREA');
    await keys.type('换了电源，客户确认正常。');
    await keys.press('Control+Enter');
    await expect(dialog).toBeHidden();
    await expect.poll(state).toBe('resolved');
    await expect.poll(() => said(page), 'the outcome is said aloud').toMatch(new RegExp(`${word.solved}|${number}`));
    expect(await page.evaluate(() => document.activeElement?.tagName), 'the keyboard is somewhere').not.toBe('');
  });
});

/** Tab until the keyboard stands on such an element. */
async function walkTo(page: Page, tag: string) {
  for (let n = 0; n < 30 && (await here(page)).tag !== tag; n += 1) await page.keyboard.press('Tab');
  expect((await here(page)).tag).toBe(tag);
}
