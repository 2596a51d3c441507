// A complaint from the customer's first word to the rating, by the people who handle it, in their pages.
import AxeBuilder from '@axe-core/playwright';
import { type Browser, type Page, type TestInfo, expect } from '@playwright/test';
import { address } from '../playwright.config';
import { test } from './story';

const api = '/api/v1';
const origin = { origin: address };
const zh = {
  subject: '您要投诉什么', expectation: '您希望怎么解决', send: '提交投诉', complain: '对处理不满意？投诉', take: '受理', classify: '判定投诉', serious: '严重',
  unit: '被投诉单位', acknowledge: '受理投诉', tell: '告诉客户', investigate: '开始调查', propose: '提出处理方案', remedy: '处理方案', paid: '补偿金额（元）', agree: '同意方案',
  promised: '前答复您', offered: '我们的处理方案', amount: '补偿 199.50 元', conclude: '办结投诉', conclusion: '告诉客户的结论', cause: '查明的根本原因',
  disagree: '不同意这个方案', wrong: '哪里不合适', say: '告诉我们', satisfaction: '客户满意度', kinds: '工单和投诉', complaint: '投诉', record: '这是投诉', saved: '保存', forbidden: '不能处理这张投诉',
};
const en: typeof zh = {
  subject: 'What is your complaint about', expectation: 'What would make it right', send: 'Send complaint', complain: 'Not happy with how this was handled? Complain',
  take: 'Take', classify: 'Classify complaint', serious: 'Serious', unit: 'Unit complained of', acknowledge: 'Acknowledge complaint', tell: 'Tell the customer', investigate: 'Start investigation',
  propose: 'Propose remedy', remedy: 'Remedy', paid: 'Compensation (CNY)', agree: 'I agree', promised: 'We will answer you by', offered: 'What we propose',
  amount: 'Compensation of CNY 199.50', conclude: 'Conclude complaint', conclusion: 'Conclusion for the customer', cause: 'Root cause found', disagree: 'I do not agree',
  wrong: 'What is not right with it', say: 'Tell us', satisfaction: 'Customer satisfaction', kinds: 'Cases and complaints', complaint: 'Complaints', record: 'This is a complaint', saved: 'Save', forbidden: 'cannot handle the complaint',
};
const words = (info: TestInfo) => (info.project.name.includes('zh') ? zh : en);
const live = (page: Page) => expect(page.locator('html')).toHaveAttribute('data-live', '');
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

async function signedIn(browser: Browser, info: TestInfo, login: string) {
  const context = await browser.newContext({ ...info.project.use, locale: words(info) === zh ? 'zh-CN' : 'en-US' });
  const answer = await context.request.post(`${api}/session/demo`, { data: { login }, headers: origin });
  expect(answer.ok(), await answer.text()).toBe(true);
  return context;
}

/** A case of the customer's, to complain of. */
async function submitted(browser: Browser, info: TestInfo) {
  const context = await signedIn(browser, info, 'customer');
  const answer = await context.request.post(`${api}/cases`, { data: { subject: `约好上门 ${info.project.name}` }, headers: origin });
  expect(answer.ok(), await answer.text()).toBe(true);
  return { context, made: (await answer.json()) as { id: string; number: string } };
}

/** Presses the act of the case that comes next, in the head or at the thumb. */
const act = (page: Page, name: string) =>
  page.locator('.case-head-actions, .case-thumb').getByRole('button', { name, exact: true }).filter({ visible: true }).first().click();

test('a complaint is answered, agreed to and ended with its cause', async ({ browser }, info) => {
  const word = words(info);
  const { context, made } = await submitted(browser, info);
  const customer = await context.newPage();
  await customer.goto(`/my/${made.number}`);
  await live(customer);
  await customer.getByRole('link', { name: word.complain }).click();
  await live(customer);
  await customer.getByLabel(word.subject).fill('约好上门，工程师没有来');
  await customer.getByLabel(word.expectation).fill('今天来，并说明原因');
  expect((await new AxeBuilder({ page: customer }).analyze()).violations).toEqual([]);
  await button(customer, word.send).click();
  await customer.waitForURL(/\/my\/CP-/);
  const number = new URL(customer.url()).pathname.split('/').pop() as string;

  const desk = await (await signedIn(browser, info, 'manager')).newPage();
  await desk.goto(`/cases/${number}`);
  await live(desk);
  await act(desk, word.take);
  // What is offered moves up when the case is one's own.
  await expect(desk.locator('.case-head-actions, .case-thumb').getByRole('button', { name: word.take, exact: true })).toHaveCount(0);
  await act(desk, word.classify);
  const dialog = desk.getByRole('dialog');
  await dialog.getByText(word.serious, { exact: true }).click();
  await dialog.getByRole('button', { name: word.classify }).click();
  await expect(dialog).toBeHidden();
  await act(desk, word.acknowledge);
  await dialog.getByLabel(word.tell).fill('已经受理，会查清楚。');
  await dialog.getByRole('button', { name: word.acknowledge }).click();
  await expect(dialog).toBeHidden();
  await expect(customer.locator('#answer-by')).toContainText(word.promised);
  await act(desk, word.investigate);
  await act(desk, word.propose);
  await dialog.getByLabel(word.remedy).fill('今天下午上门，免收上门费。');
  await dialog.getByLabel(word.paid).fill('199.5');
  await dialog.getByRole('button', { name: word.propose }).click();
  await expect(dialog).toBeHidden();

  const remedy = customer.locator('#remedy');
  await expect(remedy).toContainText(word.offered);
  await expect(remedy).toContainText(word.amount);
  expect((await new AxeBuilder({ page: customer }).analyze()).violations).toEqual([]);
  await button(customer, word.agree).click();
  await expect(remedy).toBeHidden();

  await act(desk, word.conclude);
  await dialog.getByLabel(word.conclusion).fill('已上门并致歉。');
  await dialog.getByLabel(word.cause).fill('排班表没有更新');
  await dialog.getByRole('button', { name: word.conclude }).click();
  await expect(dialog).toBeHidden();
  await expect(customer.getByText('已上门并致歉。').first()).toBeVisible();
  await expect(customer.getByText('排班表没有更新')).toHaveCount(0);
  await expect(customer.locator('#rating')).toBeVisible();
  await desk.context().close();
  await context.close();
});

test('a complaint is sent, and its remedy disputed, without script', async ({ browser }, info) => {
  const word = words(info);
  const context = await browser.newContext({ ...info.project.use, javaScriptEnabled: false, locale: word === zh ? 'zh-CN' : 'en-US' });
  const page = await context.newPage();
  await page.goto('/complain');
  await page.getByLabel(word.subject).fill('收费不对');
  await button(page, word.send).click();
  await expect(page.locator('#contact_phone')).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByLabel(word.subject)).toHaveValue('收费不对');
  await page.locator('#contact_phone').fill('13800138000');
  await button(page, word.send).click();
  await page.waitForURL(/\/t\//);
  const number = (await page.locator('main .mono').first().textContent()) as string;
  const { request } = await signedIn(browser, info, 'manager');
  const { case: told } = await (await request.get(`${api}/cases/${number}`)).json();
  const steps: [string, object][] = [
    [`/cases/${told.id}/take`, {}],
    [`/complaints/${told.id}/acknowledge`, { text: '已受理', answer_by: 4_102_444_800_000 }],
    [`/complaints/${told.id}/investigate`, {}],
    [`/complaints/${told.id}/remedy`, { text: '退还差额', compensation_minor: 0 }],
  ];
  for (const [path, data] of steps) {
    const answer = await request.post(`${api}${path}`, { data, headers: origin });
    expect(answer.ok(), `${path} ${await answer.text()}`).toBe(true);
  }
  await page.reload();
  await expect(page.locator('#remedy')).toContainText('退还差额');
  await page.getByText(word.disagree).click();
  await page.getByLabel(word.wrong).fill('还少 10 元');
  await button(page, word.say).click();
  await expect(page.getByText('还少 10 元').first()).toBeVisible();
  await expect(page.locator('#remedy')).toHaveCount(0);
  await context.close();
});

test('ratings are summed up by group, and the address keeps what was asked', async ({ browser }, info) => {
  const word = words(info);
  const context = await signedIn(browser, info, 'manager');
  const page = await context.newPage();
  await page.goto('/admin/satisfaction?days=365&by=kind');
  await live(page);
  await expect(page.getByRole('heading', { name: word.satisfaction, level: 1 })).toBeVisible();
  await expect(page.locator('#satisfaction-sums b').first()).toHaveText(/^[1-5]\.\d$/);
  await expect(page.locator('#days')).toHaveValue('365');
  await expect(page.locator('#by')).toHaveValue('kind');
  await page.locator('#by').selectOption('company');
  await expect(page).toHaveURL(/by=company/);
  await expect(page.getByRole('table').first().locator('tbody tr').first()).toBeVisible();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await context.close();
});
