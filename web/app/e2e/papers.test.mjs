// A paper from its upload to its reader, each in a session of their own: uploaded and approved by the secretary, released,
// and read under a stamp by a delegate who was invited.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { launchChromium, openPage } from './lib/browser.mjs';
import { Server } from './lib/server.mjs';
import { until } from './lib/wait.mjs';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const pageCount = 12;
let server, browser, secretary, chair, delegate, folder, meeting, paper;

before(async () => {
  server = await Server.start();
  browser = await launchChromium();
  folder = await mkdtemp(path.join(os.tmpdir(), 'giaoban-papers-'));
  [secretary, chair, delegate] = await Promise.all(['thuky', 'chutri', 'daibieu'].map(session));
  await writeFile(path.join(folder, 'bao-cao.pdf'), await report());
  meeting = await planned();
});
after(async () => {
  await browser?.close();
  await server?.stop();
  if (folder) await rm(folder, { recursive: true, force: true });
});

/** Opens the app logged in as a demonstration account. */
async function session(username) {
  const page = await openPage(browser, { width: 1440, height: 900, acceptDownloads: true });
  page.setDefaultTimeout(30_000);
  await page.goto(`${server.url}/login`);
  await page.getByRole('button', { name: new RegExp(`· ${username}$`) }).click();
  await page.locator('form button[type="submit"]').click();
  await page.waitForURL((url) => url.pathname !== '/login');
  return page;
}

/** Calls the API in the page's session. */
async function api(page, method, where, body, version) {
  const answer = await page.evaluate(
    async ([m, p, b, v]) => {
      const headers = {
        'Content-Type': 'application/json',
        ...(v === undefined ? {} : { 'If-Match': `"${v}"` }),
      };
      const response = await fetch(`/api/v1${p}`, { method: m, headers, body: m === 'GET' ? undefined : b });
      return { status: response.status, text: await response.text() };
    },
    [method, where, JSON.stringify(body ?? {}), version],
  );
  assert.ok(answer.status < 300, `${method} ${where}: ${answer.status} ${answer.text}`);
  return answer.text ? JSON.parse(answer.text) : undefined;
}

/** A report of several pages with Vietnamese text, as an office would print it. */
async function report() {
  const page = await openPage(browser);
  const sheets = Array.from(
    { length: pageCount },
    (_, index) =>
      `<section style="break-after:${index + 1 < pageCount ? 'page' : 'auto'}"><h1>Phần ${index + 1}</h1>
       <p>Kết quả giải ngân vốn đầu tư công; tháo gỡ khó khăn, vướng mắc ở cơ sở.</p></section>`,
  );
  await page.setContent(`<html lang="vi"><body>${sheets.join('')}</body></html>`);
  const pdf = await page.pdf({ format: 'A4' });
  await page.context().close();
  return pdf;
}

/** A meeting of the province, with the delegate invited, ready to be issued. */
async function planned() {
  const { unit } = await api(secretary, 'GET', '/viewer');
  const start = new Date(Date.now() + 14 * 86_400_000);
  const end = new Date(start.getTime() + 3 * 3_600_000);
  const made = await api(secretary, 'POST', '/meetings', {
    title: 'Giao ban về giải ngân vốn đầu tư công',
    host: unit,
    start: start.toISOString(),
    end: end.toISOString(),
    mode: 'hybrid',
    noStateSecret: true,
    chairId: 'PE_demochutri',
    secretaryId: 'PE_demothuky',
    sites: [{ main: true, unit, room: 'diem-cau-08' }],
    agenda: [{ title: 'Báo cáo giải ngân', minutes: 30 }],
  });
  const where = `/meetings/${made.id}`;
  await api(secretary, 'POST', `${where}/invitations`, {
    targets: [{ kind: 'person', id: 'PE_demodaibieu' }],
  });
  return { ...made, where };
}

/** Takes the meeting on to being issued. */
async function issued() {
  const move = async (page, action) => {
    const { version } = await api(page, 'GET', meeting.where);
    await api(page, 'POST', `${meeting.where}/actions`, { action }, version);
  };
  await move(secretary, 'submit');
  await move(chair, 'approve');
  const { agency, agencyName, place, symbol, version } = await api(
    secretary,
    'GET',
    `${meeting.where}/letter`,
  );
  const letter = {
    agency,
    agencyName,
    place,
    symbol,
    signerName: 'Nguyễn Quang Lâm',
    signerTitle: 'Chủ tịch',
  };
  await api(secretary, 'PUT', `${meeting.where}/letter`, letter, version);
  await move(secretary, 'issue');
}

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

const stateIs = (state) => secretary.locator(`[data-testid="paper"][data-state="${state}"]`).waitFor();

describe('the secretary', () => {
  it('asks for a paper', async () => {
    await secretary.goto(`${server.url}${meeting.where}/papers`);
    await secretary.getByTestId('ask').click();
    await secretary.getByLabel('Tên tài liệu').fill('Báo cáo giải ngân 11 tháng');
    await secretary.getByTestId('paper-save').click();
    await stateIs('awaited');
    paper = await secretary.getByTestId('paper').getAttribute('data-paper');
  });

  it('is told at once of a file that is not taken, and what to do', async () => {
    await secretary.getByTestId('paper-upload').click();
    await secretary.getByTestId('file').setInputFiles({
      name: 'bao-cao.doc',
      mimeType: 'application/msword',
      buffer: Buffer.from('an old document'),
    });
    await secretary.getByText('Hãy lưu lại thành DOCX').waitFor();
  });

  it('uploads nothing before the declaration', async () => {
    await secretary.getByTestId('file').setInputFiles(path.join(folder, 'bao-cao.pdf'));
    await secretary.getByText('Đánh dấu cam kết để bắt đầu').waitFor();
    assert.equal((await api(secretary, 'GET', `/papers/${paper}`)).files.length, 0);
    assert.deepEqual(await barriers(secretary), []);
  });

  it('uploads the file after it', async () => {
    await secretary.getByTestId('declare').click();
    await stateIs('draft');
    const { files } = await api(secretary, 'GET', `/papers/${paper}`);
    assert.equal(files.length, 1);
    assert.equal(files[0].pages, pageCount);
  });

  it('is told by the server of a program that is named as a PDF', async () => {
    await secretary.getByTestId('paper-upload').click();
    await secretary.getByTestId('declare').click();
    await secretary.getByTestId('file').setInputFiles({
      name: 'khong-phai.pdf',
      mimeType: 'application/pdf',
      buffer: Buffer.concat([Buffer.from('MZ'), Buffer.alloc(4096)]),
    });
    await secretary.locator('[data-testid="sending"][data-phase="refused"] [role="alert"]').waitFor();
    await secretary.getByTestId('other-file').click();
    await secretary.getByTestId('upload-panel').getByRole('button', { name: 'Đóng' }).click();
  });

  it('submits, approves and releases it', async () => {
    await secretary.getByTestId('paper-submit').click();
    await stateIs('submitted');
    await secretary.getByTestId('paper-approve').click();
    await stateIs('approved');
    await secretary.getByTestId('paper-release').click();
    await stateIs('released');
  });
});

describe('the delegate', () => {
  it('cannot open it before the meeting is issued', async () => {
    await delegate.goto(`${server.url}/papers/${paper}`);
    await delegate.getByText('Không có tài liệu này').waitFor();
  });

  it('reads it when it is issued, under a stamp with name and time', async () => {
    await issued();
    await delegate.goto(`${server.url}${meeting.where}/papers`);
    await delegate.getByRole('link', { name: 'Báo cáo giải ngân 11 tháng', exact: true }).click();
    await delegate.locator('[data-page="1"] canvas[data-drawn]').waitFor();
    const stamp = await delegate.getByTestId('stamp').innerText();
    assert.match(stamp, /Ma Văn Thượng .*\d\d:\d\d:\d\d \d\d\/\d\d\/\d{4}/);
    assert.match(await delegate.getByTestId('watermark').first().innerText(), /Ma Văn Thượng/);
    assert.match(await delegate.getByTestId('page-count').innerText(), new RegExp(`${pageCount}$`));
    assert.ok((await delegate.getByTestId('page').count()) < pageCount, 'pages far away are not drawn');
  });

  it('goes through the pages by keyboard', async () => {
    await delegate.getByTestId('pages').focus();
    await delegate.keyboard.press('PageDown');
    await until(
      'the second page',
      async () => (await delegate.getByTestId('page-number').inputValue()) === '2',
    );
    await delegate.keyboard.press('End');
    await delegate.locator(`[data-page="${pageCount}"] canvas[data-drawn]`).waitFor();
    await delegate.keyboard.press('Home');
    await delegate.locator('[data-page="1"]').waitFor();
  });

  it('finds words without their accents', async () => {
    await delegate.keyboard.press('Control+f');
    await delegate.getByTestId('search').fill('phan 7');
    await delegate.locator('[data-page="7"] [data-testid="hit"][data-current]').first().waitFor();
    assert.equal(await delegate.getByTestId('found').innerText(), '1 trên 1');
    await delegate.keyboard.press('Escape');
  });

  it('writes a note that nobody else sees', async () => {
    await delegate.getByRole('button', { name: 'Ghi chú', exact: true }).click();
    await delegate.getByTestId('note-text').fill('Hỏi thêm về vốn đối ứng');
    await delegate.getByTestId('note-add').click();
    await delegate.getByTestId('note').getByText('Hỏi thêm về vốn đối ứng').waitFor();
    assert.equal((await api(secretary, 'GET', `/papers/${paper}/notes`)).items.length, 0);
  });

  it('downloads a stamped copy', async () => {
    const [download] = await Promise.all([
      delegate.waitForEvent('download'),
      delegate.getByTestId('download').click(),
    ]);
    const content = await readFile(await download.path());
    assert.equal(content.subarray(0, 5).toString(), '%PDF-');
    assert.notEqual(content.length, (await readFile(path.join(folder, 'bao-cao.pdf'))).length);
  });

  it('meets no serious barrier (axe)', async () => assert.deepEqual(await barriers(delegate), []));
});

describe('afterwards', () => {
  it('the secretary withdraws it with a reason, and the delegate has lost it', async () => {
    await secretary.goto(`${server.url}${meeting.where}/papers`);
    await secretary.getByTestId('paper-more').click();
    await secretary.getByRole('menuitem', { name: 'Thu hồi' }).click();
    await secretary.getByTestId('reason').locator('textarea').fill('Số liệu cần sửa');
    await secretary.getByTestId('reason-send').click();
    await stateIs('withdrawn');
    await delegate.reload();
    await delegate.getByText('Không có tài liệu này').waitFor();
  });

  it('no page has thrown or broken its policy', () => {
    for (const page of [secretary, delegate]) assert.deepEqual(page.faults, []);
  });
});
