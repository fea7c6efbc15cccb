// What comes of a meeting, from the draft of its minutes to a commune's task: written by a secretary in two windows,
// agreed by the chair, issued, and read by a delegate.
import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import { logIn } from './lib/app.mjs';
import { launchChromium, openPage } from './lib/browser.mjs';
import { Server } from './lib/server.mjs';
import { until } from './lib/wait.mjs';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
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

/** Serious and critical violations of accessibility. */
async function barriers(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() =>
    window.axe.run(document, {
      resultTypes: ['violations'],
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
    }),
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 160)} ${nodes[0].failureSummary}`);
}

/** Shows a page in three sizes, light and dark: nothing wider than its window, no barrier. */
async function looked(page, name) {
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    for (const size of sizes) {
      await page.setViewportSize(size);
      await page.screenshot({ path: `${results}/${name}-${size.width}-${colorScheme}.png`, fullPage: true });
      const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.ok(over <= 1, `${name} at ${size.width} is ${over} px too wide`);
    }
    assert.deepEqual(await barriers(page), [], `${name}, ${colorScheme}`);
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(sizes[0]);
}

const minutes = () => `${server.url}/meetings/${meeting.id}/minutes`;
const text = (page) => page.getByTestId('text').first().locator('[role="textbox"]');
const saved = (page) => page.locator('[data-testid="saving"][data-saving="saved"]').waitFor();

/** Types at the end of the text. */
async function type(page, words) {
  await text(page).click();
  await page.keyboard.press('Control+End');
  await page.keyboard.press('Enter');
  await page.keyboard.type(words);
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
    await secretary.getByTestId('confirm').click();
    await chair.goto(`${server.url}/conclusions`);
    await chair
      .getByTestId('pending')
      .getByRole('link', { name: /Xem biên bản/ })
      .click();
    await chair.getByTestId('minutes-return').click();
    await chair.getByTestId('words').fill('Ghi rõ thời hạn');
    await chair.getByTestId('confirm').click();
    await secretary.getByTestId('returned').getByText('Ghi rõ thời hạn').waitFor();
    await type(secretary, 'Thời hạn: trong tháng.');
    await secretary.getByTestId('minutes-submit').click();
    await secretary.getByTestId('confirm').click();
    await chair.getByTestId('minutes-agree').click();
    await chair.getByTestId('confirm').click();
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
