// A paper from its upload to its reader, each in a session of their own: uploaded and approved by the secretary, released,
// and read under a stamp by a delegate who was invited.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { barriers } from './lib/axe.mjs';
import { launchChromium, openPage } from './lib/browser.mjs';
import { bigPdf, docx, report, sha256 } from './lib/files.mjs';
import { throttle } from './lib/line.mjs';
import { Server } from './lib/server.mjs';
import { until } from './lib/wait.mjs';

const pageCount = 12;
let server, browser, secretary, chair, delegate, folder, meeting, paper;

before(async () => {
  server = await Server.start();
  browser = await launchChromium();
  folder = await mkdtemp(path.join(os.tmpdir(), 'giaoban-papers-'));
  [secretary, chair, delegate] = await Promise.all(['thuky', 'chutri', 'daibieu'].map(session));
  await writeFile(path.join(folder, 'bao-cao.pdf'), await report(browser, pageCount));
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

  it('sends it back with a reason, and nothing without one', async () => {
    await secretary.getByTestId('paper-submit').click();
    await stateIs('submitted');
    await secretary.getByTestId('paper-send_back').click();
    await secretary.getByTestId('reason-send').click();
    await secretary.getByText('Hãy ghi lý do.').waitFor();
    await secretary.getByTestId('reason').locator('textarea').fill('Thiếu số liệu của ba xã');
    await secretary.getByTestId('reason-send').click();
    await stateIs('returned');
    await secretary.getByText('Lý do: Thiếu số liệu của ba xã').waitFor();
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
    await delegate.getByTestId('found').getByText('1 trên 1', { exact: true }).waitFor();
    await delegate.keyboard.press('Escape');
  });

  it('writes a note that nobody else sees', async () => {
    await delegate.getByRole('button', { name: 'Ghi chú', exact: true }).click();
    await delegate.getByTestId('note-text').fill('Hỏi thêm về vốn đối ứng');
    await delegate.getByTestId('note-add').click();
    await delegate.getByTestId('note').getByText('Hỏi thêm về vốn đối ứng').waitFor();
    assert.equal((await api(secretary, 'GET', `/papers/${paper}/notes`)).items.length, 0);
  });

  it('marks words, and finds note and mark again after loading the page anew', async () => {
    await delegate.getByTestId('pages').focus();
    await delegate.keyboard.press('Home');
    const mark = await until('words to be on the page', () =>
      delegate.evaluate(() => {
        const words = document.querySelector('[data-page="1"] [data-testid="text-layer"] span');
        // They are drawn anew when the page has its size, and nothing of them is chosen then.
        if (words && getSelection().toString() !== words.textContent) getSelection().selectAllChildren(words);
        return document.querySelector('[data-testid="mark-highlight"]') && words?.textContent;
      }),
    );
    assert.ok(mark);
    await delegate.getByTestId('mark-highlight').click();
    await until('the mark to be kept', async () => {
      const { items } = await api(delegate, 'GET', `/papers/${paper}/notes`);
      return items.some(({ kind, areas }) => kind === 'highlight' && areas.length > 0);
    });
    await delegate.reload();
    await delegate.locator('[data-page="1"] [data-testid="mark"]').first().waitFor();
    await delegate.getByRole('button', { name: 'Ghi chú', exact: true }).click();
    await delegate.getByTestId('note').getByText('Hỏi thêm về vốn đối ứng').waitFor();
    await secretary.goto(`${server.url}/papers/${paper}`);
    await secretary.locator('[data-page="1"] canvas[data-drawn]').waitFor();
    assert.equal(await secretary.getByTestId('mark').count(), 0);
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

  it('downloads all papers as one zip file', async () => {
    await delegate.goto(`${server.url}${meeting.where}/papers`);
    const [download] = await Promise.all([
      delegate.waitForEvent('download'),
      delegate.getByTestId('archive').click(),
    ]);
    const content = await readFile(await download.path());
    assert.equal(content.subarray(0, 4).toString('latin1'), 'PK\x03\x04');
    assert.ok(content.includes('Báo cáo giải ngân 11 tháng.pdf'), 'named by its title');
    assert.equal(download.suggestedFilename(), 'Giao ban về giải ngân vốn đầu tư công.zip');
    assert.deepEqual(await barriers(delegate), []);
    await delegate.goBack();
    await delegate.locator('[data-page="1"] canvas[data-drawn]').waitFor();
    await delegate.getByTestId('thumbnail').first().waitFor();
  });

  it('meets no serious barrier (axe)', async () => assert.deepEqual(await barriers(delegate), []));
});

/** What a chooser hands over, with the same time each time it is chosen, as one file on a disk has. */
async function fileOf(name, content) {
  const at = path.join(folder, name);
  await writeFile(at, content);
  return at;
}

/** Asks for a paper of the meeting and opens its upload, declared. */
async function ask(title) {
  const made = await api(secretary, 'POST', `${meeting.where}/papers`, { title, audience: 'invited' });
  await openUpload(made.id);
  return made.id;
}

async function openUpload(id) {
  await secretary.goto(`${server.url}${meeting.where}/papers`);
  await row(id).getByTestId('paper-upload').click();
  await row(id).getByTestId('declare').click();
}

const row = (id) => secretary.locator(`[data-paper="${id}"]`);
const percentOf = async (id) =>
  Number(/(\d+)%/.exec(await row(id).getByTestId('sending').innerText())?.[1] ?? 0);
const phaseIs = (id, phase) => row(id).locator(`[data-testid="sending"][data-phase="${phase}"]`).waitFor();
const uploaded = (id) => row(id).and(secretary.locator('[data-state="draft"]')).waitFor();

describe('an upload whose line breaks', () => {
  const slow = 1024 * 1024; // bytes a second: there is much left whenever it is looked at
  let content, file, id;

  it('stops where it is when the line is gone, and goes on by itself when it is back', async () => {
    content = bigPdf(30 * 1024 * 1024);
    file = await fileOf('so-lieu-lon.pdf', content);
    id = await ask('Số liệu lớn');
    await throttle(secretary, slow);
    await row(id).getByTestId('file').setInputFiles(file);
    await until('a fifth to have come', async () => (await percentOf(id)) >= 20);
    await throttle(secretary, -1, { offline: true });
    await phaseIs(id, 'stopped');
    const before = await percentOf(id);
    assert.ok(before >= 20 && before < 100, `stopped at ${before}%`);
    await throttle(secretary, slow);
    await phaseIs(id, 'sending');
    await until('more to have come', async () => (await percentOf(id)) > before);
  });

  it('goes on when the page was closed and the same file is chosen again', async () => {
    const sent = await percentOf(id);
    secretary.once('dialog', (dialog) => dialog.accept()); // the page warns of leaving
    await secretary.goto('about:blank');
    await openUpload(id);
    await row(id).getByText('Lần trước tải dở tệp “so-lieu-lon.pdf”').waitFor();
    const offsets = [];
    secretary.on('request', (request) => {
      if (request.method() === 'PATCH') offsets.push(Number(request.headers()['upload-offset']));
    });
    await throttle(secretary, -1);
    await row(id).getByTestId('file').setInputFiles(file);
    await uploaded(id);
    assert.ok(
      offsets[0] > 0 && offsets[0] >= (sent / 100) * content.length - 8 * 1024 * 1024,
      `went on at ${offsets[0]}`,
    );
    const { files } = await api(secretary, 'GET', `/papers/${id}`);
    assert.equal(files[0].sha256, sha256(content));
    assert.equal(files[0].size, content.length);
  });
});

describe('own documents', () => {
  const document = (name) => secretary.getByTestId('document').filter({ hasText: name });

  it('are put into a folder by the same uploads', async () => {
    await secretary.goto(`${server.url}/documents`);
    await secretary.getByTestId('new-folder').click();
    await secretary.getByTestId('name').fill('Hội nghị tháng 12');
    await secretary.getByTestId('name-save').click();
    await secretary.getByTestId('folder').getByRole('link', { name: 'Hội nghị tháng 12' }).click();
    await secretary.getByText('Thư mục này còn trống').waitFor();
    await secretary.getByTestId('own-upload').click();
    await secretary.getByTestId('declare').click();
    await secretary.getByTestId('file').setInputFiles(path.join(folder, 'bao-cao.pdf'));
    await document('bao-cao.pdf').waitFor();
  });

  it('are renamed, found without accents and opened in the same viewer', async () => {
    await document('bao-cao.pdf').getByTestId('document-more').click();
    await secretary.getByRole('menuitem', { name: 'Đổi tên' }).click();
    await secretary.getByTestId('name').fill('Báo cáo Chiêm Hoá');
    await secretary.getByTestId('name-save').click();
    await document('Báo cáo Chiêm Hoá.pdf').waitFor();
    await secretary.goto(`${server.url}/documents`);
    await secretary.getByTestId('own-search').fill('chiem hóa');
    assert.deepEqual(await barriers(secretary), []);
    await document('Báo cáo Chiêm Hoá.pdf').getByRole('link').click();
    await secretary.locator('[data-page="1"] canvas[data-drawn]').waitFor();
    assert.equal(await secretary.getByTestId('watermark').count(), 0);
  });

  it('are nobody else’s', async () => {
    const where = new URL(secretary.url()).pathname;
    await delegate.goto(`${server.url}${where}`);
    await delegate.getByText('Không có mục này').first().waitFor();
    const { items } = await api(delegate, 'GET', '/documents?q=chiem');
    assert.deepEqual(items, []);
  });

  it('that were deleted come back', async () => {
    await secretary.goto(`${server.url}/documents?folder=`);
    await secretary
      .getByTestId('folder')
      .filter({ hasText: 'Hội nghị tháng 12' })
      .getByTestId('folder-more')
      .click();
    await secretary.getByRole('menuitem', { name: 'Xóa' }).click();
    await secretary.getByTestId('undo-delete').click();
    await secretary.getByTestId('folder').getByRole('link', { name: 'Hội nghị tháng 12' }).click();
    await document('Báo cáo Chiêm Hoá.pdf').getByTestId('document-more').click();
    await secretary.getByRole('menuitem', { name: 'Xóa' }).click();
    await secretary.getByTestId('undo').waitFor();
    await secretary.getByTestId('to-trash').click();
    await secretary.getByTestId('restore').click();
    await secretary.getByText('Thùng rác trống').waitFor();
    assert.deepEqual(await barriers(secretary), []);
  });

  it('become a paper’s file', async () => {
    const id = await ask('Từ kho riêng');
    await row(id).getByTestId('from-own').click();
    await row(id).getByLabel('Tìm trong tài liệu của tôi').fill('bao cao chiem');
    await row(id).getByRole('button', { name: 'Lấy: Báo cáo Chiêm Hoá.pdf' }).click();
    await uploaded(id);
    assert.equal((await api(secretary, 'GET', `/papers/${id}`)).files[0].name, 'Báo cáo Chiêm Hoá.pdf');
  });

  it('keep a stamped copy of a released paper', async () => {
    await delegate.goto(`${server.url}/papers/${paper}`);
    await delegate.getByTestId('keep').click();
    await delegate.getByTestId('keep-save').click();
    await delegate.getByRole('link', { name: 'Mở tài liệu của tôi' }).click();
    const kept = delegate.getByTestId('document');
    await kept.getByText('Lưu từ: Giao ban về giải ngân vốn đầu tư công').waitFor();
    await kept.getByRole('link').click();
    await delegate.locator('[data-page="1"] canvas[data-drawn]').waitFor();
  });
});

describe('an office file', () => {
  const hasOffice = ['soffice', 'libreoffice'].some((name) =>
    (process.env.PATH ?? '').split(':').some((folder) => existsSync(path.join(folder, name))),
  );
  let id;

  it('is offered as a download where no LibreOffice is installed, and the page says so', async () => {
    server.env = { PATH: '/nonexistent' };
    await server.restart();
    id = await ask('Dự thảo nghị quyết');
    await row(id)
      .getByTestId('file')
      .setInputFiles({
        name: 'du-thao.docx',
        mimeType: 'application/octet-stream',
        buffer: docx('Dự thảo nghị quyết của Chiêm Hoá'),
      });
    await uploaded(id);
    await secretary.goto(`${server.url}/papers/${id}`);
    const said = secretary.locator('[data-testid="no-pages"][data-preview="unavailable"]');
    await said.getByText('Máy chủ chưa cài phần mềm chuyển tệp DOCX').waitFor();
    const [download] = await Promise.all([
      secretary.waitForEvent('download'),
      said.getByRole('link').click(),
    ]);
    assert.equal(download.suggestedFilename(), 'du-thao.docx');
  });

  it('is read in the page once it is, under the stamp', { skip: !hasOffice }, async () => {
    server.env = {};
    await server.restart();
    await secretary.goto(`${server.url}/papers/${id}`);
    const page = secretary.locator('[data-page="1"]');
    await page.locator('canvas[data-drawn]').waitFor({ timeout: 120_000 });
    await page.getByText('Dự thảo nghị quyết của Chiêm Hoá').waitFor();
    assert.match(await secretary.getByTestId('watermark').first().innerText(), /Trần Thị Bích Ngà/);
  });
});

describe('afterwards', () => {
  it('the secretary withdraws it with a reason, and the delegate has lost it', async () => {
    await secretary.goto(`${server.url}${meeting.where}/papers`);
    await row(paper).getByTestId('paper-more').click();
    await secretary.getByRole('menuitem', { name: 'Thu hồi' }).click();
    await secretary.getByTestId('reason').locator('textarea').fill('Số liệu cần sửa');
    await secretary.getByTestId('reason-send').click();
    await stateIs('withdrawn');
    await delegate.goto(`${server.url}/papers/${paper}`);
    await delegate.getByText('Không có tài liệu này').waitFor();
  });

  it('no page has thrown or broken its policy', () => {
    for (const page of [secretary, delegate]) assert.deepEqual(page.faults, []);
  });
});
