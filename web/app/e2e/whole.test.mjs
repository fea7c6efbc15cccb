// A whole meeting at five windows, from the line test to the PDF of its minutes: the chair, the secretary, a technician,
// the terminal of a commune's room, a delegate with a telephone. In between the server is killed twice, and every window
// comes back by itself to what there was.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { after, afterEach, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { enter, logIn, passCheck } from './lib/app.mjs';
import { launchChromium, openPage } from './lib/browser.mjs';
import { diagnose } from './lib/diagnose.mjs';
import { cutOff, picture } from './lib/looks.mjs';
import { clearDay, issuedMeeting, must } from './lib/meetings.mjs';
import { hears } from './lib/probe.mjs';
import { Server } from './lib/server.mjs';
import { until } from './lib/wait.mjs';

const results = fileURLToPath(new URL('../e2e-results/whole', import.meta.url));
const minute = 60_000;
const catalogue = 'tuyen-quang-2025-07';
const title = 'Giao ban trực tuyến công tác phòng, chống thiên tai tháng 12';
const agenda = [
  { title: 'Báo cáo tình hình thiệt hại do mưa lũ', minutes: 15 },
  { title: 'Thông qua phương án ứng phó năm 2027', minutes: 20, vote: true },
];
const question = 'Thông qua phương án ứng phó thiên tai năm 2027';
const windows = [
  ['chutri', { width: 1440, height: 900 }],
  ['thuky', { width: 1440, height: 900 }],
  ['kythuat', { width: 1024, height: 768 }],
  ['', { width: 1920, height: 1080 }],
  ['daibieu2', { width: 390, height: 844, isMobile: true, hasTouch: true }],
];

let server, browser, people, inside, chair, secretary, technician, kiosk, phone, meeting, start;

before(async () => {
  mkdirSync(results, { recursive: true });
  server = await Server.start();
  browser = await launchChromium({ camera: 4, frequency: 660 });
  people = await Promise.all(
    windows.map(async ([username, size]) => {
      const page = await openPage(browser, size);
      if (username) await logIn(page, server, username, '/meetings');
      return { username: username || 'terminal', page };
    }),
  );
  [chair, secretary, technician, kiosk, phone] = people.map(({ page }) => page);
  inside = [chair, secretary, technician, kiosk, phone];
  // The morning of a day to come, so that every time on every screen is one at which such meetings are held.
  start = new Date(new Date(Date.now() + 2 * 24 * 60 * minute).toISOString().slice(0, 10) + 'T01:00:00Z');
  await clearDay({ secretary, chair });
  await clearDay({ secretary, chair }, start.getTime());
  const site = (code) => ({ unit: { catalogue, code }, room: `diem-cau-${code}` });
  meeting = await issuedMeeting({
    secretary,
    chair,
    invited: [phone],
    plan: {
      title,
      start: start.toISOString(),
      end: new Date(start.getTime() + 120 * minute).toISOString(),
      sites: [site('02287'), site('02221')],
      agenda,
      policies: {
        microphones: 'one',
        waitingRoom: true,
        recording: false,
        sharing: 'presenters',
        openBefore: 15,
      },
    },
  });
});
afterEach((test) => diagnose(test, people ?? [], server));
after(async () => {
  await browser?.close();
  await server?.stop();
});

const press = (page, testId) => page.getByTestId(testId).click();
const at = (where) => `${server.url}/meetings/${meeting}${where}`;
const live = (page) => must(page, 'GET', `/meetings/${meeting}/conduct`);
const identityOf = (page) => page.evaluate(() => globalThis.__giaoban?.room.localParticipant.identity);
const panelOf = async (page, button, panel) => {
  const shown = page.getByTestId(panel);
  if (!(await shown.isVisible())) await press(page, button);
  await shown.waitFor();
  return shown;
};

/** Sets the clock of meetings, also for a server that is started again. */
async function itIs(now) {
  const answer = await fetch(`http://127.0.0.1:${server.ports.admin}/demo/clock`, {
    method: 'PUT',
    body: JSON.stringify({ now: now.toISOString() }),
  });
  assert.equal(answer.ok, true, await answer.text());
  server.env.GIAOBAN_DEMO_CLOCK_AHEAD = `${Math.round((now.getTime() - Date.now()) / 1000)}s`;
}

/** What every window shows at a moment; words that are cut off would be seen by nobody else. */
async function moment(name) {
  const found = await Promise.all(
    people.map(async ({ username, page }) => {
      await picture(page, { path: `${results}/${name}-${username}.png` });
      return (await cutOff(page)).map((line) => `${name}, ${username}: ${line}`);
    }),
  );
  assert.deepEqual(found.flat(), []);
}

/** By remote control: arrows until the element has the focus, then OK. */
async function remote(page, testId, key = 'ArrowDown') {
  await until(`the focus on ${testId}`, async () => {
    const focus = () => page.evaluate(() => document.activeElement?.getAttribute('data-testid'));
    if ((await focus()) === testId) return true;
    await page.keyboard.press(key);
    return (await focus()) === testId;
  });
  await page.keyboard.press('Enter');
}

const kioskIs = (state) => kiosk.locator(`[data-testid="terminal"][data-at="${state}"]`).waitFor();

/** The session in the room; empty while there is none. */
const sessionOf = (page) =>
  page.evaluate(() => {
    const room = globalThis.__giaoban?.room;
    return room?.state === 'connected' ? room.localParticipant.sid : '';
  });

/** Kills the server and starts it again; resolves when all five are in the hall anew, without a hand. */
async function killed() {
  const before = await Promise.all(inside.map(sessionOf));
  await server.restart('SIGKILL');
  await Promise.all(
    people.map(({ username, page }, i) =>
      until(`${username} to be in the room anew`, async () => {
        const session = await sessionOf(page);
        return session !== '' && session !== before[i] && (await page.getByTestId('hall').isVisible());
      }),
    ),
  );
}

/** What must not be lost: who speaks and waits, the item with its clock, what hands wrote on the roll. */
async function kept() {
  const { floor, agenda: progress, roll, motions, meeting: phase } = await live(chair);
  const written = Object.entries(roll.marks).filter(([, mark]) => mark.by);
  return { floor, progress, quorum: roll.quorum, written, motions, phase };
}

describe('an hour before', () => {
  it('the room’s terminal is paired by the code on its screen', async () => {
    await kiosk.goto(`${server.url}/terminal?debug=1`);
    const code = await kiosk.getByTestId('pairing-code').innerText();
    const admin = await openPage(browser);
    await logIn(admin, server, 'quantridv', '/directory/sites/diem-cau-02287');
    await press(admin, 'pair');
    await admin.getByTestId('pair-code').fill(code);
    await press(admin, 'pair-confirm');
    await kioskIs('idle');
    await admin.context().close();
  });

  it('the technician tests the site, and the secretary’s board sees it go', async () => {
    await itIs(new Date(start.getTime() - 60 * minute));
    await secretary.goto(at('/line-test'));
    await secretary.getByTestId('board-row').nth(1).waitFor();
    await technician.goto(at(''));
    await press(technician, 'to-line-test');
    await press(technician, 'line-start');
    for (const kind of ['camera', 'microphone', 'terminal']) {
      await technician
        .locator(`[data-testid="line-${kind}"]:is([data-verdict="go"],[data-verdict="care"])`)
        .waitFor();
    }
    await press(technician, 'line-tone');
    await press(technician, 'line-heard');
    await press(technician, 'line-measure');
    await technician.locator('[data-testid="line-line"]:not([data-verdict=""])').waitFor();
    await chair.goto(at(''));
    await phone.goto(at('/join'));
    await phone.getByTestId('door').waitFor();
    await kiosk.locator(`[data-testid="terminal-meeting"][data-id="${meeting}"]`).waitFor();
    await moment('1-test');
    await press(technician, 'line-ready');
    await secretary.locator('[data-testid="board-row"][data-site$="02287"][data-state="ready"]').waitFor();
  });
});

describe('the hour comes', () => {
  it('the terminal enters by itself, the telephone’s door opens', async () => {
    await itIs(new Date(start.getTime() - 10 * minute));
    await kiosk.getByTestId('hall').waitFor();
    await phone.getByTestId('enter').waitFor();
    for (const page of [chair, secretary, technician, phone]) {
      await page.goto(`${server.url}/meetings/${meeting}/join?debug=1`);
      await passCheck(page);
      if (page === phone) await picture(phone, { path: `${results}/2-check-daibieu2.png` });
      await enter(page);
    }
    for (const page of inside) await page.locator('[data-testid="phase"][data-phase="waiting"]').waitFor();
    await moment('2-waiting');
  });

  it('the chair opens the meeting', async () => {
    await itIs(start);
    await press(chair, 'open-meeting');
    await chair.getByTestId('open-meeting-yes').waitFor();
    await moment('2-opening');
    await press(chair, 'open-meeting-yes');
    for (const page of inside) await page.getByTestId('phase').waitFor({ state: 'detached' });
  });

  it('the roll is called, the sites answer, and there is a quorum', async () => {
    await press(secretary, 'roll');
    const row = (code) => secretary.locator(`[data-testid="roll-row"][data-subject$="/${code}"]`);
    for (const [page, code] of [
      [kiosk, '02287'],
      [phone, '02221'],
    ]) {
      await row(code).getByRole('button', { name: /^Gọi/ }).click();
      await page.getByTestId('roll-called').waitFor();
      if (page === phone) await moment('3-roll');
      if (page === kiosk) await remote(kiosk, 'called-present', 'ArrowUp');
      else await press(phone, 'called-present');
      await page.getByTestId('called-present').waitFor({ state: 'detached' });
      await press(secretary, 'roll-present');
      await row(code).locator('xpath=self::*[@data-mark="in_room"]').waitFor();
    }
    const summary = secretary.getByTestId('roll-summary');
    await summary.getByText('Có mặt 2/2 điểm cầu').waitFor();
    await summary.locator('[data-met="true"]').getByText('quá 50%').waitFor();
    await press(secretary, 'change-quorum');
    await secretary.getByTestId('quorum-percent').fill('66');
    await press(secretary, 'save-quorum');
    await summary.locator('[data-met="true"]').getByText('quá 66%').waitFor();
  });
});

describe('the first item', () => {
  it('is taken with its clock', async () => {
    await press(chair, 'next-item');
    for (const page of inside) {
      const strip = page.getByTestId('agenda-strip');
      await strip.getByText(agenda[0].title).waitFor();
      await strip
        .getByRole('timer')
        .getByText(/^Còn 1[0-5]:/)
        .waitFor();
    }
  });

  it('the delegate and the room ask to speak, and the delegate is called', async () => {
    await press(phone, 'floor');
    await phone.getByLabel('Nội dung (không bắt buộc)').fill('Sạt lở đường vào xã');
    await press(phone, 'ask-floor');
    await press(kiosk, 'floor');
    await kiosk.getByLabel('Nội dung (không bắt buộc)').fill('Đề nghị hỗ trợ giống cây trồng');
    await press(kiosk, 'ask-floor');
    const floor = await panelOf(chair, 'floor', 'floor-panel');
    await floor.getByTestId('request').nth(1).waitFor();
    await floor
      .locator(`[data-identity="${await identityOf(phone)}"]`)
      .getByTestId('give-floor')
      .click();
    await press(phone, 'speak-now');
    await hears(chair, { identity: await identityOf(phone), frequency: 660 });
    const turn = `[data-testid="turn"][data-identity="${await identityOf(phone)}"]`;
    for (const page of inside) await page.locator(turn).getByText('Sạt lở đường vào xã').waitFor();
    await moment('4-floor');
  });

  it('the server is killed, and all is as it was at every window', async () => {
    const before = await kept();
    const identity = await identityOf(phone);
    await killed();
    assert.deepEqual(await until('the state of the meeting', () => kept().catch(() => null)), before);
    for (const page of inside) {
      const strip = page.getByTestId('agenda-strip');
      await strip.getByText(agenda[0].title).waitFor();
      await strip
        .getByRole('timer')
        .getByText(/^Còn (1[0-4]|\d):/)
        .waitFor();
      await page.locator(`[data-testid="turn"][data-identity="${identity}"]`).waitFor();
    }
    const floor = await panelOf(chair, 'floor', 'floor-panel');
    await floor.getByTestId('request').getByText('Đề nghị hỗ trợ giống cây trồng').waitFor();
    await hears(chair, { identity, frequency: 660 });
    await moment('5-after-the-first-kill');
  });

  it('the chair ends the turn and calls the room, which opens its microphone by remote control', async () => {
    const floor = await panelOf(chair, 'floor', 'floor-panel');
    await floor.getByTestId('end-floor').click();
    await floor.getByTestId('give-floor').click();
    await kiosk.getByTestId('speak-invitation').waitFor();
    await remote(kiosk, 'speak-now', 'ArrowUp');
    await hears(phone, { identity: await identityOf(kiosk), frequency: 660 });
    await floor.getByTestId('end-floor').click();
    for (const page of inside) await page.getByTestId('turn').waitFor({ state: 'detached' });
  });
});

describe('a vote', () => {
  const result = (page, choice, n) =>
    page.getByTestId(`result-${choice}`).getByText(String(n), { exact: true }).waitFor();

  it('by name is opened, and two of three vote', async () => {
    await panelOf(secretary, 'votes', 'vote-panel');
    await secretary.getByTestId('motion-question').fill(question);
    await press(secretary, 'prepare-motion');
    await press(secretary, 'open-motion');
    for (const page of [chair, kiosk, phone]) await page.getByTestId('ballot').getByText(question).waitFor();
    await moment('6-ballot');
    await press(chair, 'vote-for');
    await press(phone, 'vote-against');
    await secretary.getByTestId('vote-panel').getByText('đã biểu quyết 2/3').waitFor();
  });

  it('the server is killed in the middle, the votes are kept, and the third is cast', async () => {
    const before = await kept();
    await killed();
    assert.deepEqual(await until('the state of the meeting', () => kept().catch(() => null)), before);
    await kiosk.getByTestId('ballot').getByText(question).waitFor();
    assert.deepEqual(
      await Promise.all([chair, phone].map((page) => page.getByTestId('ballot').count())),
      [0, 0],
    );
    await remote(kiosk, 'vote-for');
    await kiosk.getByTestId('ballot').waitFor({ state: 'detached' });
  });

  it('is closed, and the result is the sum of what was cast', async () => {
    await panelOf(chair, 'votes', 'vote-panel');
    await chair.getByTestId('vote-panel').getByText('đã biểu quyết 3/3').waitFor();
    await press(chair, 'close-motion');
    await result(chair, 'for', 2);
    await press(phone, 'more');
    await phone.getByRole('menuitem', { name: 'Biểu quyết' }).click();
    await panelOf(secretary, 'votes', 'vote-panel');
    for (const page of [chair, secretary, phone]) {
      for (const [choice, n] of [
        ['for', 2],
        ['against', 1],
        ['other', 0],
      ])
        await result(page, choice, n);
    }
    const [motion] = (await live(chair)).motions;
    assert.deepEqual(
      Object.values(motion.ballots)
        .map(({ choice }) => choice)
        .sort(),
      ['against', 'for', 'for'],
    );
    await moment('7-result');
  });
});

describe('the end', () => {
  it('a line of text stands at every site, and the next item is taken', async () => {
    await press(secretary, 'stage');
    await secretary.getByLabel('Dòng thông báo ở mọi điểm cầu').fill('Giải lao 10 phút sau nội dung này.');
    await press(secretary, 'post-notice');
    await press(chair, 'next-item');
    for (const page of inside) {
      await page.getByTestId('ticker').getByText('Giải lao 10 phút').waitFor();
      await page.getByTestId('agenda-strip').getByText(agenda[1].title).waitFor();
    }
    await moment('8-notice');
  });

  it('the chair ends the meeting, everybody is out, and the terminal rests', async () => {
    await press(chair, 'leave');
    await press(chair, 'end-meeting');
    await chair.getByTestId('end-meeting-yes').waitFor();
    await moment('8-ending');
    await press(chair, 'end-meeting-yes');
    for (const page of [chair, secretary, technician, phone]) {
      await page.locator('[data-testid="left"][data-why="ended"]').waitFor();
    }
    await kioskIs('idle');
    await kiosk
      .locator(`[data-testid="terminal-meeting"][data-id="${meeting}"][data-state="ended"]`)
      .waitFor();
    await moment('9-ended');
  });

  it('the secretary drafts the minutes from what happened, and the chair agrees', async () => {
    await secretary.getByRole('link', { name: 'Về cuộc họp' }).click();
    await press(secretary, 'to-minutes');
    await press(secretary, 'draft');
    const text = secretary.getByTestId('text').first();
    await text.getByText('V. Kết luận').waitFor();
    const draft = await text.innerText();
    for (const part of [
      ...agenda.map((item) => item.title),
      'Sạt lở đường vào xã',
      question,
      'Tán thành: 02',
    ]) {
      assert.ok(draft.includes(part), `the draft lacks “${part}”:\n${draft}`);
    }
    await press(secretary, 'minutes-submit');
    await press(secretary, 'confirm');
    await secretary.getByTestId('confirm').waitFor({ state: 'detached' });
    await chair.goto(`${server.url}/conclusions`);
    await chair
      .getByTestId('pending')
      .getByRole('link', { name: /Xem biên bản/ })
      .click();
    await press(chair, 'minutes-agree');
    await press(chair, 'confirm');
    await chair.getByTestId('frozen').getByText('/BB-').waitFor();
    await moment('10-minutes');
  });

  it('and what they agreed on is a PDF that says so', async () => {
    const href = await chair.getByTestId('minutes-pdf').getAttribute('href');
    const pdf = await chair.evaluate(async (path) => {
      const bytes = new Uint8Array(await (await fetch(path)).arrayBuffer());
      return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
    }, href);
    const text = await textOf(Buffer.from(pdf, 'base64'));
    for (const part of [
      'BIÊN BẢN',
      title,
      'Nguyễn Quang Lâm',
      'Trần Thị Bích Ngà',
      'Hoàng Thị Dợt',
      agenda[1].title,
      question,
      'Tán thành: 02 (66,7%)',
      'Không tán thành: 01 (33,3%)',
    ]) {
      assert.ok(text.includes(part), `the PDF lacks “${part}”:\n${text}`);
    }
  });

  it('no page has thrown', () => {
    for (const { page } of people) assert.deepEqual(page.faults, []);
  });
});

/** The words of a PDF, on one line. */
function textOf(pdf) {
  return new Promise((resolve, reject) => {
    const reader = execFile('pdftotext', ['-enc', 'UTF-8', '-', '-'], (error, stdout) =>
      error ? reject(error) : resolve(stdout.normalize('NFC').replace(/\s+/g, ' ')),
    );
    reader.stdin.end(pdf);
  });
}
