// What a customer does on a phone, with and without script: report, follow, urge, answer, rate.
import AxeBuilder from '@axe-core/playwright';
import { type APIRequestContext, type Browser, type Locator, type Page, type TestInfo, expect } from '@playwright/test';
import { address } from '../playwright.config';
import { test } from './story';

const api = '/api/v1';
const photo = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const hostile = '</textarea><script>window.taken=1</script>';

const zh = {
  submit: '提交问题', send: '提交', subject: '遇到了什么问题', urge: '催办', urged: '已催办', link: '查询链接', received: '已收到您的问题',
  accept: '确认解决', rate: '提交评价', reopen: '没解决，继续处理', reply: '发送', promise: '承诺', handling: '处理中', done: '已完成',
  required: '必填', kept: '已收到 1 个文件', urgency: '业务停了', unknown: '没有找到编号为', service: '我的服务', add: '补充', why: '为什么是这个时间',
};
const en: typeof zh = {
  submit: 'Report a problem', send: 'Send', subject: 'What is wrong?', urge: 'Ask us to hurry', urged: 'Asked to hurry', link: 'Tracking link',
  received: 'We have your report', accept: 'It is solved', rate: 'Send rating', reopen: 'Not solved, go on', reply: 'Send', promise: 'promised by',
  handling: 'Being handled', done: 'Done', required: 'Required', kept: '1 files received', urgency: 'Business stopped',
  unknown: 'There is no device', service: 'My service', add: 'Add details', why: 'Why this time?',
};
const words = (info: TestInfo) => (info.project.name.includes('zh') ? zh : en);
const locale = (info: TestInfo) => (info.project.name.includes('zh') ? 'zh-CN' : 'en-US');

const origin = { origin: address };
const live = (page: Page) => expect(page.locator('html')).toHaveAttribute('data-live', '');
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
/** How much was pressed to get somewhere. */
function counter(info: TestInfo) {
  const touch = Boolean(info.project.use.hasTouch);
  const count = { taps: 0, tap: async (target: Locator) => { count.taps += 1; await (touch ? target.tap() : target.click()); } };
  return count;
}

/** A case a stranger reported: its number, id and the secret of its link. */
async function reported(request: APIRequestContext, subject: string) {
  const answer = await request.post(`${api}/cases`, { data: { subject, contact_phone: '13800138000', contact_name: '赵敏' }, headers: origin });
  expect(answer.ok(), await answer.text()).toBe(true);
  return (await answer.json()) as { id: string; number: string; track: string };
}

async function signedIn(browser: Browser, info: TestInfo, login: string, script = true) {
  const context = await browser.newContext({ ...info.project.use, javaScriptEnabled: script, locale: locale(info) });
  const answer = await context.request.post(`${api}/session/demo`, { data: { login }, headers: origin });
  expect(answer.ok(), await answer.text()).toBe(true);
  return context;
}

/** The desk takes the case, works and says that it is solved. */
async function solved(browser: Browser, info: TestInfo, id: string) {
  const agent = await signedIn(browser, info, 'agent');
  for (const step of ['take', 'start']) expect((await agent.request.post(`${api}/cases/${id}/${step}`, { data: {}, headers: origin })).ok()).toBe(true);
  const answer = await agent.request.post(`${api}/cases/${id}/resolve`, { data: { code: 'fixed', text: '换了搓纸轮，试印正常。' }, headers: origin });
  expect(answer.ok(), await answer.text()).toBe(true);
  await agent.close();
}

async function label(browser: Browser, info: TestInfo) {
  const customer = await signedIn(browser, info, 'customer');
  const list = await (await customer.request.get(`${api}/assets?limit=1`)).json();
  await customer.close();
  return list.rows[0] as { serial: string; name: string };
}

const withoutScript = (browser: Browser, info: TestInfo) =>
  browser.newContext({ ...info.project.use, javaScriptEnabled: false, locale: locale(info) });

test('a scanned label leads to a tracking link with a photo in at most four taps', async ({ page, browser }, info) => {
  const word = words(info);
  const thing = await label(browser, info);
  const count = counter(info);
  await page.goto(`/r/${thing.serial}`);
  await live(page);
  await expect(page.getByText(thing.name)).toBeVisible();
  await count.tap(page.getByLabel(word.subject));
  await page.keyboard.type('不亮了');
  await count.tap(page.locator('#contact_phone'));
  await page.keyboard.type('13800138000');
  const choosing = page.waitForEvent('filechooser');
  await count.tap(page.locator('#files'));
  await (await choosing).setFiles({ name: '现场.png', mimeType: 'image/png', buffer: photo });
  await count.tap(button(page, word.send));
  await page.waitForURL(/\/t\/[0-9a-f]+\?new=1/);
  expect(count.taps).toBeLessThanOrEqual(4);
  await expect(page.locator('.attachment-photo img')).toHaveCount(1);
  await expect(page.getByText(word.received)).toBeVisible();
  await expect(page.locator('#received-link')).toHaveValue(/\/t\/[0-9a-f]{20,}$/);
});

test('a label nobody knows says so and can be reported anyway', async ({ page }, info) => {
  const word = words(info);
  await page.goto('/r/NO-SUCH-1');
  await live(page);
  await expect(page.getByText(word.unknown)).toBeVisible();
  await expect(page.locator('#description')).toHaveValue(/NO-SUCH-1/);
  await page.getByLabel(word.subject).fill('贴纸上的机器坏了');
  await page.locator('#contact_phone').fill('13800138000');
  await button(page, word.send).click();
  await page.waitForURL(/\/t\//);
});

test('without script: step, promise and urge in one tap', async ({ browser, request }, info) => {
  const word = words(info);
  const made = await reported(request, '没有脚本也能催办');
  const context = await withoutScript(browser, info);
  const page = await context.newPage();
  const count = counter(info);
  await page.goto(`/t/${made.track}`);
  await expect(page.locator('.promise-card')).toContainText(word.promise);
  await expect(page.locator('[aria-current="step"]')).toBeVisible();
  // Why that time: folded, and opened without script.
  const why = page.locator('.why-due details');
  const stretches = why.locator('.clock[data-kind="resolution"] .clock-stretches > li');
  await expect(stretches.first()).toBeHidden();
  await why.getByText(word.why, { exact: true }).click();
  await expect(stretches.first()).toBeVisible();
  await expect(why.locator('.clock')).toHaveCount(2);
  await count.tap(button(page, word.urge));
  await expect(button(page, word.urged)).toBeDisabled();
  expect(count.taps).toBeLessThanOrEqual(2);
  await context.close();
});

test('rating is one tap and one confirmation', async ({ page, browser, request }, info) => {
  const word = words(info);
  const made = await reported(request, '评价要快');
  await solved(browser, info, made.id);
  await page.goto(`/t/${made.track}`);
  await live(page);
  const count = counter(info);
  await count.tap(page.locator('.rating label').nth(4));
  await count.tap(button(page, word.rate));
  await expect(page.locator('.rate')).toHaveCount(0);
  expect(count.taps).toBe(2);
  const rated = await (await request.get(`${api}/cases/tracked`, { headers: { 'x-yingda-track': made.track } })).json();
  expect(rated.case.rating.score).toBe(5);
});

test('not solved: the star and one confirmation open the case again', async ({ page, browser, request }, info) => {
  const word = words(info);
  const made = await reported(request, '其实没解决');
  await solved(browser, info, made.id);
  await page.goto(`/t/${made.track}`);
  await live(page);
  const count = counter(info);
  await count.tap(page.locator('.rating label').nth(0));
  await count.tap(button(page, word.reopen));
  await expect(page.locator('[aria-current="step"]')).toContainText(word.handling);
  expect(count.taps).toBe(2);
});

test('without script: a failed report comes back with every value, then goes through with its photo', async ({ browser }, info) => {
  const word = words(info);
  const context = await withoutScript(browser, info);
  const page = await context.newPage();
  await page.goto('/submit');
  await page.locator('#description').fill(hostile);
  await page.locator('#contact_name').fill('赵敏');
  await page.locator('#files').setInputFiles({ name: '卡纸.png', mimeType: 'image/png', buffer: photo });
  await page.getByLabel(word.urgency).check();
  const [answer] = await Promise.all([page.waitForResponse((r) => r.request().method() === 'POST'), button(page, word.send).click()]);
  expect(answer.status()).toBe(422);
  expect(await answer.text()).not.toContain('<script>window.taken');
  await expect(page.locator('#subject-error')).toContainText(word.required);
  await expect(page.locator('#description')).toHaveValue(hostile);
  await expect(page.locator('#contact_name')).toHaveValue('赵敏');
  await expect(page.getByLabel(word.urgency)).toBeChecked();
  await expect(page.getByText(word.kept)).toBeVisible();
  await page.locator('#subject').fill('打印机卡纸');
  await page.locator('#contact_phone').fill('13800138000');
  await button(page, word.send).click();
  await page.waitForURL(/\/t\//);
  await expect(page.locator('.attachment-photo img')).toHaveCount(1);
  const source = await page.locator('.attachment-photo img').getAttribute('src');
  const picture = await context.request.get(source ?? '');
  expect(picture.headers()['content-type']).toBe('image/png');
  await context.close();
});

test('with script: a failed report keeps values and chosen files', async ({ page }, info) => {
  const word = words(info);
  await page.goto('/submit');
  await live(page);
  await page.locator('#description').fill('每次打印都卡');
  await page.locator('#files').setInputFiles({ name: '卡纸.png', mimeType: 'image/png', buffer: photo });
  await button(page, word.send).click();
  await expect(page.locator('.error-summary')).toBeFocused();
  await expect(page.locator('.error-summary')).toContainText(word.subject);
  await expect(page.locator('#subject-error')).toContainText(word.required);
  await expect(page.locator('#description')).toHaveValue('每次打印都卡');
  await expect(page.locator('.file-list li')).toHaveCount(1);
  await page.locator('#subject').fill('打印机卡纸');
  await page.locator('#contact_phone').fill('13800138000');
  await button(page, word.send).click();
  await page.waitForURL(/\/t\//);
  await expect(page.locator('.attachment-photo img')).toHaveCount(1);
});

test('without script: a customer reports, answers with a photo, accepts and rates', async ({ browser }, info) => {
  const word = words(info);
  const context = await signedIn(browser, info, 'customer', false);
  const page = await context.newPage();
  await page.goto('/submit');
  await page.locator('#subject').fill('月结报错');
  await button(page, word.send).click();
  await page.waitForURL(/\/my\/CS-.*new=1/);
  await expect(page.getByText(word.received)).toBeVisible();
  const number = new URL(page.url()).pathname.split('/').pop() ?? '';

  await page.locator('#reply summary').click();
  await page.locator('#reply-text').fill('补一张截图');
  await page.locator('#reply-files').setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: photo });
  await page.locator('#reply').getByRole('button', { name: word.reply, exact: true }).click();
  await expect(page.locator('.entry-body', { hasText: '补一张截图' })).toBeVisible();
  await expect(page.locator('.attachment-photo img')).toHaveCount(1);

  const detail = await (await context.request.get(`${api}/cases/${number}`)).json();
  await solved(browser, info, detail.case.id);
  await page.goto(`/my/${number}`);
  await button(page, word.accept).click();
  await expect(page.locator('.promise-card')).toContainText(word.done);
  await page.locator('.rating input').nth(3).check({ force: true });
  await page.locator('.reason input').first().check({ force: true });
  await page.locator('.reason input').nth(1).check({ force: true });
  await button(page, word.rate).click();
  await expect(page.locator('.rate')).toHaveCount(0);
  const rated = await (await context.request.get(`${api}/cases/${number}`)).json();
  expect(rated.case.rating).toMatchObject({ score: 4, reasons: ['fast', 'professional'] });
  await context.close();
});

test('an answer is written in place and the page stays', async ({ page, request }, info) => {
  const word = words(info);
  const made = await reported(request, '补充说明');
  await page.goto(`/t/${made.track}`);
  await live(page);
  await page.getByRole('link', { name: word.add, exact: true }).click();
  await expect(page.locator('#reply-text')).toBeFocused();
  await page.keyboard.type(hostile);
  await page.locator('#reply').getByRole('button', { name: word.reply, exact: true }).click();
  await expect(page.locator('.entry-body', { hasText: hostile })).toBeVisible();
  expect(await page.evaluate(() => 'taken' in window)).toBe(false);
  await expect(page.locator('#reply-text')).toHaveValue('');
});

test('a half-written answer survives news from the desk', async ({ page, browser, request }, info) => {
  const word = words(info);
  const made = await reported(request, '写到一半');
  await page.goto(`/t/${made.track}`);
  await live(page);
  await page.getByRole('link', { name: word.add, exact: true }).click();
  await page.keyboard.type('还没写完');
  const agent = await signedIn(browser, info, 'agent');
  await agent.request.post(`${api}/cases/${made.id}/comments`, { data: { text: '请问型号是什么？' }, headers: origin });
  await agent.close();
  await expect(page.getByText('请问型号是什么？')).toBeVisible();
  await expect(page.locator('#reply-text')).toHaveValue('还没写完');
});

test('a link opens its own case and no other', async ({ page, request }) => {
  const [mine, other] = [await reported(request, '我的'), await reported(request, '别人的')];
  const headers = { 'x-yingda-track': mine.track };
  expect((await request.get(`${api}/cases/tracked`, { headers })).status()).toBe(200);
  expect((await request.get(`${api}/cases/${other.id}`, { headers })).status()).toBe(404);
  expect((await request.get(`${api}/cases/${other.number}`, { headers })).status()).toBe(404);
  await page.goto(`/my/${other.number}`);
  await expect(page).toHaveURL(/\/sign-in\?back=/);
  const gone = await page.goto(`/t/${'0'.repeat(64)}`);
  expect(gone?.status()).toBe(404);
  expect((await page.goto('/no/such/page'))?.status()).toBe(404);
});

test('the other language comes without losing what was typed', async ({ page }, info) => {
  const word = words(info);
  const other = word === zh ? en : zh;
  await page.goto('/submit');
  await live(page);
  await page.locator('#subject').fill('写到一半');
  await page.getByLabel(word.urgency).check();
  await page.getByRole('link', { name: word === zh ? 'English' : '中文' }).click();
  await expect(button(page, other.send)).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', word === zh ? 'en' : 'zh-CN');
  await expect(page.locator('#subject')).toHaveValue('写到一半');
  await expect(page.getByLabel(other.urgency)).toBeChecked();
  await page.reload();
  await expect(button(page, other.send)).toBeVisible();
});

test('without script the language link works as well', async ({ browser }, info) => {
  const word = words(info);
  const context = await withoutScript(browser, info);
  const page = await context.newPage();
  await page.goto('/submit');
  await page.getByRole('link', { name: word === zh ? 'English' : '中文' }).click();
  await expect(page).toHaveURL(/\/submit$/);
  await expect(button(page, word === zh ? en.send : zh.send)).toBeVisible();
  await context.close();
});

test('pages are accessible and fit 320 pixels', async ({ browser, request, page: guest }, info) => {
  const made = await reported(request, '一个足足有六十个字那么长的标题用来看看页面在最窄的手机上会不会横向滚动以及会不会把按钮挤出屏幕之外去'.slice(0, 60));
  const done = await reported(request, 'Averylongwordwithoutanyspacesthatmustbreaksomewhere '.repeat(3).trim());
  await solved(browser, info, done.id);
  const customer = await signedIn(browser, info, 'customer');
  const own = await customer.newPage();
  const theirs = await (await customer.request.get(`${api}/cases?limit=1`)).json();
  const visits: [Page, string][] = [
    ...['/', '/submit', `/t/${made.track}?new=1`, `/t/${done.track}`, '/no/such/page'].map((address): [Page, string] => [guest, address]),
    ...['/?closed=10', '/submit', '/notices', `/my/${theirs.rows[0].number}`].map((address): [Page, string] => [own, address]),
  ];
  for (const [page, address] of visits) {
    await page.goto(address);
    await live(page);
    const found = await new AxeBuilder({ page }).analyze();
    expect(found.violations.map((v) => `${address} ${v.id}: ${v.nodes.map((n) => n.target).join(' | ')}`)).toEqual([]);
    const size = page.viewportSize();
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth), address).toBeLessThanOrEqual(320);
    if (size) await page.setViewportSize(size);
  }
  await customer.close();
});

test('files that are empty or too large are named before anything is lost', async ({ page }, info) => {
  const word = words(info);
  await page.goto('/submit');
  await live(page);
  await page.locator('#subject').fill('附件有问题');
  await page.locator('#contact_phone').fill('13800138000');
  for (const buffer of [Buffer.alloc(0), Buffer.alloc(26 * 1024 * 1024, 1)]) {
    await page.locator('#files').setInputFiles({ name: '附件.png', mimeType: 'image/png', buffer });
    await button(page, word.send).click();
    await expect(page.locator('.error-summary, .form-fault, [role=alert]').first()).toBeVisible();
    await expect(page.locator('#subject')).toHaveValue('附件有问题');
    expect(new URL(page.url()).pathname).toBe('/submit');
    await page.reload();
    await live(page);
    await page.locator('#subject').fill('附件有问题');
    await page.locator('#contact_phone').fill('13800138000');
  }
});

test('without script: rejected, reopened, cancelled, each with its reason', async ({ browser, request }, info) => {
  const context = await withoutScript(browser, info);
  const page = await context.newPage();
  const fold = async (field: string, text: string) => {
    await page.locator(`details:has(#${field}) > summary`).click();
    await page.locator(`#${field}`).fill(text);
    await page.locator(`details:has(#${field}) button[type=submit]`).click();
  };
  const state = async (track: string) =>
    (await (await request.get(`${api}/cases/tracked`, { headers: { 'x-yingda-track': track } })).json()).case.state as string;
  const rejected = await reported(request, '还是不行');
  await solved(browser, info, rejected.id);
  await page.goto(`/t/${rejected.track}`);
  // Without a reason the same page comes back and says so at the field.
  await page.locator('details:has(#reject-reason) > summary').click();
  await page.locator('details:has(#reject-reason) button[type=submit]').click();
  await expect(page.locator('#reject-reason-error')).toBeVisible();
  await page.locator('#reject-reason').fill('又出现了');
  await page.locator('details:has(#reject-reason) button[type=submit]').click();
  await expect(page.locator('#reject-reason')).toHaveCount(0);
  expect(await state(rejected.track)).toBe('in_progress');

  const reopened = await reported(request, '后来又坏了');
  await solved(browser, info, reopened.id);
  expect((await request.post(`${api}/cases/${reopened.id}/accept`, { data: {}, headers: { ...origin, 'x-yingda-track': reopened.track } })).ok()).toBe(true);
  await page.goto(`/t/${reopened.track}`);
  await fold('reopen-reason', '第二天又卡了');
  await expect(page.locator('#reopen-reason')).toHaveCount(0);
  expect(await state(reopened.track)).toBe('in_progress');
  await context.close();

  const customer = await signedIn(browser, info, 'customer', false);
  const made = await (await customer.request.post(`${api}/cases`, { data: { subject: '其实不用了' }, headers: origin })).json();
  const own = await customer.newPage();
  await own.goto(`/my/${made.number}`);
  await own.locator('details:has(#cancel-reason) > summary').click();
  await own.locator('#cancel-reason').fill('自己好了');
  await own.locator('details:has(#cancel-reason) button[type=submit]').click();
  await expect(own.locator('#cancel-reason')).toHaveCount(0);
  expect((await (await customer.request.get(`${api}/cases/${made.number}`)).json()).case.state).toBe('cancelled');
  await customer.close();
});

test('forms of other sites are turned away, and a page lets in no script but its own', async ({ request }) => {
  const foreign = await request.post('/submit', { form: { op: 'cases.submit', subject: '别处来的', contact_phone: '13800138000' }, headers: { 'sec-fetch-site': 'cross-site', origin: 'https://elsewhere.example' } });
  expect(foreign.ok()).toBe(false);
  const page = await request.get('/submit');
  const policy = page.headers()['content-security-policy'] ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("'strict-dynamic'");
  const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? '';
  expect(nonce.length).toBeGreaterThan(10);
  expect(await (await request.get('/submit')).text()).not.toContain(nonce);
  for (const place of ['/preferences?lang=zh&next=/%09/elsewhere.example', '/preferences?lang=zh&next=//elsewhere.example']) {
    const answer = await request.get(place, { maxRedirects: 0 });
    expect(answer.headers().location).toBe('/');
  }
});
