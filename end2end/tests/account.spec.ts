// Coming in and what is one's own: passwords, invitations, devices, looks, tokens.
import AxeBuilder from '@axe-core/playwright';
import { randomUUID } from 'node:crypto';
import { type APIRequestContext, type Browser, type Page, type TestInfo, expect } from '@playwright/test';
import { address } from '../playwright.config';
import { test } from './story';

const api = '/api/v1';
const password = 'lantern river copper 71';

const zh = {
  signIn: '登录', signOut: '退出登录', wrong: '登录名或密码不对', show: '显示', set: '设置并登录', over: '这个链接已失效', short: '至少 10 个字符',
  revoke: '退出', thisOne: '本机', dark: '深色', light: '浅色', newToken: '新建令牌', create: '创建', end: '作废', change: '修改密码', changed: '密码已修改',
  claim: '建立并登录', gone: '没有找到', demo: '演示账号',
};
const en: typeof zh = {
  signIn: 'Sign in', signOut: 'Sign out', wrong: 'Wrong login or password', show: 'Show', set: 'Set and sign in', over: 'This link no longer works',
  short: 'At least 10 characters', revoke: 'Sign out', thisOne: 'This one', dark: 'Dark', light: 'Light', newToken: 'New token', create: 'Create',
  end: 'End', change: 'Change password', changed: 'Your password is changed', claim: 'Set up and sign in', gone: 'Not found', demo: 'Demo accounts',
};
const words = (info: TestInfo) => (info.project.name.includes('zh') ? zh : en);
const origin = { origin: address };
const live = (page: Page) => expect(page.locator('html')).toHaveAttribute('data-live', '');
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

async function demo(request: APIRequestContext, login: string) {
  const answer = await request.post(`${api}/session/demo`, { data: { login }, headers: origin });
  expect(answer.ok(), await answer.text()).toBe(true);
}

/** A colleague made for one test, with the link that sets a password. */
async function invited(browser: Browser, info: TestInfo) {
  const admin = await browser.newContext(info.project.use);
  await demo(admin.request, 'admin');
  const { rows } = await (await admin.request.get(`${api}/users?q=agent&limit=50`)).json();
  const like = rows.find((user: { login: string }) => user.login === 'agent');
  const id = randomUUID();
  const login = `p${id.slice(0, 8)}`;
  const user = { ...like, id, rv: 0, name: '新同事', login, email: '', phone: '' };
  const saved = await admin.request.put(`${api}/users/${id}`, { data: user, headers: origin });
  expect(saved.ok(), await saved.text()).toBe(true);
  const invitation = await (await admin.request.post(`${api}/users/${id}/invitation`, { data: {}, headers: origin })).json();
  await admin.close();
  return { login, path: invitation.path as string };
}

async function enter(page: Page, login: string, secret: string, name: string) {
  await page.locator('#login').fill(login);
  await page.locator('#password').fill(secret);
  await button(page, name).click();
}

test('an invitation sets a password, which then opens the door; a wrong one does not', async ({ page, browser }, info) => {
  const word = words(info);
  const { login, path } = await invited(browser, info);
  await page.goto(path);
  await live(page);
  await expect(page.getByText('新同事')).toBeVisible();
  await page.locator('#password').fill('short');
  await button(page, word.set).click();
  await expect(page.locator('#password-error')).toContainText(word.short);
  await button(page, word.show).click();
  await expect(page.locator('#password')).toHaveAttribute('type', 'text');
  await page.locator('#password').fill(password);
  await button(page, word.set).click();
  await page.waitForURL(/\/cases/);

  await page.goto('/account');
  await live(page);
  await page.locator('main').getByRole('button', { name: word.signOut, exact: true }).first().click();
  await page.waitForURL(/:\d+\/$/);
  expect((await (await page.request.get(`${api}/session`)).json()).kind).toBe('guest');

  await page.goto('/account');
  await expect(page).toHaveURL(/\/sign-in\?back=%2Faccount/);
  await live(page);
  await enter(page, login, 'not the password', word.signIn);
  await expect(page.getByText(word.wrong)).toBeVisible();
  await expect(page.locator('#login')).toHaveValue(login);
  await page.locator('#password').fill(password);
  await button(page, word.signIn).click();
  await page.waitForURL(/\/account$/);

  await page.goto(path);
  await expect(page.getByText(word.over)).toBeVisible();
});

test('without script: wrong keeps the login, right leads on', async ({ browser }, info) => {
  const word = words(info);
  const { login, path } = await invited(browser, info);
  const context = await browser.newContext({ ...info.project.use, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(path);
  await page.locator('#password').fill(password);
  await button(page, word.set).click();
  await page.waitForURL(/\/cases/);
  await context.clearCookies();
  await page.goto('/sign-in?back=/account');
  await enter(page, login, 'not the password', word.signIn);
  await expect(page.getByText(word.wrong)).toBeVisible();
  await expect(page.locator('#login')).toHaveValue(login);
  await expect(page.locator('#password')).toHaveValue('');
  await page.locator('#password').fill(password);
  await button(page, word.signIn).click();
  await page.waitForURL(/\/account$/);
  await expect(page.locator('#devices .own-list').first().locator('li')).toHaveCount(2);
  await context.close();
});

test('nobody is led to another site after signing in', async ({ browser }, info) => {
  const context = await browser.newContext({ ...info.project.use, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto('/sign-in?back=//example.org/');
  await page.locator('.demo-row', { hasText: 'customer' }).first().click();
  await expect(page).toHaveURL(/127\.0\.0\.1:\d+\/$/);
  await context.close();
});

test('the people of the demo are one tap away', async ({ page }, info) => {
  const word = words(info);
  await page.goto('/sign-in');
  await live(page);
  await expect(page.getByRole('heading', { name: word.demo })).toBeVisible();
  await page.locator('.demo-row', { hasText: 'agent' }).first().click();
  await page.waitForURL(/\/cases/);
});

test('a used or wrong first link says so and keeps what was typed', async ({ page }, info) => {
  const word = words(info);
  await page.goto('/claim/none');
  await live(page);
  await page.locator('#organisation').fill('华明软件');
  await page.locator('#name').fill('周启明');
  await page.locator('#password').fill(password);
  await button(page, word.claim).click();
  await expect(page.locator('.banner')).toContainText(word.gone);
  await expect(page.locator('#organisation')).toHaveValue('华明软件');
});

test('one device signs another out', async ({ page, browser }, info) => {
  const word = words(info);
  const { login, path } = await invited(browser, info);
  await page.goto(path);
  await live(page);
  await page.locator('#password').fill(password);
  await button(page, word.set).click();
  await page.waitForURL(/\/cases/);
  const other = await browser.newContext(info.project.use);
  expect((await other.request.post(`${api}/session`, { data: { login, password }, headers: origin })).ok()).toBe(true);
  await page.goto('/account');
  await live(page);
  await expect(page.locator('#devices .own-list').first().locator('li')).toHaveCount(2);
  await page.locator('#devices').getByRole('button', { name: word.revoke, exact: true }).click();
  await expect(page.locator('#devices .own-list').first().locator('li')).toHaveCount(1);
  await expect(page.locator('#devices')).toContainText(word.thisOne);
  expect((await (await other.request.get(`${api}/session`)).json()).kind).toBe('guest');
  await other.close();
});

test('a changed password ends the other sessions', async ({ page, browser }, info) => {
  const word = words(info);
  const { login, path } = await invited(browser, info);
  await page.goto(path);
  await live(page);
  await page.locator('#password').fill(password);
  await button(page, word.set).click();
  await page.waitForURL(/\/cases/);
  const other = await browser.newContext(info.project.use);
  expect((await other.request.post(`${api}/session`, { data: { login, password }, headers: origin })).ok()).toBe(true);
  await page.goto('/account');
  await live(page);
  await page.locator('#password-card summary').click();
  await page.locator('#current').fill('wrong it is, wholly');
  await page.locator('#new').fill('another river, another lantern');
  await button(page, word.change).click();
  await expect(page.locator('#current-error')).toBeVisible();
  await page.locator('#current').fill(password);
  await button(page, word.change).click();
  await expect(page.getByText(word.changed)).toBeVisible();
  expect((await (await other.request.get(`${api}/session`)).json()).kind).toBe('guest');
  await other.close();
});

test('the theme is switched in place and stays', async ({ page }, info) => {
  const word = words(info);
  await demo(page.request, 'customer');
  await page.goto('/account');
  await live(page);
  for (const [name, theme] of [[word.dark, 'dark'], [word.light, 'light']]) {
    await page.getByRole('link', { name, exact: true }).click();
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    await page.reload();
    await live(page);
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    await expect(page.getByRole('link', { name, exact: true })).toHaveAttribute('aria-current', 'true');
  }
});

test('a token is shown once, works, and ends', async ({ page, playwright, baseURL }, info) => {
  const word = words(info);
  await demo(page.request, 'agent');
  await page.goto('/account');
  await live(page);
  await page.locator('#tokens summary').click();
  const name = `report ${randomUUID().slice(0, 6)}`;
  await page.locator('#token-name').fill(name);
  await button(page, word.create).click();
  const token = await page.locator('#new-token').inputValue();
  expect(token).toMatch(/^yd_/);
  const program = await playwright.request.newContext({ baseURL, extraHTTPHeaders: { authorization: `Bearer ${token}` } });
  expect((await program.get(`${api}/cases?limit=1`)).status()).toBe(200);
  await page.reload();
  await live(page);
  await expect(page.locator('#new-token')).toHaveCount(0);
  await page.locator('#tokens li', { hasText: name }).getByRole('button', { name: word.end, exact: true }).click();
  await expect(page.locator('#tokens li', { hasText: name })).toHaveCount(0);
  expect((await program.get(`${api}/cases?limit=1`)).status()).toBe(401);
  await program.dispose();
});

test('pages are accessible and fit 320 pixels', async ({ page, browser }, info) => {
  const { path } = await invited(browser, info);
  for (const address of ['/sign-in', '/claim/none', path, '/account as customer', '/account as agent']) {
    const [target, login] = address.split(' as ');
    if (login) await demo(page.request, login);
    await page.goto(target);
    await live(page);
    const found = await new AxeBuilder({ page }).analyze();
    expect(found.violations.map((v) => `${address} ${v.id}: ${v.nodes.map((n) => n.target).join(' | ')}`)).toEqual([]);
    const size = page.viewportSize();
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth), address).toBeLessThanOrEqual(320);
    if (size) await page.setViewportSize(size);
  }
});
