// The technician console and the quality report of a live meeting whose site has a bad line.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, afterEach, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { enter, logIn, passCheck } from './lib/app.mjs';
import { launchChromium, openPage } from './lib/browser.mjs';
import { diagnose } from './lib/diagnose.mjs';
import { LossyLine, through } from './lib/lossy.mjs';
import { picture, tooWide } from './lib/looks.mjs';
import { act, api, clearDay, must } from './lib/meetings.mjs';
import { Server } from './lib/server.mjs';
import { until } from './lib/wait.mjs';

const results = fileURLToPath(new URL('../e2e-results/technician', import.meta.url));
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const sizes = [
  { width: 1440, height: 900 },
  { width: 1024, height: 768 },
  { width: 390, height: 844 },
];
const commune = { catalogue: 'tuyen-quang-2025-07', code: '02287' };
const site = 'diem-cau-02287';
let server, line, browser, kiosk, admin, secretary, chair, technician, meeting, ports;
const people = [];

const arrive = async (username, to) => {
  const page = await openPage(browser);
  people.push({ username, page });
  if (username) await logIn(page, server, username, to);
  return page;
};

/** Sets the clock of meetings this many minutes ahead of the machine's. */
let ahead = 0;
const pass = async (minutes) => {
  ahead += minutes;
  const at = new Date(Date.now() + ahead * 60_000).toISOString();
  const answer = await fetch(`http://127.0.0.1:${server.ports.admin}/demo/clock`, {
    method: 'PUT',
    body: JSON.stringify({ now: at }),
  });
  assert.equal(answer.ok, true, await answer.text());
};

/** Nothing on the page keeps anybody out, nothing is cut off at its side, at three sizes in both languages. */
async function looksWell(page, name) {
  const before = page.viewportSize();
  for (const language of ['vi', 'en']) {
    await page.evaluate((to) => localStorage.setItem('giaoban.language', to), language);
    await page.reload();
    await page.locator('[data-testid="line-row"], [data-testid="report-row"]').first().waitFor();
    for (const size of sizes) {
      await page.setViewportSize(size);
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() =>
        window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] }),
      );
      assert.deepEqual(
        violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`),
        [],
        `${name} ${language} ${size.width}`,
      );
      const over = await tooWide(page);
      assert.ok(over <= 0, `${name} at ${size.width} is ${over} px too wide`);
      mkdirSync(results, { recursive: true });
      await picture(page, { path: `${results}/${name}-${language}-${size.width}.png`, fullPage: true });
    }
  }
  await page.evaluate(() => localStorage.setItem('giaoban.language', 'vi'));
  await page.setViewportSize(before);
  await page.reload();
}

before(async () => {
  server = await Server.start({ env: through });
  line = await LossyLine.to(server);
  browser = await launchChromium({ camera: 4, frequency: 660 });
  [chair, secretary] = [await arrive('chutri', '/meetings'), await arrive('thuky', '/meetings')];
  await clearDay({ secretary, chair });
  kiosk = await arrive('', '');
  await kiosk.goto(`${server.url}/terminal?debug=1`);
  admin = await arrive('quantridv', `/directory/sites/${site}`);
  const code = await kiosk.getByTestId('pairing-code').innerText();
  await admin.getByTestId('pair').click();
  await admin.getByTestId('pair-code').fill(code);
  await admin.getByTestId('pair-confirm').click();
  await kiosk.getByTestId('terminal').waitFor();
});
afterEach((test) => diagnose(test, people, server));
after(async () => {
  await browser?.close();
  await line?.close();
  await server?.stop();
});

describe('a live meeting', () => {
  it('has a site with a terminal, and somebody who looks at it', async () => {
    const personOf = async (page) => (await must(page, 'GET', '/session')).user.personId;
    const start = new Date(Date.now() + 10 * 60_000);
    const made = await must(secretary, 'POST', '/meetings', {
      title: 'Giao ban thử đường truyền',
      urgency: 'urgent',
      host: { catalogue: commune.catalogue, code: '08' },
      chairId: await personOf(chair),
      secretaryId: await personOf(secretary),
      start: start.toISOString(),
      end: new Date(start.getTime() + 90 * 60_000).toISOString(),
      mode: 'online',
      sites: [
        { unit: commune, room: site, main: true },
        { unit: { ...commune, code: '02248' }, room: 'diem-cau-02248' },
      ],
      agenda: [{ title: 'Báo cáo', minutes: 30 }],
      lateReason: 'Chỉ đạo của Chủ tịch',
      noStateSecret: true,
      secrecy: 'normal',
    });
    meeting = made.id;
    for (const [who, action] of [
      [secretary, 'submit'],
      [chair, 'approve'],
      [secretary, 'issue'],
    ]) {
      await act(who, meeting, action);
    }
    await kiosk.getByTestId('hall').waitFor();
    await until('the terminal to send its picture', () =>
      kiosk.evaluate(
        () =>
          globalThis.__giaoban?.room.state === 'connected' &&
          globalThis.__giaoban.room.localParticipant.isCameraEnabled,
      ),
    );
    await until('the terminal’s media to go through the line', () => line.ports().length > 0);
    ports = line.ports();
    await act(secretary, meeting, 'start');
    await chair.goto(`${server.url}/meetings/${meeting}/join?debug=1`);
    await passCheck(chair);
    await enter(chair);
  });

  it('the console shows its line, and the site where nobody is', async () => {
    await secretary.goto(`${server.url}/meetings/${meeting}`);
    await secretary.getByTestId('to-lines').click();
    await secretary
      .locator(`[data-testid="line-row"][data-site$="${commune.code}"][data-level="good"]`)
      .waitFor();
    await secretary.locator('[data-testid="line-row"][data-site$="02248"][data-level="away"]').waitFor();
  });

  it('a line that loses packets comes first, live, and opens to charts and the terminal', async () => {
    line.lose(ports, 0.25);
    await secretary
      .locator(`[data-testid="line-row"][data-index="0"][data-site$="${commune.code}"][data-level="bad"]`)
      .waitFor();
    let latest;
    const losing = async () => {
      const { rows } = await must(secretary, 'GET', `/meetings/${meeting}/lines`);
      ({ latest } = rows.find((row) => row.site.endsWith(commune.code)));
      return Math.max(latest.upLossPct, latest.downLossPct) > 5;
    };
    await until('the loss in figures', losing, { saw: () => JSON.stringify(latest) });
    await looksWell(secretary, 'console');
    await secretary.locator(`[data-site$="${commune.code}"]`).getByTestId('line-open').click();
    await secretary.getByTestId('line-details').getByRole('img').first().waitFor();
    await secretary.getByTestId('line-steer').click();
    await secretary.getByTestId('steer-reload').waitFor();
    await picture(secretary, { path: `${results}/console-open.png`, fullPage: true });
  });
});

describe('devices in a live meeting', () => {
  it('a page whose camera cannot be opened raises an alarm, until it can', async () => {
    const key = await chair.evaluate(() => globalThis.__giaoban.room.localParticipant.identity);
    const camera = (on) =>
      until(`the chair’s camera to be ${on ? 'on' : 'off'}`, () =>
        chair
          .evaluate(() => globalThis.__giaoban.room.localParticipant.isCameraEnabled)
          .then((is) => is === on),
      );
    const alarm = secretary.locator('[data-alarm="device_blocked"]');
    const press = () => chair.getByTestId('camera').click();
    await camera(true);
    await press();
    await camera(false);
    await chair.evaluate(() => {
      const { mediaDevices } = navigator;
      globalThis.__open = mediaDevices.getUserMedia;
      mediaDevices.getUserMedia = () => Promise.reject(new DOMException('taken', 'NotReadableError'));
    });
    await press();
    await alarm.waitFor();
    await until('that alarm alone', async () => {
      const { rows } = await must(secretary, 'GET', `/meetings/${meeting}/lines`);
      return rows.find((row) => row.key === key).alarms.join() === 'device_blocked';
    });
    await picture(secretary, { path: `${results}/console-blocked.png`, fullPage: true });
    await chair.evaluate(() => (navigator.mediaDevices.getUserMedia = globalThis.__open));
    await press();
    await camera(true);
    await alarm.waitFor({ state: 'detached' });
  });
});

describe('who sees it, and what is kept', () => {
  it('its technician sees that line alone, a delegate none', async () => {
    technician = await arrive('kythuat', `/meetings/${meeting}/lines`);
    await technician.getByTestId('line-row').first().waitFor();
    assert.equal(await technician.getByTestId('line-row').count(), 1);
    const delegate = await arrive('daibieu', '/meetings');
    const refused = await api(delegate, 'GET', `/meetings/${meeting}/lines`);
    assert.ok([403, 404].includes(refused.status), String(refused.status));
    await delegate.goto(`${server.url}/meetings/${meeting}/lines`);
    await delegate.getByRole('alert').waitFor();
    await delegate.getByRole('heading', { level: 1 }).waitFor();
  });

  it('the report has its bad minute, also after the server was killed', async () => {
    await pass(1);
    await until('the minute to be written down', async () => {
      const { items } = await must(secretary, 'GET', `/meetings/${meeting}/line-report`);
      return items.some((item) => item.site.endsWith(commune.code) && item.poor.length > 0);
    });
    line.lose(ports, 0);
    await server.halt('SIGKILL');
    await server.launch();
    await act(secretary, meeting, 'end');
    await secretary.goto(`${server.url}/meetings/${meeting}`);
    await secretary.getByTestId('to-line-report').click();
    const row = secretary.locator(`[data-testid="report-row"][data-site$="${commune.code}"]`);
    await row.waitFor();
    assert.ok(Number(await row.getAttribute('data-bad')) > 0);
    await looksWell(secretary, 'report');
    const csv = await secretary.evaluate(
      async (path) => (await fetch(path)).text(),
      `/api/v1/meetings/${meeting}/line-report/csv`,
    );
    assert.match(csv, /Điểm cầu/);
  });

  it('no page has thrown', () => {
    for (const { page } of people) assert.deepEqual(page.faults, []);
  });
});
