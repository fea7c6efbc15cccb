// What comes of a meeting, from the draft of its minutes to a commune's task: written by a secretary in two windows,
// agreed by the chair, issued, and read by a delegate.
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { logIn } from './lib/app.mjs';
import { barriers } from './lib/axe.mjs';
import { launchChromium, openPage } from './lib/browser.mjs';
import { Server } from './lib/server.mjs';
import { inScheme, picture, tooWide } from './lib/looks.mjs';
import { until } from './lib/wait.mjs';

const results = new URL('../e2e-results/conclude', import.meta.url).pathname;
const sizes = [
  { width: 1440, height: 900 },
  { width: 1024, height: 768 },
  { width: 390, height: 844 },
];
let server, browser, secretary, other, chair, delegate, meeting;

before(async () => {
  await mkdir(results, { recursive: true });
  server = await Server.start();
  browser = await launchChromium();
  [secretary, other, chair, delegate] = await Promise.all(
    ['thuky', 'thuky', 'chutri', 'daibieu'].map(session),
  );
  const { items } = await api(secretary, '/meetings?state=ended');
  meeting = items.find(({ title }) => title === 'Họp giao nhiệm vụ đột xuất');
  assert.ok(meeting, 'the demonstration has a meeting that has ended');
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

async function session(username) {
  const page = await openPage(browser, { ...sizes[0], acceptDownloads: true });
  await logIn(page, server, username, '/');
  return page;
}

const api = (page, where) => page.evaluate(async (path) => (await fetch(`/api/v1${path}`)).json(), where);

/** The file behind a link, as the page's session gets it: its type and first bytes. */
const file = (page, testId) =>
  page.getByTestId(testId).evaluate(async (link) => {
    const answer = await fetch(link.href);
    const head = new Uint8Array(await answer.arrayBuffer()).slice(0, 5);
    return {
      status: answer.status,
      type: answer.headers.get('Content-Type'),
      head: String.fromCharCode(...head),
    };
  });

/** Shows a page in three sizes, light and dark: nothing wider than its window, no barrier. */
async function looked(page, name) {
  for (const colorScheme of ['light', 'dark']) {
    await inScheme(page, colorScheme);
    for (const size of sizes) {
      await page.setViewportSize(size);
      await picture(page, { path: `${results}/${name}-${size.width}-${colorScheme}.png`, fullPage: true });
      const over = await tooWide(page);
      assert.ok(over <= 1, `${name} at ${size.width} is ${over} px too wide`);
    }
    assert.deepEqual(await barriers(page), [], `${name}, ${colorScheme}`);
  }
  await inScheme(page, 'light');
  await page.setViewportSize(sizes[0]);
}

const minutes = () => `${server.url}/meetings/${meeting.id}/minutes`;
const text = (page) => page.getByTestId('text').first().locator('[role="textbox"]');
const saved = (page) => page.locator('[data-testid="saving"][data-saving="saved"]').waitFor();

/** Types at the end of the text, all at once: what a slow machine types letter by letter is saved in parts. */
async function type(page, words) {
  await text(page).click();
  await page.keyboard.press('Control+End');
  await page.keyboard.insertText(` ${words}`);
}

/** Agrees to what was asked about, and waits until it is done. */
async function confirm(page) {
  await page.getByTestId('confirm').click();
  await page.getByTestId('confirm').waitFor({ state: 'detached' });
}

describe('minutes', () => {
  it('are drafted by the system from the ended meeting', async () => {
    await secretary.goto(`${server.url}/meetings/${meeting.id}`);
    await secretary.getByTestId('to-minutes').click();
    await secretary.getByTestId('draft').waitFor();
    await looked(secretary, 'minutes-empty');
    await secretary.getByTestId('draft').click();
    await text(secretary).getByText('V. Kết luận').waitFor();
    assert.match(await text(secretary).innerText(), /I\. Chủ trì và thành phần tham dự/);
  });

  it('are saved by themselves', async () => {
    await type(secretary, 'Các xã rà soát danh sách hộ nghèo.');
    await saved(secretary);
    await until('the server to have it', async () =>
      JSON.stringify(await api(secretary, `/meetings/${meeting.id}/minutes`)).includes(
        'rà soát danh sách hộ nghèo',
      ),
    );
    await looked(secretary, 'minutes-editor');
  });

  it('are never written over somebody else’s change: both are shown', async () => {
    await other.goto(minutes());
    await text(other).getByText('hộ nghèo').waitFor();
    await type(other, 'Của cửa sổ thứ hai.');
    await saved(other);
    await type(secretary, 'Của cửa sổ thứ nhất.');
    await secretary.getByTestId('clash').getByTestId('keep-mine').waitFor();
    assert.match(
      await secretary.getByTestId('comparison').locator('del').allInnerTexts().then(String),
      /hai/,
    );
    assert.match(
      await secretary.getByTestId('comparison').locator('ins').allInnerTexts().then(String),
      /nhất/,
    );
    await looked(secretary, 'minutes-clash');
    await secretary.getByTestId('keep-mine').click();
    await saved(secretary);
  });

  it('keep what was written over as a version to compare', async () => {
    await secretary.goto(`${minutes()}/versions`);
    await secretary.getByTestId('comparison').waitFor();
    await looked(secretary, 'minutes-versions');
  });

  it('are sent to the chair, sent back with a reason, and agreed', async () => {
    await secretary.goto(minutes());
    await secretary.getByTestId('minutes-submit').click();
    await confirm(secretary);
    await chair.goto(`${server.url}/conclusions`);
    await chair
      .getByTestId('pending')
      .getByRole('link', { name: /Xem biên bản/ })
      .click();
    await chair.getByTestId('minutes-return').click();
    await chair.getByTestId('words').fill('Ghi rõ thời hạn');
    await confirm(chair);
    await secretary.getByTestId('returned').getByText('Ghi rõ thời hạn').waitFor();
    await type(secretary, 'Thời hạn: trong tháng.');
    await secretary.getByTestId('minutes-submit').click();
    await confirm(secretary);
    await chair.getByTestId('minutes-agree').click();
    await confirm(chair);
    await chair.getByTestId('frozen').getByText('/BB-').waitFor();
    assert.match(await text(chair).innerText(), /Thời hạn: trong tháng/);
    await looked(chair, 'minutes-agreed');
  });

  it('are there as PDF and DOCX, and take additions only', async () => {
    await secretary.reload();
    await secretary.getByTestId('frozen').waitFor();
    assert.deepEqual(await file(secretary, 'minutes-pdf'), {
      status: 200,
      type: 'application/pdf',
      head: '%PDF-',
    });
    const office = await file(secretary, 'minutes-docx');
    assert.equal(office.head.slice(0, 2), 'PK');
    await secretary.getByTestId('add-correction').click();
    await secretary
      .getByTestId('additions')
      .locator('[role="textbox"]')
      .fill('Đính chính: 25 xã, không phải 24 xã.');
    await secretary.getByTestId('save-correction').click();
    await secretary.getByTestId('addition').getByText('25 xã').waitFor();
  });
});

describe('the conclusion', () => {
  it('gives a commune a task', async () => {
    await secretary.goto(`${server.url}/meetings/${meeting.id}/conclusion`);
    await secretary.getByTestId('clock').waitFor();
    await secretary.getByTestId('give-task').click();
    await secretary.getByTestId('task-title').fill('Rà soát danh sách hộ nghèo');
    await secretary.getByTestId('task-unit').fill('chiem hoa');
    await secretary
      .getByRole('option', { name: /Chiêm Ho/ })
      .first()
      .click();
    await secretary.getByTestId('task-save').click();
    await secretary.getByTestId('task').getByText('Rà soát danh sách hộ nghèo').waitFor();
    await looked(secretary, 'conclusion-editor');
  });

  it('is not issued with gaps, and is when they are filled', async () => {
    await secretary.getByTestId('issue').click();
    await secretary.getByTestId('confirm').click();
    await secretary.getByRole('dialog').getByText('Còn chỗ chưa điền').waitFor();
    await secretary.keyboard.press('Escape');
    await text(secretary).fill('1. Các xã rà soát danh sách hộ nghèo, hoàn thành trong tháng.');
    await secretary.getByTestId('issue').click();
    await secretary.getByTestId('confirm').click();
    await secretary.getByTestId('issued').getByText('/TB-').waitFor();
    assert.equal((await file(secretary, 'notice-pdf')).head, '%PDF-');
    await looked(secretary, 'conclusion-issued');
  });

  it('is found by those invited', async () => {
    await delegate.goto(`${server.url}/conclusions`);
    await delegate.getByTestId('conclusion-search').fill('ho ngheo');
    await delegate.getByTestId('conclusion').waitFor();
    await looked(delegate, 'conclusions');
  });

  it('is replaced by another, and is in force until then', async () => {
    await secretary.getByTestId('replace').click();
    await secretary.getByTestId('confirm').click();
    await secretary.getByText('Cần ghi rõ').waitFor();
    await secretary.getByTestId('words').fill('sai thời hạn rà soát');
    await secretary.getByTestId('confirm').click();
    await secretary.getByTestId('replacing').getByText('sai thời hạn rà soát').waitFor();
    await text(secretary).getByText('Thông báo này thay thế Thông báo số').waitFor();
    await looked(secretary, 'conclusion-replacing');
    await secretary.getByTestId('drop-replacement').click();
    await confirm(secretary);
    await secretary.getByTestId('replace').click();
    await secretary.getByTestId('words').fill('sai thời hạn rà soát');
    await secretary.getByTestId('confirm').click();
    await secretary.getByTestId('replacing').waitFor();
    await delegate.goto(`${server.url}/meetings/${meeting.id}/conclusion`);
    await delegate.getByText('hoàn thành trong tháng').waitFor();
    await type(secretary, 'Hoàn thành trước ngày 15.');
    await secretary.getByTestId('issue').click();
    await secretary.getByTestId('confirm').click();
    await secretary.getByTestId('earlier').getByTestId('replaced-by').waitFor();
    await looked(secretary, 'conclusion-replaced');
    await delegate.reload();
    await delegate.getByText('Hoàn thành trước ngày 15.').waitFor();
    await delegate.goto(`${server.url}/conclusions`);
    await delegate.getByTestId('replaced-by').waitFor();
    assert.equal(await delegate.getByTestId('conclusion').count(), 2);
    await looked(delegate, 'conclusions-replaced');
  });
});

describe('the task', () => {
  it('is seen by the commune, and chased by the secretary', async () => {
    await delegate.goto(`${server.url}/tasks`);
    await delegate.getByTestId('task').getByText('Rà soát danh sách hộ nghèo').waitFor();
    await looked(delegate, 'tasks');
    await secretary.getByTestId('chase').click();
    await secretary.getByTestId('task').getByText('Đã đôn đốc 1 lần').waitFor();
  });

  it('is read in English too', async () => {
    await delegate.evaluate(() => localStorage.setItem('giaoban.language', 'en'));
    await delegate.goto(`${server.url}/tasks`);
    await delegate.getByTestId('task').waitFor();
    await looked(delegate, 'tasks-en');
  });

  it('no page has thrown or broken its policy', () => {
    for (const page of [secretary, other, chair, delegate]) assert.deepEqual(page.faults, []);
  });
});
