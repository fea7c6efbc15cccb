// The lists and calendars by which everyone finds meetings, each walked as whom it is for, and a paper in the session of
// those who prepare it.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { logIn } from './lib/app.mjs';
import { barriers } from './lib/axe.mjs';
import { launchChromium, openPage } from './lib/browser.mjs';
import { issuedMeeting, must, printed } from './lib/meetings.mjs';
import { Server } from './lib/server.mjs';
import { until } from './lib/wait.mjs';

const catalogue = 'tuyen-quang-2025-07';
const [province, chiemHoa, naHang] = ['08', '02287', '02221'].map((code) => ({ catalogue, code }));
const own = 'Hội nghị kiểm kê rừng và đất lâm nghiệp';
const communes = 'Họp bàn giải phóng mặt bằng chợ trung tâm';
const drafted = 'Họp rà soát quy hoạch sử dụng đất';
const paper = 'Báo cáo kiểm kê rừng xã Nà Hang';

let server, browser, folder;
const people = {};
let monday; // of the week that all of it is in

before(async () => {
  server = await Server.start();
  browser = await launchChromium();
  folder = await mkdtemp(path.join(os.tmpdir(), 'giaoban-functions-'));
  for (const [name, account] of [
    ['secretary', 'thuky'],
    ['chair', 'chutri'],
    ['delegate', 'daibieu'],
    ['preparer', 'daibieu2'],
  ]) {
    people[name] = await openPage(browser, { width: 1440, height: 900 });
    await logIn(people[name], server, account, '/');
  }
  await planWeek();
});
after(async () => {
  await browser?.close();
  await server?.stop();
  if (folder) await rm(folder, { recursive: true, force: true });
});

/** Three meetings in a week far from the demonstration's: of the province, of a commune, and one that is not issued. */
async function planWeek() {
  const { secretary, chair, delegate, preparer } = people;
  const day = new Date(Date.now() + 45 * 86_400_000);
  monday = new Date(day.getTime() - ((day.getUTCDay() + 6) % 7) * 86_400_000).toISOString().slice(0, 10);
  const at = (offset, hour) =>
    new Date(Date.parse(`${monday}T00:00:00+07:00`) + (24 * offset + hour) * 3_600_000);
  const on = (offset, hour) => ({
    start: at(offset, hour).toISOString(),
    end: at(offset, hour + 2).toISOString(),
  });
  const invited = [delegate, preparer];
  await issuedMeeting({
    secretary,
    chair,
    invited,
    plan: {
      title: own,
      ...on(1, 8),
      sites: [{ unit: province }],
      agenda: [
        { title: 'Báo cáo kết quả kiểm kê', minutes: 30, presenterUnit: naHang },
        { title: 'Thảo luận về rừng đặc dụng', minutes: 30 },
      ],
    },
  });
  await issuedMeeting({
    secretary,
    chair,
    invited: [delegate],
    plan: { title: communes, host: chiemHoa, ...on(2, 14), sites: [{ unit: chiemHoa }] },
  });
  const { user } = await must(secretary, 'GET', '/session');
  const made = await must(secretary, 'POST', '/meetings', {
    title: drafted,
    host: province,
    ...on(3, 9),
    mode: 'online',
    secretaryId: user.personId,
    noStateSecret: true,
  });
  people.draft = made.id;
}

/** A day of the week as it is typed and read. */
const dayText = (offset) => {
  const iso = new Date(Date.parse(monday) + offset * 86_400_000).toISOString();
  return `${iso.slice(8, 10)}/${iso.slice(5, 7)}/${iso.slice(0, 4)}`;
};
const isoDay = (offset) => new Date(Date.parse(monday) + offset * 86_400_000).toISOString().slice(0, 10);

const titles = (page) => page.getByTestId('meeting-row').getByRole('link').allTextContents();

/** The list comes to hold just these meetings of the week, in order. */
async function lists(page, ...wanted) {
  const known = [own, communes, drafted];
  await until(`the list to hold ${JSON.stringify(wanted)}`, async () => {
    const found = (await titles(page)).filter((title) => known.includes(title));
    return JSON.stringify(found) === JSON.stringify(wanted);
  });
}

async function choose(page, label, option) {
  await page.getByRole('combobox', { name: label, exact: true }).click();
  await page.getByRole('option', { name: option }).click();
}

/** Opens the list of meetings, narrowed to the week by its two days. */
async function openWeek(page) {
  await page.goto(`${server.url}/meetings`);
  await choose(page, 'Thời gian', 'Chọn ngày');
  await page.getByRole('button', { name: 'Từ ngày' }).waitFor(); // the address has it by then
  await page.goto(`${page.url()}&first=${isoDay(0)}&last=${isoDay(6)}`);
  for (const [label, day] of [
    ['Từ ngày', dayText(0)],
    ['Đến ngày', dayText(6)],
  ])
    await page.getByRole('button', { name: label }).getByText(day).waitFor();
}

describe('meetings', () => {
  it('that the own unit holds (function 17)', async () => {
    const page = people.secretary;
    await openWeek(page);
    await lists(page, own, communes, drafted);
    await choose(page, 'Liên quan đến tôi', 'Tỉnh Tuyên Quang chủ trì');
    await lists(page, own, drafted);
    assert.deepEqual(await barriers(page), []);
  });

  it('that are to come, by time and host (function 21)', async () => {
    const page = people.secretary;
    await page.goto(`${server.url}/meetings`);
    await lists(page, own, communes, drafted); // the next first, among those of the demonstration
    const host = page.getByRole('combobox', { name: 'Cơ quan chủ trì' });
    await host.fill('chiem hoa');
    await page.getByRole('option', { name: 'Xã Chiêm Hoá' }).click();
    await lists(page, communes);
    await choose(page, 'Thời gian', 'Chọn ngày');
    await page.getByRole('button', { name: 'Từ ngày' }).waitFor();
    await page.goto(`${page.url()}&first=${isoDay(3)}`);
    await page.getByText('Không có cuộc họp nào khớp').waitFor();
    await page.getByRole('button', { name: 'Bỏ các điều kiện lọc' }).click();
    await lists(page, own, communes, drafted);
  });

  it('that the own unit attends (function 22)', async () => {
    const page = people.delegate;
    await openWeek(page);
    await choose(page, 'Liên quan đến tôi', 'Xã Chiêm Hoá dự');
    await lists(page, communes);
    await choose(page, 'Liên quan đến tôi', 'Tôi dự');
    await lists(page, own, communes);
  });

  it('with who is to come, for everybody invited (function 20)', async () => {
    const page = people.delegate;
    await page.getByRole('link', { name: own }).click();
    await page.getByRole('tab', { name: 'Thành phần dự họp' }).click();
    const coming = page.getByTestId('participants');
    const other = (await must(people.preparer, 'GET', '/session')).user.displayName;
    await coming.getByText('Ma Văn Thượng').waitFor();
    await coming.getByText(other).waitFor();
    await page.getByRole('searchbox', { name: 'Tìm người, đơn vị dự họp' }).fill('ma van thuong');
    await coming.getByText(other).waitFor({ state: 'detached' });
    await coming.getByText('Ma Văn Thượng').waitFor();
    assert.deepEqual(await barriers(page), []);
  });

  it('that the own unit prepares papers for (function 23)', async () => {
    const page = people.preparer;
    await openWeek(page);
    await choose(page, 'Liên quan đến tôi', /^Xã Nà Hang chuẩn bị tài liệu$/);
    await lists(page, own);
  });

  it('by state, content, time and words (function 50)', async () => {
    const page = people.secretary;
    await openWeek(page);
    await choose(page, 'Trạng thái', 'Dự thảo');
    await lists(page, drafted);
    await choose(page, 'Trạng thái', 'Tất cả');
    const words = page.getByRole('searchbox', { name: 'Tìm theo nội dung, chương trình họp' });
    await words.fill('rung dac dung'); // of the agenda, without diacritics
    await lists(page, own);
    await words.fill('GIAI PHONG mat bang');
    await lists(page, communes);
    await words.fill('không có chữ này');
    await page.getByText('Không có cuộc họp nào khớp').waitFor();
  });
});

describe('a calendar', () => {
  it('of one’s own holds what one attends, by day, week and month (function 49)', async () => {
    const page = people.delegate;
    for (const view of ['day', 'week', 'month']) {
      await page.goto(`${server.url}/calendar?by=me&view=${view}&day=${isoDay(1)}`);
      await page.getByRole('link', { name: own }).waitFor();
      if (view !== 'day') await page.getByRole('link', { name: communes }).waitFor();
      assert.equal(await page.getByRole('link', { name: drafted }).count(), 0);
    }
    assert.deepEqual(await barriers(page), []);
  });

  it('of somebody else is found by name, and shows of it what one may see', async () => {
    const page = people.secretary;
    await page.goto(`${server.url}/calendar?day=${isoDay(1)}`);
    await page.getByText('Cá nhân', { exact: true }).click();
    await page.getByText('Hãy chọn người để xem lịch của người đó.').waitFor();
    await page.getByRole('combobox', { name: 'Chọn người' }).fill('nguyen quang lam');
    await page.getByRole('option', { name: /^Nguyễn Quang Lâm/ }).click();
    await page.getByRole('link', { name: own }).waitFor();
    await page
      .getByRole('main')
      .getByText(/^Nguyễn Quang Lâm/)
      .first()
      .waitFor();
    const stranger = people.preparer;
    await stranger.goto(page.url());
    await stranger.getByRole('link', { name: own }).waitFor(); // invited to it too
    assert.equal(await stranger.getByRole('link', { name: drafted }).count(), 0);
    assert.deepEqual(await barriers(page), []);
  });

  for (const [view, wanted] of [
    ['day', [own]],
    ['week', [own, communes]],
    ['month', [own, communes]],
  ]) {
    it(`is printed with its meetings: ${view}`, async () => {
      const page = people.delegate;
      await page.emulateMedia({ colorScheme: 'dark' }); // paper is white all the same
      await page.goto(`${server.url}/calendar?by=me&view=${view}&day=${isoDay(1)}`);
      for (const title of wanted) await page.getByRole('link', { name: title }).waitFor();
      const file = path.join(folder, `${view}.pdf`);
      await page.pdf({ path: file, preferCSSPageSize: true });
      const { stdout } = await promisify(execFile)('pdftotext', ['-raw', file, '-']);
      const text = stdout.normalize('NFC').replace(/\s+/g, ' ');
      for (const title of wanted) assert.ok(text.includes(title), `${title} in ${text}`);
      assert.ok(text.includes(view === 'week' ? 'Lịch công tác tuần' : 'Lịch họp'), text);
      if (view !== 'month') assert.match(text, /08 giờ 00 – 10 giờ 00/);
      for (const beside of ['In lịch', 'Hôm nay', 'Danh mục'])
        assert.ok(!text.includes(beside), `${beside} in ${text}`);
      await page.emulateMedia({ media: 'print' });
      let colours;
      const black = async () => {
        colours = await page.evaluate(() =>
          [...document.querySelectorAll('main h1, main table, main a')].map((e) => getComputedStyle(e).color),
        );
        return [...new Set(colours)].join() === 'rgb(0, 0, 0)';
      };
      await until('all of it to be black', black, { saw: () => [...new Set(colours)].join() });
      await page.emulateMedia({ media: null, colorScheme: null });
    });
  }
});

describe('a paper that a unit prepares', () => {
  const tasks = (page, turn) => page.getByTestId(turn).getByTestId('paper').filter({ hasText: paper });

  async function upload(page, heading) {
    await tasks(page, 'prepare').getByTestId('paper-upload').click();
    await page.getByTestId('upload-panel').getByRole('checkbox').check();
    await page.getByTestId('file').setInputFiles({
      name: 'bao-cao.pdf',
      mimeType: 'application/pdf',
      buffer: await printed(browser, [heading]),
    });
  }

  it('is asked of it with a day, before anybody is invited', async () => {
    const page = people.secretary;
    await page.goto(`${server.url}/meetings/${people.draft}/papers`);
    await page.getByTestId('ask').click();
    await page.getByLabel('Tên tài liệu').fill(paper);
    const unit = page.getByTestId('paper-form').getByRole('combobox', { name: /^Đơn vị chuẩn bị/ });
    await unit.fill('na hang');
    await page.getByRole('option', { name: 'Xã Nà Hang', exact: true }).click();
    await page
      .getByTestId('paper-form')
      .getByRole('button', { name: /^Hạn nộp/ })
      .click();
    await page
      .getByRole('button', { name: 'Tháng sau' })
      .or(page.locator('[data-direction="next"]'))
      .first()
      .click();
    await page.getByRole('button', { name: /^15 / }).click();
    await page.getByTestId('paper-save').click();
    await page
      .locator('[data-testid="paper"][data-state="awaited"]')
      .getByText('Chuẩn bị: Xã Nà Hang')
      .waitFor();
  });

  it('waits for the unit, which uploads and submits it', async () => {
    const page = people.preparer;
    await page.goto(`${server.url}/papers/tasks`);
    const row = tasks(page, 'prepare');
    await row.getByText(drafted).waitFor();
    await row.getByText(/Hạn nộp.*15\//).waitFor();
    await upload(page, 'Bản thứ nhất');
    await row.getByTestId('paper-submit').click();
    await tasks(page, 'sent').waitFor();
    assert.deepEqual(await barriers(page), []);
  });

  it('is sent back with a reason by the secretary', async () => {
    const page = people.secretary;
    await page.goto(`${server.url}/papers/tasks`);
    await tasks(page, 'decide').getByTestId('paper-send_back').click();
    await page.getByTestId('reason').locator('textarea').fill('Thiếu số liệu của thôn Nà Mỏ');
    await page.getByTestId('reason-send').click();
    await tasks(page, 'decide').waitFor({ state: 'detached' });
  });

  it('comes back to the unit with the reason, which sends another version', async () => {
    const page = people.preparer;
    await page.reload();
    const row = tasks(page, 'prepare');
    await row.getByText('Lý do: Thiếu số liệu của thôn Nà Mỏ').waitFor();
    await upload(page, 'Bản thứ hai');
    await row.getByText('Bản 2').waitFor();
    await row.getByTestId('paper-submit').click();
    await tasks(page, 'sent').waitFor();
  });

  it('is taken back by the unit while nobody has decided, and submitted again', async () => {
    const page = people.preparer;
    await tasks(page, 'sent').getByTestId('paper-recall').click();
    await tasks(page, 'prepare').getByTestId('paper-submit').click();
    await tasks(page, 'sent').waitFor();
  });

  it('is approved and released, and the unit sees it', async () => {
    const page = people.secretary;
    await page.reload();
    await tasks(page, 'decide').getByTestId('paper-approve').click();
    await tasks(page, 'decide').getByTestId('paper-release').click();
    await tasks(page, 'decide').waitFor({ state: 'detached' });
    await people.preparer.reload();
    await people.preparer.locator('[data-testid="sent"] [data-state="released"]').getByText(paper).waitFor();
  });

  it('is nothing to those who neither prepare nor decide', async () => {
    const page = people.delegate;
    await page.goto(`${server.url}/papers/tasks`);
    await page.getByRole('heading', { level: 1, name: 'Tài liệu cần làm' }).waitFor();
    await page.getByRole('main').getByText(/./).first().waitFor();
    assert.equal(await page.getByText(paper).count(), 0);
  });
});

describe('a paper', () => {
  it('of a regular meeting goes out late only with a reason', async () => {
    const page = people.secretary;
    const start = new Date(Date.now() + 20 * 3_600_000);
    const late = await must(page, 'POST', '/meetings', {
      title: 'Họp giao ban ngày mai',
      host: { catalogue: 'tuyen-quang-2025-07', code: '08' },
      start: start.toISOString(),
      end: new Date(start.getTime() + 3_600_000).toISOString(),
      mode: 'online',
      noStateSecret: true,
    });
    await page.goto(`${server.url}/meetings/${late.id}/papers`);
    await page.getByTestId('add-files').first().click();
    await page.getByRole('main').getByRole('checkbox').check();
    await page.getByTestId('file').setInputFiles({
      name: 'so-lieu.pdf',
      mimeType: 'application/pdf',
      buffer: await printed(browser, ['Số liệu mới']),
    });
    const row = page.getByTestId('paper').filter({ hasText: 'so-lieu' });
    await row.getByTestId('paper-submit').click();
    await row.getByTestId('paper-approve').click();
    await row.getByTestId('paper-release').click();
    await row.getByRole('alert').getByText('phải gửi trước 3 ngày làm việc').waitFor();
    assert.deepEqual(await barriers(page), []);
    await row.getByTestId('reason').locator('textarea').fill('Chờ số liệu của Cục Thống kê');
    await row.getByTestId('reason-send').click();
    await row.getByText('Lý do: Chờ số liệu của Cục Thống kê').waitFor();
    await page.locator('[data-testid="paper"][data-state="released"]').waitFor();
  });
});

describe('the working calendar', () => {
  const year = new Date().getFullYear() + 1;

  async function choosing(name, mimeType, text) {
    const page = people.secretary;
    await page.locator('input[type="file"]').setInputFiles({ name, mimeType, buffer: Buffer.from(text) });
    await page.getByRole('button', { name: 'Kiểm tra tệp' }).click();
    await page.getByTestId('import-report').waitFor();
  }
  const daysOf = async (words) =>
    (await must(people.secretary, 'GET', `/calendar-days?year=${year}`)).items
      .filter(({ name }) => name.includes(words))
      .map(({ date, kind }) => `${date} ${kind}`);

  it('tells what is wrong with a file by line, and changes nothing', async () => {
    const page = people.secretary;
    await page.goto(`${server.url}/directory/catalogues/working-days`);
    await page.getByRole('link', { name: 'Nhập từ tệp' }).click();
    await choosing(
      'ngay-nghi.csv',
      'text/csv',
      `date,kind,name\n${year}-03-02,holiday,Nghỉ thử\n${year}-02-30,holiday,Nghỉ thử\n${year}-03-07,work,Nghỉ thử\n`,
    );
    const report = page.getByTestId('import-report');
    await report.getByText('Tệp có 2 lỗi').waitFor();
    assert.deepEqual(await report.locator('tbody tr td:first-child').allTextContents(), ['3', '4']);
    assert.equal(await page.getByTestId('import-confirm').count(), 0);
    assert.deepEqual(await daysOf('Nghỉ thử'), []);
    assert.deepEqual(await barriers(page), []);
  });

  it('takes a table after a look at what it would do', async () => {
    const page = people.secretary;
    await choosing(
      'ngay-nghi.csv',
      'text/csv',
      `date,kind,name\n${year}-03-02,holiday,Nghỉ thử\n${year}-03-07,working,Làm bù nghỉ thử\n`,
    );
    assert.deepEqual(await daysOf('ghỉ thử'), []); // looked at, not done
    await page.getByTestId('import-confirm').click();
    await page.getByTestId('import-confirm').waitFor({ state: 'detached' });
    assert.deepEqual(await daysOf('ghỉ thử'), [`${year}-03-02 holiday`, `${year}-03-07 working`]);
  });

  it('takes an iCalendar file', async () => {
    const page = people.secretary;
    const lines = [
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:-//Thử//VI',
      'BEGIN:VEVENT',
      'UID:1@example',
      `DTSTAMP:${year}0101T000000Z`,
      `DTSTART;VALUE=DATE:${year}0405`,
      `DTEND;VALUE=DATE:${year}0407`,
      'SUMMARY:Lễ hội thử',
      'END:VEVENT',
      'END:VCALENDAR',
      '',
    ];
    await choosing('le.ics', 'text/calendar', lines.join('\r\n'));
    await page.getByTestId('import-confirm').click();
    await page.getByTestId('import-confirm').waitFor({ state: 'detached' });
    assert.deepEqual(await daysOf('Lễ hội thử'), [`${year}-04-05 holiday`, `${year}-04-06 holiday`]);
  });
});

it('no page has thrown or broken its policy', () => {
  for (const page of [people.secretary, people.chair, people.delegate, people.preparer])
    assert.deepEqual(page.faults, []);
});
