// What was done without the server is told with the moment at which it was done, and a clock that cannot be right is pointed out.
import { type Page, type TestInfo, expect } from '@playwright/test';
import { complete, live, write } from './desk';
import { OwnDesk } from './own_desk';
import { scan } from './scan';
import { test } from './story';

const zh = { away: '服务器暂时连不上', done: /设备上 .+ 操作，.+ 送达/, skewed: /设备时间 .+ 不可信，.+ 送达，按 .+ 计时/ };
const en: typeof zh = { away: 'The server cannot be reached', done: /done on the device at .+, arrived/, skewed: /the device says .+, which cannot be: arrived .+, counts from/ };
const words = (info: TestInfo) => (info.project.name.includes('zh') ? zh : en);

/** Sets the device's clock back by so many minutes, as somebody might in its settings. */
const setBack = (page: Page, minutes: number) =>
  page.evaluate((by) => {
    const clock = globalThis as unknown as { right?: () => number };
    const right = (clock.right ??= Date.now.bind(Date));
    Date.now = () => right() - by * 60_000;
  }, minutes);

test('two moments stand in the timeline, and a clock that was set back is not believed', async ({ browser }, info) => {
  test.setTimeout(120_000);
  const word = words(info);
  await OwnDesk.tell(browser, info, async (desk) => {
    const made = await desk.reported('下到机房没有信号');
    const page = await (await desk.signedIn('support')).newPage();
    await page.goto(`/cases/${made.number}`);
    await live(page);
    await complete(page);
    await desk.server.stop();
    await setBack(page, 5);
    await write(page, '五分钟前就看过了。', info);
    await setBack(page, 180);
    await write(page, '表慢了三个小时。', info);
    await setBack(page, 0);
    await desk.server.resume();
    await expect(page.locator('.banner').filter({ hasText: word.away })).toHaveCount(0, { timeout: 70_000 });
    await expect.poll(() => desk.told(made, '表慢了三个小时')).toBe(1);
    await page.reload();
    await live(page);
    const said = (text: string) => page.locator('.timeline .entry').filter({ hasText: text }).locator('.entry-noted');
    await expect(said('五分钟前就看过了。')).toHaveText(word.done);
    await expect(said('五分钟前就看过了。')).not.toHaveAttribute('data-skewed');
    await expect(said('表慢了三个小时。')).toHaveText(word.skewed);
    await expect(said('表慢了三个小时。')).toHaveAttribute('data-skewed');
    await scan(page);
  });
});
