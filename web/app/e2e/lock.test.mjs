// A desk that its owner has left: the page locks, nothing of it is seen, and it is as it was for who comes back.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { logIn } from './lib/app.mjs';
import { barriers } from './lib/axe.mjs';
import { launchChromium, openPage } from './lib/browser.mjs';
import { inScheme, picture, tooWide } from './lib/looks.mjs';
import { Server } from './lib/server.mjs';
import { until } from './lib/wait.mjs';

const results = fileURLToPath(new URL('../e2e-results/lock', import.meta.url));
const title = 'Hội nghị sơ kết công tác bảo vệ rừng';
const minute = 60_000;
// Longer than a busy machine takes for a page and the next press on it.
const idle = '30s';

let server, browser, page, password;

before(async () => {
  mkdirSync(results, { recursive: true });
  server = await Server.start({ env: { GIAOBAN_AUTH_IDLE_TIMEOUT: idle } });
  browser = await launchChromium();
  const { demoAccounts } = await (await fetch(`${server.url}/api/v1/info`)).json();
  password = demoAccounts.find(({ username }) => username === 'thuky').password;
  page = await openPage(browser, { width: 1440, height: 900 });
  await page.clock.install(); // the page asks every minute whether it is locked
  await logIn(page, server, 'thuky', '/meetings/new');
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/** Nobody touches the page until its session is idle, and the page comes to ask. */
async function leave() {
  await until('the server to find nobody there', async () => {
    // As a page that nobody touches asks: that keeps no session awake.
    const answer = await page.request.get(`${server.url}/api/v1/session`, {
      headers: { 'Giaoban-Quiet': '3600' },
    });
    return answer.status() === 401;
  });
  await page.clock.fastForward(minute + 1000);
  await page.getByTestId('lock').waitFor();
}

const unlock = (words) => page.getByTestId('lock').locator('input[name="password"]').fill(words);
const press = () => page.getByTestId('lock').locator('button[type="submit"]').click();

describe('a page that is left alone', () => {
  it('locks, and shows nothing of what was on it', async () => {
    await page.getByTestId('title').fill(title);
    await page.getByRole('button', { name: 'Thêm nội dung' }).click();
    const item = page.getByTestId('agenda').getByRole('textbox', { name: 'Nội dung' });
    await item.fill('Báo cáo sáu tháng');
    await leave();
    assert.equal(await page.getByTestId('title').isVisible(), false);
    assert.match(await page.title(), /khóa/);
    await until('the cursor to be in the lock', () =>
      page.evaluate(() => Boolean(document.activeElement?.closest('[data-testid="lock"]'))),
    );
  });

  it('reads in both languages, light and dark, at every size, with no serious barrier', async () => {
    for (const colorScheme of ['light', 'dark']) {
      await inScheme(page, colorScheme);
      for (const language of ['Tiếng Việt', 'English']) {
        const change = page.getByRole('button', { name: language });
        if (await change.count()) await change.click();
        await page.locator(`html[lang="${language === 'English' ? 'en' : 'vi'}"]`).waitFor();
        for (const [width, height] of [
          [1440, 900],
          [1024, 768],
          [390, 844],
        ]) {
          await page.setViewportSize({ width, height });
          const name = `${language === 'English' ? 'en' : 'vi'}-${colorScheme}-${width}`;
          await picture(page, { path: `${results}/${name}.png` });
          assert.deepEqual(await barriers(page), [], name);
          const over = await tooWide(page);
          assert.ok(over <= 0, `${name}: ${over} px too wide`);
        }
      }
      await page.getByRole('button', { name: 'Tiếng Việt' }).click();
    }
    await inScheme(page, 'light');
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  it('stays locked for a wrong password', async () => {
    await unlock('không phải mật khẩu này');
    await press();
    await page.getByTestId('lock').getByRole('alert').waitFor();
    assert.equal(await page.getByTestId('title').isVisible(), false);
  });

  it('is as it was for its owner: what was typed and saved nowhere is there', async () => {
    await unlock(password);
    await press();
    await page.getByTestId('lock').waitFor({ state: 'detached' });
    assert.equal(await page.getByTestId('title').inputValue(), title);
    const item = page.getByTestId('agenda').getByRole('textbox', { name: 'Nội dung' });
    assert.equal(await item.inputValue(), 'Báo cáo sáu tháng');
    assert.match(page.url(), /\/meetings\/new$/);
  });

  it('can be worked on at once', async () => {
    await page.getByTestId('declare').check();
    await page.getByTestId('save').click();
    await page.getByRole('heading', { level: 1, name: title }).waitFor();
  });

  it('shows nothing of it to somebody else', async () => {
    await leave();
    await page.getByRole('button', { name: 'Đăng nhập bằng tài khoản khác' }).click();
    // The address is there before the page that it names: the old one waits, hidden, until that has been read.
    await page.getByRole('textbox', { name: 'Tên đăng nhập' }).waitFor();
    assert.match(page.url(), /\/login/);
    assert.equal(await page.getByText(title).count(), 0);
  });

  it('throws nothing', () => assert.deepEqual(page.faults, []));
});
