// The secretary's desk: a meeting with every commune of the province, from the empty editor to a commune's answer.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { logIn } from './lib/app.mjs';
import { launchChromium, openPage } from './lib/browser.mjs';
import { Server } from './lib/server.mjs';

const results = fileURLToPath(new URL('../e2e-results/desk', import.meta.url));
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const title = 'Hội nghị triển khai công tác phòng chống thiên tai năm 2027';
const communes = 124;

let server;
let browser;
const people = {};

before(async () => {
  mkdirSync(results, { recursive: true });
  server = await Server.start();
  browser = await launchChromium();
  for (const [name, account] of [
    ['secretary', 'thuky'],
    ['chair', 'chutri'],
    ['commune', 'daibieu'],
  ]) {
    people[name] = await openPage(browser, { width: 1440, height: 900 });
    people[name].setDefaultTimeout(30_000);
    await logIn(people[name], server, account, '/');
  }
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/** No serious barrier on the page as it stands, and a picture of it. */
async function inspect(page, name) {
  await page.screenshot({ path: `${results}/${name}.png`, fullPage: true });
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() =>
    window.axe.run(document, {
      resultTypes: ['violations'],
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
    }),
  );
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  assert.deepEqual(
    serious.map(({ id, nodes }) => `${name}: ${id}: ${nodes[0].html.slice(0, 160)}`),
    [],
  );
}

/** Picks from a field that searches, by its label; words are typed and the first that has them is taken. */
async function pick(page, label, words) {
  const field = page.getByRole('combobox', { name: label });
  await field.click();
  await field.fill(words);
  await page.getByRole('option', { name: words }).first().click();
}

let address;

describe('a meeting with every commune', () => {
  it('is planned on one page, the communes added by one saved list', async () => {
    const page = people.secretary;
    await page.getByRole('link', { name: 'Cuộc họp', exact: true }).click();
    await page.getByTestId('new-meeting').click();
    await page.getByTestId('title').fill(title);
    await pick(page, 'Người chủ trì', 'Nguyễn Quang Lâm');
    await page.getByRole('combobox', { name: 'Thêm theo danh sách' }).click();
    await page.getByRole('option', { name: /^Toàn tỉnh/ }).click();
    await page.getByTestId('site-count').getByText(`${communes} điểm cầu`).waitFor();
    await page.getByRole('button', { name: 'Thêm nội dung' }).click();
    await page
      .getByTestId('agenda')
      .getByRole('textbox', { name: 'Nội dung' })
      .fill('Báo cáo công tác chuẩn bị');
    await page.getByTestId('declare').check();
    await inspect(page, 'editor');
  });

  it('is moved out of the way of another by one press', async () => {
    const page = people.secretary;
    // The weekly briefing of the demonstration has the same communes and the same chair.
    const busy = await page.evaluate(async () => {
      const answer = await fetch('/api/v1/meetings?state=issued&order=desc&q=giao ban&limit=1');
      return (await answer.json()).items[0].start;
    });
    const at = new Date(new Date(busy).getTime() + 7 * 3600_000).toISOString();
    const day = `${at.slice(8, 10)}/${at.slice(5, 7)}/${at.slice(0, 4)}`;
    await page.getByTestId('day').fill(day);
    await page.getByTestId('title').click(); // out of the field: the day is taken
    await page.locator('[data-testid="check"]:not([data-clashes="0"])').waitFor();
    await inspect(page, 'clash');
    await page.getByTestId('use-slot').click();
    await page.locator('[data-testid="check"][data-clashes="0"]').getByText('Không trùng lịch').waitFor();
  });

  it('is saved as a draft and submitted', async () => {
    const page = people.secretary;
    await page.getByTestId('save').click();
    await page.waitForURL(/\/meetings\/ME_[^/]+$/);
    address = new URL(page.url()).pathname;
    await page.getByRole('heading', { level: 1, name: title }).waitFor();
    await page.locator('[data-state="draft"]').waitFor();
    await inspect(page, 'meeting-draft');
    await page.getByTestId('act-submit').click();
    await page.locator('[data-state="submitted"]').waitFor();
  });

  it('waits for the chair at home, who approves it', async () => {
    const page = people.chair;
    await page.goto(`${server.url}/`);
    await page.getByRole('link', { name: `Xem và duyệt: ${title}` }).click();
    await page.getByTestId('act-approve').click();
    await page.locator('[data-state="approved"]').waitFor();
  });

  it('shows the approval to the secretary without a reload, and is issued to all communes', async () => {
    const page = people.secretary;
    await page.locator('[data-state="approved"]').waitFor();
    await page.getByTestId('act-issue').click();
    await page.getByText(`cho ${communes} đơn vị`).waitFor();
    await page.getByTestId('confirm').click();
    await page.locator('[data-state="issued"]').waitFor({ timeout: 60_000 });
    await page.getByRole('link', { name: 'Trả lời giấy mời' }).click();
    await page.getByTestId('count-waiting').getByText(String(communes), { exact: true }).waitFor();
    await inspect(page, 'answers');
  });
});

describe('a commune', () => {
  const invitation = (page) => page.locator('[data-testid="invitation"]').first();

  it('finds the invitation on the meeting’s page and confirms', async () => {
    const page = people.commune;
    await page.goto(`${server.url}${address}`);
    await invitation(page).getByTestId('confirm-attendance').click();
    await invitation(page).locator('[data-answer="confirmed"]').waitFor();
    await inspect(page, 'meeting-commune');
  });

  it('is counted on the secretary’s board as it answers', async () => {
    await people.secretary.getByTestId('count-confirmed').getByText('1', { exact: true }).waitFor();
  });

  it('names a substitute instead', async () => {
    const page = people.commune;
    await invitation(page).getByRole('button', { name: 'Đổi câu trả lời' }).click();
    await invitation(page).getByTestId('substitute').click();
    await invitation(page).getByRole('button', { name: 'Người ngoài danh bạ' }).click();
    await invitation(page).getByRole('textbox', { name: 'Họ và tên' }).fill('Lò Thị Mai');
    await inspect(page, 'substitute');
    await invitation(page).getByTestId('send-answer').click();
    await page.locator('[data-answer="substituted"]').first().waitFor();
    await people.secretary.getByTestId('count-substituted').getByText('1', { exact: true }).waitFor();
  });

  it('comes too early and waits at the door', async () => {
    const page = people.secretary;
    await page.goto(`${server.url}${address}/join`);
    await page.locator('[data-testid="door"][data-reason="early"]').getByTestId('left').waitFor();
    await inspect(page, 'door');
  });
});

describe('the secretary', () => {
  it('reminds all who have not answered with two presses', async () => {
    const page = people.secretary;
    await page.goto(`${server.url}${address}/answers`);
    await page.getByTestId('remind').click();
    await page.getByTestId('remind-now').click();
    // All but the one that answered, and the substitute whom it named.
    await page.getByText(`Đã nhắc ${communes} nơi.`).waitFor();
  });

  it('sees what somebody else saved first, and keeps the own change', async () => {
    const page = people.secretary;
    await page.goto(`${server.url}${address}/edit`);
    await page.getByTestId('title').waitFor();
    const other = people.chair;
    await other.goto(`${server.url}${address}/edit`);
    await other.getByTestId('title').fill(`${title} (chủ trì sửa)`);
    await other.getByTestId('save').click();
    await other.waitForURL(`**${address}`);
    await page.getByTestId('title').fill(`${title} (thư ký sửa)`);
    await page.getByTestId('save').click();
    await page.getByTestId('stale').getByText(`${title} (chủ trì sửa)`).waitFor();
    await inspect(page, 'stale');
    await page.getByRole('button', { name: 'Lưu phần của tôi' }).click();
    await page.getByRole('heading', { level: 1, name: `${title} (thư ký sửa)` }).waitFor();
  });

  it('is asked before unsaved changes are left', async () => {
    const page = people.secretary;
    await page.goto(`${server.url}${address}/edit`);
    await page.getByTestId('title').fill('Chưa lưu');
    await page.getByRole('link', { name: 'Lịch họp' }).click();
    await page.getByRole('button', { name: 'Ở lại' }).click();
    assert.match(page.url(), /\/edit$/);
    await page.getByRole('link', { name: 'Lịch họp' }).click();
    await page.getByRole('button', { name: 'Rời trang, bỏ thay đổi' }).click();
    await page.waitForURL('**/calendar');
  });

  it('meets no error on the way', async () => {
    for (const page of Object.values(people)) {
      const known = /status of (401|412)/;
      assert.deepEqual(page.faults, []);
      assert.deepEqual(
        page.log.filter((line) => line.startsWith('error') && !known.test(line)),
        [],
      );
    }
  });
});
