// The place of work: palette, keys of one's own, tabs, working through a list, presence, drafts; T19 and T20.
import { type Page, type TestInfo, expect } from '@playwright/test';
import { api, live } from './desk';
import { OwnDesk } from './own_desk';
import { scan } from './scan';
import { test } from './story';

const zh = {
  palette: '命令面板', here: '当前工单', create: '开单：', dark: '深色', change: '修改快捷键', next: '下一个', single: '启用单键快捷键',
  taken: '已用于', tabs: '打开的工单', close: '关闭', run: '逐张处理', order: '按列表顺序', skip: '跳过', nextCase: '下一张', reason: '原因',
  select: '选择工单', left: '剩余', risk: '按到期先后', riskShort: '先到期的在前', leave: '退出逐张处理', looking: '在看', typing: '输入中', share: '共享草稿', takeOver: '接手', took: '接手了这份草稿', english: 'English', chinese: '中文',
  reply: '回复客户', send: '发送', solved: '已解决', restore: '恢复默认', over: '处理完了', search: '搜索',
};
const en: typeof zh = {
  palette: 'Command palette', here: 'This case', create: 'Create “', dark: 'Dark', change: 'Change shortcuts', next: 'Next', single: 'Single-key shortcuts',
  taken: 'Already used for', tabs: 'Open cases', close: 'Close', run: 'Work through', order: 'In the order of the list', skip: 'Skip', nextCase: 'Next', reason: 'Reason',
  select: 'Select a case', left: 'left', risk: 'What is due first', riskShort: 'due first', leave: 'Stop working through', looking: 'viewing', typing: 'typing', share: 'Share the draft', takeOver: 'Take over', took: 'took this draft over', english: 'English', chinese: '中文',
  reply: 'Reply', send: 'Send', solved: 'Resolved', restore: 'Reset to default', over: 'worked through', search: 'Search',
};
const words = (info: TestInfo) => (info.project.name.includes('zh') ? zh : en);
const isPhone = (info: TestInfo) => info.project.name.includes('phone');

/** A press while an input method puts characters together: it belongs to the input method. */
const composing = (page: Page, selector: string, key: string) =>
  page.locator(selector).first().evaluate((node, key) => {
    node.dispatchEvent(new KeyboardEvent('keydown', { key, isComposing: true, bubbles: true, cancelable: true }));
  }, key);
const palette = (page: Page) => page.locator('dialog.palette[open]');
const options = (page: Page) => palette(page).getByRole('option');
const opened = async (page: Page, address: string) => {
  await page.goto(address);
  await live(page);
};
const shown = (page: Page, subject: string) => expect(page.locator('.case-head h1')).toHaveText(subject);

test('the palette finds by initials, acts on the case in view, creates, and stands over a dialog', async ({ browser }, info) => {
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    const made = await desk.reported('打印机卡纸');
    const context = await desk.signedIn('support');
    const page = await context.newPage();
    await opened(page, `/cases/${made.number}`);
    await shown(page, '打印机卡纸');
    if (isPhone(info)) {
      await opened(page, '/cases');
      await page.locator('.bottom-nav').getByRole('button', { name: word.search }).click();
    } else {
      await page.keyboard.press('Control+k');
    }
    await expect(page.getByRole('combobox', { name: word.palette })).toBeFocused();
    // What was opened lately is there before anything is typed.
    if (isPhone(info)) await expect(options(page).filter({ hasText: '打印机卡纸' })).toBeVisible();
    // The cases page by the initials of its syllables.
    await page.keyboard.type('gd', { delay: 20 });
    if (info.project.name.includes('zh')) await expect(options(page).filter({ hasText: '工单' }).first()).toBeVisible();
    await expect(options(page).filter({ hasText: word.create })).toHaveCount(1);
    await page.keyboard.press('Control+a');
    await page.keyboard.type('打印机卡');
    await expect(options(page).filter({ hasText: made.number })).toBeVisible();
    await composing(page, '.palette-input', 'Enter');
    await expect(palette(page)).toBeVisible();
    await expect(options(page).first()).toHaveAttribute('aria-selected', 'true');
    await options(page).filter({ hasText: made.number }).click();
    await shown(page, '打印机卡纸');
    await expect(palette(page)).toHaveCount(0);
    if (isPhone(info)) return;

    // Over a dialog, and the focus comes back to it.
    await page.keyboard.press('p');
    const dialog = page.locator('dialog.dialog[open]');
    await expect(dialog).toBeVisible();
    await page.keyboard.press('Control+k');
    await expect(palette(page)).toBeVisible();
    await expect(palette(page).locator('.palette-part').first()).toHaveText(word.here);
    await page.keyboard.press('Escape');
    await expect(palette(page)).toHaveCount(0);
    await expect(dialog).toBeVisible();
    await page.keyboard.press('Escape');

    // Backspace leaves the object in view; a setting is done in place.
    await page.keyboard.press('Control+k');
    await expect(palette(page).locator('.palette-chip')).toContainText(made.number);
    await page.keyboard.press('Backspace');
    await expect(palette(page).locator('.palette-chip')).toHaveCount(0);
    await page.keyboard.type(word.dark);
    await page.keyboard.press('Enter');
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('空调不制冷');
    await options(page).filter({ hasText: word.create }).click();
    await expect(page.locator('#subject')).toHaveValue('空调不制冷');
  });
});

test('the palette answers from the device while the server is away', async ({ browser }, info) => {
  await OwnDesk.tell(browser, info, async (desk) => {
    const made = await desk.reported('离线也找得到');
    const { page } = await desk.at(made);
    await page.route('**/api/**', (route) => route.abort('connectionfailed'));
    await page.keyboard.press('Control+k');
    await expect(palette(page)).toBeVisible();
    await page.keyboard.type('离线也');
    await expect(options(page).filter({ hasText: made.number })).toBeVisible();
  });
});

test('keys of one\'s own: changed, refused where they clash, switched off, on every device', async ({ browser }, info) => {
  test.skip(isPhone(info), 'a phone has no keys');
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    const context = await desk.signedIn('support');
    const page = await context.newPage();
    await opened(page, '/cases');
    await expect(page.locator('.case-row').first()).toBeVisible();
    await composing(page, 'body', 'c');
    await composing(page, 'body', '?');
    await expect(page.locator('#quick-open, dialog[open]')).toHaveCount(0);
    // Picked for work on many by a key, and let go by another.
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await expect(page.getByRole('toolbar')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('toolbar')).toHaveCount(0);
    await page.keyboard.press('k');
    await page.keyboard.press('?');
    const sheet = page.locator('dialog#keys[open]');
    await expect(sheet.locator('.keys-row', { hasText: word.select })).toContainText('X');
    await sheet.getByRole('button', { name: word.change }).click();
    const row = sheet.locator('[data-command="list.next"]');
    await row.locator('.keys-own-keys').click();
    await page.keyboard.press('k');
    await expect(row.getByRole('alert')).toContainText(word.taken);
    await row.locator('.keys-own-keys').click();
    await page.keyboard.press('i');
    // Pressed, and then taken: a second press might have followed.
    await expect(row.locator('.keys-own-keys')).toHaveAttribute('aria-pressed', 'false');
    await expect(row.locator('.keys-own-keys')).toHaveText('I');
    await page.keyboard.press('Escape');
    const rows = page.locator('.case-row');
    await expect(rows.nth(0)).toHaveAttribute('data-cursor', '');
    await page.keyboard.press('i');
    await expect(rows.nth(1)).toHaveAttribute('data-cursor', '');
    // The key that meant it before means nothing; the one after it in the line of presses is heard.
    await page.keyboard.press('j');
    await page.keyboard.press('i');
    await expect(rows.nth(2)).toHaveAttribute('data-cursor', '');

    // Another device of the same person's knows them; two presses lead on.
    const other = await (await desk.signedIn('support')).newPage();
    await opened(other, '/cases');
    await expect(other.locator('.case-row').first()).toBeVisible();
    await expect(async () => {
      await other.reload();
      await live(other);
      await expect(other.locator('.case-row').first()).toBeVisible();
      await other.keyboard.press('i');
      await expect(other.locator('.case-row[data-cursor]')).toHaveCount(1, { timeout: 2000 });
    }).toPass();
    await other.keyboard.press('g');
    await expect(other.locator('.keys-begun')).toContainText('G');
    await other.keyboard.press('m');
    await expect(other).toHaveURL(/assignee=me/);

    // The switch silences what a voice or a slip could press, and nothing else.
    await other.keyboard.press('?');
    await other.locator('dialog#keys[open]').getByRole('switch', { name: word.single }).click();
    await other.keyboard.press('Escape');
    await other.keyboard.press('c');
    await expect(other.locator('#quick-open')).toHaveCount(0);
    await other.keyboard.press('Control+k');
    await expect(palette(other)).toBeVisible();
  });
});

test('open cases stay as tabs: in order, with what is new, after a restart and on another device', async ({ browser }, info) => {
  test.skip(isPhone(info), 'tabs stand on desks');
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    const cases = [await desk.reported('第一张'), await desk.reported('第二张'), await desk.reported('第三张')];
    const context = await desk.signedIn('support');
    const page = await context.newPage();
    for (const [n, made] of cases.entries()) {
      await opened(page, `/cases/${made.number}`);
      await shown(page, ['第一张', '第二张', '第三张'][n]);
    }
    const strip = (on: Page) => on.getByRole('navigation', { name: word.tabs });
    const subjects = (on: Page) => strip(on).locator('.desk-tab-subject');
    await expect(subjects(page)).toHaveText(['第一张', '第二张', '第三张']);
    // Moved by keys, without losing the focus.
    await strip(page).locator('.desk-tab-link').first().focus();
    await page.keyboard.press('Alt+ArrowRight');
    await expect(subjects(page)).toHaveText(['第二张', '第一张', '第三张']);
    await expect(strip(page).locator('.desk-tab-link').nth(1)).toBeFocused();
    await page.keyboard.press('Alt+1');
    await shown(page, '第二张');
    await page.keyboard.press(']');
    await shown(page, '第一张');
    // Something new on a case that is not looked at.
    const customer = (await desk.signedIn('customer')).request;
    await desk.post(customer, `/cases/${cases[2].id}/comments`, { text: '补充一张照片' });
    await expect(strip(page).locator('.desk-tab', { hasText: '第三张' }).locator('.desk-tab-dot')).toBeVisible();
    const kept = async () => {
      const { tabs } = await (await page.request.get(`${api}/tabs`)).json();
      return tabs.map((tab: { number: string }) => tab.number);
    };
    await expect.poll(kept).toEqual([1, 0, 2].map((n) => cases[n].number));
    // Restarted, and on another device.
    await page.reload();
    await expect(subjects(page)).toHaveText(['第二张', '第一张', '第三张']);
    const other = await (await desk.signedIn('support')).newPage();
    await expect(async () => {
      await opened(other, '/cases');
      await expect(subjects(other)).toHaveText(['第二张', '第一张', '第三张'], { timeout: 2000 });
    }).toPass();
    await strip(page).getByRole('button', { name: `${word.close} ${cases[0].number}` }).click();
    await shown(page, '第三张');
    await expect(subjects(page)).toHaveText(['第二张', '第三张']);
  });
});

test('a list is worked through: next after sending, skipping with a reason, to the end', async ({ browser }, info) => {
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    const context = await desk.signedIn('support');
    const company = `队列${info.project.name}`;
    for (const subject of ['甲', '乙', '丙']) await desk.post(context.request, '/cases/quick-open', { subject: `${company}${subject}`, channel: 'phone' });
    const page = await context.newPage();
    await opened(page, `/cases?q=${encodeURIComponent(company)}&sort=created`);
    await expect(page.locator('.case-row')).toHaveCount(3);
    await page.locator('.list-arrange').getByRole('button', { name: word.run }).click();
    await page.getByRole('menuitem', { name: word.order }).click();
    await shown(page, `${company}甲`);
    const bar = page.getByRole('region', { name: word.run });
    await expect(bar).toContainText(info.project.name.includes('zh') ? `${word.left} 3` : `3 ${word.left}`);
    await page.locator('#composer-text').fill('已经安排，请稍候。');
    await page.locator('#composer-text').press('Control+Enter');
    await shown(page, `${company}乙`);
    await bar.getByRole('button', { name: word.skip, exact: true }).click();
    const dialog = page.locator('dialog#run-skip[open]');
    await dialog.getByLabel(word.reason).selectOption('specialist');
    await dialog.getByRole('button', { name: word.skip, exact: true }).click();
    await shown(page, `${company}丙`);
    await bar.getByRole('button', { name: word.nextCase, exact: true }).click();
    await expect(page.getByText(word.over)).toBeVisible();
    await expect(page).toHaveURL(/\/cases\?q=/);
    // Begun anew by what is due first, and left where it stands.
    await page.locator('.list-arrange').getByRole('button', { name: word.run }).click();
    await page.getByRole('menuitem', { name: word.risk }).click();
    await expect(bar).toContainText(word.riskShort);
    await bar.getByRole('button', { name: word.leave }).click();
    await expect(bar).toHaveCount(0);
    await expect(page).toHaveURL(/\/cases\?q=/);
    const manager = (await desk.signedIn('manager')).request;
    const audit = await (await manager.get(`${desk.server.address}${api}/audit`)).text();
    expect(audit).toContain('specialist');
  });
});

test('two people at a case see each other, and a shared draft is taken over and sent', async ({ browser }, info) => {
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    const made = await desk.reported('两个人都在看');
    const pages: Page[] = [];
    for (const login of ['support', 'agent']) {
      const page = await (await desk.signedIn(login)).newPage();
      await opened(page, `/cases/${made.number}`);
      await shown(page, '两个人都在看');
      pages.push(page);
    }
    const [one, two] = pages;
    await expect(two.locator('.beside')).toContainText(word.looking);
    await expect(one.locator('.beside')).toContainText(word.looking);
    await one.locator('#composer-text').fill('请先重启打印机');
    await expect(two.locator('.beside')).toContainText(word.typing);
    await one.getByRole('button', { name: word.share, exact: true }).click();
    const shared = two.locator('.draft-note', { hasText: '请先重启打印机' });
    await expect(shared).toBeVisible();
    await shared.getByRole('button', { name: word.takeOver }).click();
    await expect(two.locator('#composer-text')).toHaveValue('请先重启打印机');
    await expect(one.locator('.draft-note', { hasText: word.took })).toBeVisible();
    await expect(one.locator('#composer-text')).toHaveValue('');
    await two.locator('#composer-text').press('Control+Enter');
    await expect(two.locator('#composer-text')).toHaveValue('');
    await expect(one.locator('.timeline')).toContainText('请先重启打印机');
    // A draft that is not shared is on the person's other devices.
    await one.locator('#composer-text').fill('回头再写');
    await one.waitForResponse((answer) => answer.url().endsWith('/drafts') && answer.request().method() === 'PUT');
    const phone = await (await desk.signedIn('support')).newPage();
    await opened(phone, `/cases/${made.number}`);
    await expect(phone.locator('#composer-text')).toHaveValue('回头再写');
    // Whoever leaves says so; whoever falls silent is let go after half a minute.
    await phone.goto('about:blank');
    await one.goto('about:blank');
    await expect(two.locator('.beside')).toBeEmpty({ timeout: 60_000 });
  });
});

test('T19: switching the language in the middle of a draft keeps draft, focus and scroll', async ({ browser }, info) => {
  await OwnDesk.tell(browser, info, async (desk) => {
    const made = await desk.reported('换语言');
    const { request } = await desk.signedIn('support');
    for (let n = 0; n < 12; n++) await desk.post(request, `/cases/${made.id}/comments`, { text: `第 ${n} 条\n说明\n说明`, internal: true });
    const page = await (await desk.signedIn('support')).newPage();
    await opened(page, `/cases/${made.number}`);
    await shown(page, '换语言');
    const area = page.locator('#composer-text');
    await area.fill('写到一半的回复');
    await page.locator('#case-body').evaluate((body) => (body.scrollTop = 240));
    await area.focus();
    await area.evaluate((node: HTMLTextAreaElement) => node.setSelectionRange(3, 3));
    const before = await page.locator('#case-body').evaluate((body) => body.scrollTop);
    for (const [name, lang] of info.project.name.includes('zh') ? [[zh.english, 'en'], [en.chinese, 'zh-CN']] : [[zh.chinese, 'zh-CN'], [en.english, 'en']]) {
      await page.keyboard.press('Control+k');
      await expect(palette(page)).toBeVisible();
      await page.keyboard.type(name);
      await expect(options(page).filter({ hasText: name }).first()).toHaveAttribute('aria-selected', 'true');
      await page.keyboard.press('Enter');
      await expect(page.locator('html')).toHaveAttribute('lang', lang);
      await expect(area).toHaveValue('写到一半的回复');
      await expect(area).toBeFocused();
      expect(await area.evaluate((node: HTMLTextAreaElement) => node.selectionStart)).toBe(3);
      expect(await page.locator('#case-body').evaluate((body) => body.scrollTop)).toBe(before);
    }
  });
});

test('T20: by keyboard alone a case is created, found, answered and closed', async ({ browser }, info) => {
  test.skip(isPhone(info), 'a phone has no keys');
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    const page = await (await desk.signedIn('agent')).newPage();
    await opened(page, '/cases');
    await expect(page.locator('.case-row').first()).toBeVisible();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('投影仪没有画面');
    await expect(options(page).filter({ hasText: word.create })).toBeVisible();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await expect(page.locator('#subject')).toHaveValue('投影仪没有画面');
    await expect(page.locator('#quick-open')).toBeVisible();
    await page.keyboard.press('Control+Enter');
    await expect(page.locator('#quick-open')).toHaveCount(0);
    await expect(page.locator('.toast')).toContainText('CS-');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('投影仪');
    await expect(options(page).filter({ hasText: 'CS-' })).toHaveCount(1);
    await page.keyboard.press('Enter');
    await shown(page, '投影仪没有画面');
    await page.keyboard.press('r');
    await expect(page.locator('#composer-text')).toBeFocused();
    await page.keyboard.type('已经换了线，请再试。');
    await page.keyboard.press('Control+Enter');
    await expect(page.locator('#composer-text')).toHaveValue('');
    await page.keyboard.type('换线后正常。');
    await page.keyboard.press('Alt+Enter');
    const dialog = page.locator('dialog#act[open]');
    await expect(dialog.locator('textarea')).toHaveValue('换线后正常。');
    await page.keyboard.press('Control+Enter');
    await expect(dialog).toHaveCount(0);
    await expect(page.locator('.case-head-facts')).toContainText(word.solved);
  });
});

test('accessibility: palette, keys, tabs, a run and those beside', async ({ browser }, info) => {
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    const cases = [await desk.reported('无障碍甲'), await desk.reported('无障碍乙')];
    const page = await (await desk.signedIn('support')).newPage();
    const other = await (await desk.signedIn('agent')).newPage();
    await opened(other, `/cases/${cases[1].number}`);
    await other.locator('#composer-text').fill('同事写的草稿');
    await other.getByRole('button', { name: word.share, exact: true }).click();
    for (const made of cases) {
      await opened(page, `/cases/${made.number}`);
      await expect(page.locator('.case-head .mono').first()).toHaveText(made.number);
    }
    await expect(page.locator('.draft-note')).toBeVisible();
    await expect(page.locator('.beside')).not.toBeEmpty();
    await scan(page);
    await page.keyboard.press('Control+k');
    await expect(options(page).first()).toBeVisible();
    await scan(page);
    await page.keyboard.press('Escape');
    await expect(palette(page)).toHaveCount(0);
    // A phone has no keys of its own; its sheet is opened by those that are plugged in.
    await page.locator('.case-head h1').click();
    await page.keyboard.press('?');
    await expect(page.locator('dialog#keys[open]')).toBeVisible();
    await scan(page);
    await page.locator('dialog#keys[open]').getByRole('button', { name: word.change }).click();
    await expect(page.locator('.keys-own-row').first()).toBeVisible();
    await scan(page);
    await page.keyboard.press('Escape');
    await opened(page, '/cases?state=all');
    await page.locator('.list-arrange').getByRole('button', { name: word.run }).click();
    await page.getByRole('menuitem', { name: word.order }).click();
    const bar = page.getByRole('region', { name: word.run });
    await expect(bar).toBeVisible();
    await scan(page);
    await bar.getByRole('button', { name: word.skip, exact: true }).click();
    await expect(page.locator('dialog#run-skip[open]')).toBeVisible();
    await scan(page);
  });
});
