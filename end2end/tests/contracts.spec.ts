// A contract from its first word to its last call: made, activated, drawn from, used up, topped up, and read by the customer.
import { type APIRequestContext, type Page, type TestInfo, expect } from '@playwright/test';
import { api, live } from './desk';
import { OwnDesk } from './own_desk';
import { scanWhole } from './scan';
import { test } from './story';

const zh = {
  save: '保存', saved: '已保存', fix: '请先改正下面几处', required: '必填', whole: '次数必须是整数', draft: '草稿', activate: '启用', inForce: '生效中', more: '更多',
  adjust: '调整余额', renew: '续签', suspend: '暂停', resume: '恢复', suspended: '已暂停', topUp: '充值', toppedUp: '充值', left: (n: number) => `剩 ${n} 次`, none: '已无余额',
  becomes: '余额将从 0 次 变为 3 次', depleted: '的额度已用完', why: '为什么是这份合同', chosen: '使用这份', holds: '本单占用 1 次', below: '余额不足', renewed: '已生成续签合同',
  used: '余额已用完', contracts: '服务合同', mine: '我的服务', uncovered: '没有合同覆盖这张工单', needsServer: '这个页面需要联网',
};
const en: typeof zh = {
  save: 'Save', saved: 'Saved', fix: 'Please put these right first', required: 'Required', whole: 'whole number', draft: 'Draft', activate: 'Activate', inForce: 'In force', more: 'More',
  adjust: 'Adjust balance', renew: 'Renew', suspend: 'Suspend', resume: 'Resume', suspended: 'Suspended', topUp: 'Top up', toppedUp: 'Topped up', left: (n: number) => `${n} calls left`, none: 'Nothing left',
  becomes: 'goes from 0 calls to 3 calls', depleted: 'Nothing is left of the contract', why: 'Why this contract', chosen: 'Used', holds: 'This case holds 1 calls', below: 'Not enough is left', renewed: 'The renewal is made',
  used: 'Nothing left', contracts: 'Service contracts', mine: 'My service', uncovered: 'No contract covers this case', needsServer: 'needs the server',
};
const words = (info: TestInfo) => (info.project.name.includes('zh') ? zh : en);
const isPhone = (info: TestInfo) => info.project.name.includes('phone');
const CALLER = '13800001001';

const save = (page: Page, info: TestInfo) => page.locator('.save-bar').getByRole('button', { name: words(info).save, exact: true }).click();

/** Presses an act of the contract, in the head or behind "more". */
async function act(page: Page, info: TestInfo, name: string) {
  const button = page.locator('.page-actions').getByRole('button', { name, exact: true });
  if (await button.count()) return button.first().click();
  await page.locator('.page-actions').getByRole('button', { name: words(info).more }).click();
  await page.getByRole('menuitem', { name, exact: true }).click();
}

/** The company of the demo's customers. */
async function company(request: APIRequestContext, origin: string) {
  const { callers } = await (await request.get(`${origin}${api}/callers?q=${CALLER}`)).json();
  return { id: callers[0].contact.company_id as string, name: callers[0].company as string, contact: callers[0].contact.id as string };
}

/** A contract by the interface: of the caller's company, in force since yesterday. */
async function signed(desk: OwnDesk, request: APIRequestContext, fields: object) {
  const { id: company_id } = await company(request, desk.server.address);
  const id = crypto.randomUUID();
  const now = Date.now();
  const data = { id, rv: 0, active: true, name: '年度维保', company_id, state: 'active', starts_at: now - 86_400_000, ends_at: now + 20 * 86_400_000, combine: 'any', on_depletion: 'block', ...fields };
  const answer = await request.put(`${desk.server.address}${api}/contracts/${id}`, { data, headers: { origin: desk.server.address } });
  expect(answer.ok(), await answer.text()).toBe(true);
  return id;
}

/** Takes a call down as far as the subject. */
async function takeDown(page: Page, subject: string) {
  await page.locator('.nav-open').filter({ visible: true }).first().click();
  await page.locator('#caller').fill(CALLER);
  await page.getByRole('option').filter({ visible: true }).first().click();
  await page.locator('#subject').fill(subject);
}

test('a contract is written, activated, and can be found', async ({ browser }, info) => {
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    const context = await desk.signedIn('manager');
    const page = await context.newPage();
    const customer = await company(context.request, desk.server.address);
    await page.goto(`/admin/contracts?company=${customer.id}`);
    await live(page);
    await expect(page.locator('.empty')).toBeVisible();
    await scanWhole(page, 'no contracts yet');
    await page.locator('a[href="/admin/contracts/new"]').click();
    await expect(page.locator('.contract-form')).toBeVisible();
    // What is missing is said at its field before anything is sent.
    await page.locator('#contract-limit_calls').fill('2.5');
    await save(page, info);
    await expect(page.locator('.error-summary')).toContainText(word.fix);
    await expect(page.locator('#contract-company_id-error')).toContainText(word.required);
    await expect(page.locator('#contract-name-error')).toContainText(word.required);
    await expect(page.locator('#contract-limit_calls-error')).toContainText(word.whole);
    await scanWhole(page, 'with its faults');
    await page.locator('#contract-name').fill('年度维保');
    await page.locator('#contract-company_id').fill(customer.name);
    await page.getByRole('option', { name: customer.name }).first().click();
    await page.locator('#contract-limit_calls').fill('2');
    await page.locator('#contract-price').fill('9800');
    await save(page, info);
    await expect(page.locator('.toasts')).toContainText(word.saved);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('年度维保');
    await expect(page.locator('.contract-state')).toContainText(word.draft);
    await act(page, info, word.activate);
    const dialog = page.locator('dialog[open]');
    await scanWhole(page, 'a step of its life');
    await dialog.getByRole('button', { name: word.activate, exact: true }).click();
    await expect(page.locator('.contract-state')).toContainText(word.inForce);
    await expect(page.locator('#contract-left')).toContainText(word.left(2));
    await expect(page.locator('#contract-money')).toContainText('9800');
    await scanWhole(page, 'a contract');
    // It is as it was written after a reload, and found by what narrows the list.
    await page.goto(`/admin/contracts?state=active&company=${customer.id}`);
    await live(page);
    await expect(page.locator('.record-row')).toHaveCount(1);
    await expect(page.locator('.record-row')).toContainText(customer.name);
    await page.locator('#used').check();
    await expect(page.locator('.record-row')).toHaveCount(0);
    await expect(page).toHaveURL(/used=1/);
    await page.locator('#used').uncheck();
    await page.locator('.record-row').click();
    for (const [step, state] of [[word.suspend, word.suspended], [word.resume, word.inForce]]) {
      await act(page, info, step);
      await dialog.getByRole('button', { name: step, exact: true }).click();
      await expect(page.locator('.contract-state')).toContainText(state);
    }
    await act(page, info, word.renew);
    const sheet = page.locator('#contract-renew');
    await scanWhole(page, 'a renewal');
    await sheet.getByRole('button', { name: word.renew, exact: true }).click();
    await expect(page.locator('.toasts')).toContainText(word.renewed);
    await expect(page.locator('#contract-chain li')).toHaveCount(2);
    await context.close();
  });
});

test('calls draw from it until nothing is left, and a refusal loses nothing', async ({ browser }, info) => {
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    const manager = await desk.signedIn('manager');
    const id = await signed(desk, manager.request, { limits: [{ measure: 'calls', total: '2' }] });
    const agent = await desk.signedIn('agent');
    const page = await agent.newPage();
    await page.goto('/notices');
    await live(page);
    for (const [n, left] of [[1, 2], [2, 1]]) {
      await takeDown(page, `打印机卡纸 ${n}`);
      // What is left is known before the case is opened.
      await expect(page.locator('.caller-contracts')).toContainText(word.left(left));
      if (n === 1) await scanWhole(page, 'a call');
      await page.locator('#subject').press('Control+Enter');
      await expect(page.locator('#quick-open')).toBeHidden();
    }
    await takeDown(page, '第三次卡纸');
    await expect(page.locator('.caller-contracts')).toContainText(word.none);
    await page.locator('#description').fill('从早上开始。');
    await page.locator('#subject').press('Control+Enter');
    await expect(page.locator('#quick-open .error-summary')).toContainText(word.depleted);
    await expect(page.locator('#subject')).toHaveValue('第三次卡纸');
    await expect(page.locator('#description')).toHaveValue('从早上开始。');
    await scanWhole(page, 'a refusal');
    // Whoever keeps the contract tops it up; the same words then become a case.
    const desk2 = await manager.newPage();
    await desk2.goto(`/admin/contracts/${id}`);
    await live(desk2);
    await expect(desk2.locator('#contract-left')).toContainText(word.none);
    await act(desk2, info, word.topUp);
    const sheet = desk2.locator('#contract-hand');
    await sheet.getByRole('button', { name: word.topUp, exact: true }).click();
    await expect(sheet.locator('#amount-error')).toContainText(word.required);
    await sheet.locator('#amount').fill('3');
    await expect(sheet).toContainText(word.becomes);
    await scanWhole(desk2, 'a top-up');
    await sheet.getByRole('button', { name: word.topUp, exact: true }).click();
    await expect(sheet).toBeHidden();
    await expect(desk2.locator('#contract-left')).toContainText(word.left(3));
    await expect(desk2.locator('.ledger-line').first()).toContainText(word.toppedUp);
    const drawn = desk2.locator('.ledger-line a').first();
    const number = await drawn.innerText();
    expect(number).toMatch(/^CS-\d{4}-\d{6}$/);
    await expect(drawn).toHaveAttribute('href', `/cases/${number}`);
    // Nothing is taken away without a reason, nor more than there is.
    await act(desk2, info, word.adjust);
    await sheet.locator('#amount').fill('-9');
    await sheet.getByRole('button', { name: word.adjust, exact: true }).click();
    await expect(sheet.locator('#note-error')).toContainText(word.required);
    await sheet.locator('#note').fill('数错了');
    await sheet.getByRole('button', { name: word.adjust, exact: true }).click();
    await expect(sheet.locator('.error-summary')).toContainText(word.below);
    await desk2.keyboard.press('Escape');
    await page.locator('#subject').press('Control+Enter');
    await expect(page.locator('#quick-open')).toBeHidden();
    // The case says what it draws from, what is left, and why it is this one.
    const { rows } = await (await agent.request.get(`${desk.server.address}${api}/cases?q=${encodeURIComponent('第三次卡纸')}`)).json();
    await page.setViewportSize({ width: isPhone(info) ? 390 : 1400, height: 900 });
    await page.goto(`/cases/${rows[0].number}${isPhone(info) ? '?context' : ''}`);
    await live(page);
    const beside = page.locator('#case-contract');
    await expect(beside).toContainText('年度维保');
    await expect(beside).toContainText(word.left(2));
    await expect(beside).toContainText(word.holds);
    await beside.getByText(word.why).click();
    await expect(beside.locator('[data-chosen]')).toContainText(word.chosen);
    await manager.close();
    await agent.close();
  });
});

test('a customer reads what is left, on a phone and without script', async ({ browser }, info) => {
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    const manager = await desk.signedIn('manager');
    const id = await signed(desk, manager.request, { limits: [{ measure: 'calls', total: '5' }, { measure: 'hours', total: '8' }], call_hours: '1.5', price: '9800' });
    const { contact, id: company_id } = await company(manager.request, desk.server.address);
    const made = await desk.post(manager.request, '/cases/quick-open', { subject: '打印机卡纸', contact_id: contact, company_id });
    const own = await desk.signedIn('customer-admin', { javaScriptEnabled: false, viewport: { width: 360, height: 780 } });
    const page = await own.newPage();
    await page.goto('/');
    await page.getByRole('link', { name: '年度维保' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('年度维保');
    await expect(page.locator('.limit').first()).toContainText(word.left(4));
    await expect(page.locator('.ledger-line')).toHaveCount(2);
    await expect(page.locator('.ledger')).toContainText(made.number);
    expect(await page.content()).not.toContain('9800');
    await page.locator('.ledger').getByRole('link', { name: made.number, exact: true }).first().click();
    await expect(page).toHaveURL(new RegExp(`/my/${made.number}$`));
    await expect(page.getByRole('heading', { level: 1 })).toContainText('打印机卡纸');
    await page.goto('/contracts');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(word.contracts);
    await expect(page.locator('.contract-card')).toHaveCount(1);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    const scripted = await (await desk.signedIn('customer-admin', { viewport: { width: 360, height: 780 } })).newPage();
    await scripted.goto('/contracts');
    await live(scripted);
    await scanWhole(scripted, 'the contracts of a customer');
    await scripted.context().close();
    // Those who do not speak for their company are told nothing, by no address.
    const one = await desk.signedIn('customer', { javaScriptEnabled: false });
    const other = await one.newPage();
    await other.goto('/');
    await expect(other.locator('a[href="/contracts"]')).toHaveCount(0);
    for (const address of ['/contracts', `/contracts/${id}`]) {
      expect((await other.goto(address))?.status()).toBe(403);
      await expect(other.locator('.limit')).toHaveCount(0);
    }
    await manager.close();
    await own.close();
    await one.close();
  });
});

test('without a network the pages say that they need the server', async ({ browser }, info) => {
  await OwnDesk.tell(browser, info, async (desk) => {
    const context = await desk.signedIn('manager');
    const page = await context.newPage();
    await page.goto('/admin');
    await live(page);
    await page.route('**/api/v1/contracts/**', (route) => route.abort());
    await page.locator('main a[href="/admin/contracts"]').filter({ visible: true }).first().click();
    await expect(page.locator('.empty')).toContainText(words(info).needsServer);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(words(info).contracts);
    await context.close();
  });
});
