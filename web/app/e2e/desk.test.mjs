// The secretary's desk: a meeting with every commune of the province, from the empty editor to a commune's answer.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { logIn } from './lib/app.mjs';
import { barriers } from './lib/axe.mjs';
import { launchChromium, openPage } from './lib/browser.mjs';
import { picture } from './lib/looks.mjs';
import { Mailbox, meetingIn } from './lib/mailbox.mjs';
import { Server } from './lib/server.mjs';
import { until } from './lib/wait.mjs';

const results = fileURLToPath(new URL('../e2e-results/desk', import.meta.url));
const title = 'Hội nghị triển khai công tác phòng chống thiên tai năm 2027';
const communes = 124;

let server;
let mailbox;
let browser;
const people = {};

before(async () => {
  mkdirSync(results, { recursive: true });
  mailbox = await Mailbox.open();
  server = await Server.start({ env: mailbox.env });
  browser = await launchChromium();
  for (const [name, account] of [
    ['secretary', 'thuky'],
    ['chair', 'chutri'],
    ['commune', 'daibieu'],
  ]) {
    people[name] = await openPage(browser, { width: 1440, height: 900 });
    await logIn(people[name], server, account, '/');
  }
});
after(async () => {
  await browser?.close();
  await server?.stop();
  await mailbox?.close();
});

/** No serious barrier on the page as it stands, and a picture of it. */
async function inspect(page, name) {
  await picture(page, { path: `${results}/${name}.png`, fullPage: true });
  assert.deepEqual(await barriers(page), [], name);
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

  it('shows the approval to the secretary without a reload, and leads to the letter', async () => {
    const page = people.secretary;
    await page.locator('[data-state="approved"]').waitFor();
    await page.getByTestId('act-issue').click();
    await page.waitForURL('**/letter');
    await page.getByTestId('preview').locator('[data-drawn]').first().waitFor();
    await page.getByRole('textbox', { name: 'Ghi chú' }).fill('Đại biểu nghiên cứu trước tài liệu.');
    await page.getByRole('textbox', { name: 'Họ và tên người ký' }).fill('');
    await page.getByTestId('save').click();
    await page.getByText('Có thay đổi chưa lưu.').waitFor({ state: 'detached' });
    await page.getByTestId('issue').click();
    await page.getByText('Trước khi phát hành cần có: Họ và tên người ký').waitFor();
    await inspect(page, 'letter-lacking');
    for (const [name, size] of [
      ['1024-vi', { width: 1024, height: 768 }],
      ['390-vi', { width: 390, height: 844 }],
    ]) {
      await page.setViewportSize(size);
      await page.getByTestId('preview').locator('[data-drawn]').first().waitFor();
      await picture(page, { path: `${results}/letter-${name}.png`, fullPage: true });
    }
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  it('keeps the letter between visits, and is issued to all communes by it', async () => {
    const page = people.secretary;
    await page.goto(`${server.url}${address}/letter`);
    await page
      .getByRole('textbox', { name: 'Ghi chú' })
      .getByText('Đại biểu nghiên cứu trước tài liệu.')
      .waitFor();
    await page.getByRole('textbox', { name: 'Họ và tên người ký' }).fill('Nguyễn Quang Lâm');
    await page.getByTestId('preview').locator('[data-drawn]').first().waitFor();
    await inspect(page, 'letter');
    await page.getByTestId('issue').click();
    await page.getByText(`cho ${communes} đơn vị`).waitFor();
    await page.getByTestId('confirm').click();
    await page.locator('[data-state="issued"]').waitFor();
    await page.getByRole('link', { name: 'Trả lời giấy mời' }).click();
    await page.getByTestId('count-waiting').getByText(String(communes), { exact: true }).waitFor();
    await inspect(page, 'answers');
  });
});

describe('what was issued', () => {
  it('stands in the register, and is found in it without diacritics', async () => {
    const page = await openPage(browser, { width: 1440, height: 900 });
    people.registrar = page;
    await logIn(page, server, 'thuky', '/registers');
    await page.getByLabel(/^Tìm theo số/).fill('phong chong thien tai nam 2027');
    const entry = page.locator('[data-testid="entry"][data-effect="in_force"]');
    await entry.getByText(title).waitFor();
    await page.getByTestId('count').getByText('1 mục', { exact: true }).waitFor();
    await inspect(page, 'registers');
    for (const [width, height] of [
      [1024, 768],
      [390, 844],
    ]) {
      await page.setViewportSize({ width, height });
      await picture(page, { path: `${results}/registers-${width}.png`, fullPage: true });
    }
    await page.setViewportSize({ width: 1440, height: 900 });
    const file = page.waitForEvent('download');
    await page.getByTestId('export').click();
    assert.match(readFileSync(await (await file).path(), 'utf8'), /^\ufeff"Số, ký hiệu",.*\r\n.*GM-UBND/);
  });

  it('is followed by a secret link, shown once, until it is revoked', async () => {
    const page = people.registrar;
    await page.goto(`${server.url}/profile`);
    const feeds = page.getByTestId('feeds');
    await feeds.getByTestId('make-feed').click();
    const link = new URL(await feeds.getByTestId('feed-link').inputValue());
    const fetched = await fetch(server.url + link.pathname);
    assert.match(await fetched.text(), /BEGIN:VCALENDAR/);
    await inspect(page, 'feeds');
    await page.setViewportSize({ width: 390, height: 844 });
    await picture(page, { path: `${results}/feeds-390.png`, fullPage: true });
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.reload();
    await feeds.locator('[data-testid="feed"]').getByRole('button', { name: 'Thu hồi' }).click();
    assert.equal(await feeds.getByTestId('feed-link').count(), 0);
    await page.getByTestId('confirm').click();
    await feeds.locator('[data-testid="feed"]').waitFor({ state: 'detached' });
    assert.equal((await fetch(server.url + link.pathname)).status, 404);
  });
});

describe('the mails', () => {
  it('reach every commune, as a meeting that a calendar program can take', async () => {
    const asked = await until(
      'a mail to every commune',
      async () => {
        const all = await mailbox.about(`Giấy mời: ${title}`);
        return new Set(all.map(({ to }) => to)).size >= communes && all;
      },
      { limit: 300_000, every: 1000, saw: () => `${mailbox.mails.length} mails` },
    );
    const meeting = await people.secretary.evaluate(
      async (path) => (await fetch(`/api/v1${path}`)).json(),
      address,
    );
    const uids = new Set();
    for (const { to, message } of asked) {
      const { part, method, events, event } = meetingIn(message);
      assert.equal(part.method ?? method, 'REQUEST');
      assert.equal(method, 'REQUEST');
      assert.equal(events.length, 1);
      assert.equal(event.summary, title);
      assert.equal(event.startDate.zone.tzid, 'Asia/Ho_Chi_Minh');
      assert.equal(event.startDate.toJSDate().getTime(), Date.parse(meeting.start));
      assert.equal(event.endDate.toJSDate().getTime(), Date.parse(meeting.end));
      assert.equal(event.attendees.length, 1);
      assert.equal(event.attendees[0].getFirstValue(), `mailto:${to}`);
      assert.equal(event.attendees[0].getParameter('partstat'), 'NEEDS-ACTION');
      assert.match(event.organizer, /^mailto:.+@/);
      assert.ok(message.text.includes(title) && message.html.includes(title));
      assert.ok(message.attachments.some(({ mimeType }) => mimeType === 'application/pdf'));
      uids.add(event.uid);
    }
    assert.equal(uids.size, 1, 'one meeting in every calendar');
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

  it('cancels, and the meeting leaves the calendars', async () => {
    const [{ to, message }] = await mailbox.about(`Giấy mời: ${title}`);
    const { event: asked } = meetingIn(message);
    const page = people.secretary;
    await page.goto(`${server.url}${address}`);
    await page.getByTestId('act-cancel').click();
    await page.getByRole('textbox', { name: 'Lý do' }).fill('Bão số 12 đổ bộ');
    await page.getByTestId('confirm').click();
    await page.locator('[data-state="cancelled"]').waitFor();
    const told = await until('the cancellation by mail', async () => {
      const cancelled = await mailbox.about(`Hủy họp: ${title}`);
      return cancelled.find((mail) => mail.to === to);
    });
    const { method, event } = meetingIn(told.message);
    assert.equal(method, 'CANCEL');
    assert.equal(event.uid, asked.uid);
    assert.ok(event.sequence > asked.sequence, `${event.sequence} after ${asked.sequence}`);
    assert.equal(event.component.getFirstPropertyValue('status'), 'CANCELLED');
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
