// A meeting room's terminal from its pairing through the line test and its meeting to idle again, without a hand where
// none is meant.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { after, afterEach, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { logIn } from './lib/app.mjs';
import { launchChromium, openPage } from './lib/browser.mjs';
import { diagnose } from './lib/diagnose.mjs';
import { inspect } from './lib/looks.mjs';
import { Server } from './lib/server.mjs';
import { until } from './lib/wait.mjs';

const commune = { catalogue: 'tuyen-quang-2025-07', code: '02287' };
const site = 'diem-cau-02287';
const results = fileURLToPath(new URL('../e2e-results/terminal', import.meta.url));
let server, browser, kiosk, admin, secretary, chair, technician, meeting;
const people = [];

const arrive = async (username, to) => {
  const page = await openPage(browser);
  people.push({ username, page });
  if (username) await logIn(page, server, username, to);
  return page;
};

/** Calls the API as whoever is logged in at a page. */
const api = (page, method, path, body, version) =>
  page.evaluate(
    async ([method, path, body, version]) => {
      const response = await fetch(`/api/v1${path}`, {
        method,
        headers: { 'Content-Type': 'application/json', ...(version ? { 'If-Match': `"${version}"` } : {}) },
        ...(method === 'GET' ? {} : { body: JSON.stringify(body ?? {}) }),
      });
      const text = await response.text();
      return { status: response.status, body: text ? JSON.parse(text) : null };
    },
    [method, path, body, version],
  );

/** Moves a meeting, as it stands now. */
async function act(page, id, action, reason) {
  const { version } = (await api(page, 'GET', `/meetings/${id}`)).body;
  const moved = await api(page, 'POST', `/meetings/${id}/actions`, { action, reason }, version);
  assert.equal(moved.status, 200, `${action}: ${JSON.stringify(moved.body)}`);
}

const personOf = async (page) => (await api(page, 'GET', '/session')).body.user.personId;

/** Ends the meetings of the demonstration: the room is a site of some. */
async function clear() {
  const day = 86_400_000;
  const [from, to] = [Date.now() - day, Date.now() + day].map((at) => new Date(at).toISOString());
  const others = await api(secretary, 'GET', `/meetings?from=${from}&to=${to}&limit=200`);
  for (const { id, state } of others.body.items) {
    if (state === 'issued') await act(chair, id, 'cancel', 'nhường chỗ');
    if (state === 'live' || state === 'paused') await act(chair, id, 'end');
  }
}

/** Sets the clock of meetings this many minutes ahead of the machine's. */
let ahead = 0;
const pass = async (minutes) => {
  ahead += minutes;
  const at = new Date(Date.now() + ahead * 60_000).toISOString();
  const response = await fetch(`http://127.0.0.1:${server.ports.admin}/demo/clock`, {
    method: 'PUT',
    body: JSON.stringify({ now: at }),
  });
  assert.equal(response.ok, true, await response.text());
};

const look = (page, name) => inspect(page, `${results}/${name}`);

const kioskIs = (at) => kiosk.locator(`[data-testid="terminal"][data-at="${at}"]`).waitFor();

before(async () => {
  mkdirSync(results, { recursive: true });
  server = await Server.start();
  browser = await launchChromium({ camera: 4, frequency: 660 });
  [chair, secretary] = [await arrive('chutri', '/meetings'), await arrive('thuky', '/meetings')];
  await clear();
  kiosk = await arrive('', '');
  await kiosk.setViewportSize({ width: 1440, height: 900 });
  await kiosk.goto(`${server.url}/terminal?debug=1`);
  technician = await arrive('kythuat', '/meetings');
  admin = await arrive('quantridv', `/directory/sites/${site}`);
});
afterEach((test) => diagnose(test, people, server));
after(async () => {
  await browser?.close();
  await server?.stop();
});

describe('before the meeting', () => {
  it('a terminal is paired by the code on its screen', async () => {
    const code = await kiosk.getByTestId('pairing-code').innerText();
    assert.match(code, /^\d{4} \d{4}$/);
    await admin.getByTestId('pair').click();
    await admin.getByTestId('pair-code').fill(code);
    await admin.getByTestId('pair-confirm').click();
    await admin.getByTestId('paired-terminal').waitFor();
    await kiosk.getByTestId('terminal').waitFor();
  });

  it('its key cannot be read', async () => {
    const exported = await kiosk.evaluate(async () => {
      const db = await new Promise((resolve) => {
        const request = indexedDB.open('giaoban-terminal', 1);
        request.onsuccess = () => resolve(request.result);
      });
      const device = await new Promise((resolve) => {
        const request = db.transaction('device').objectStore('device').get('own');
        request.onsuccess = () => resolve(request.result);
      });
      db.close();
      return crypto.subtle.exportKey('pkcs8', device.pair.privateKey).then(
        () => 'read',
        (error) => error.name,
      );
    });
    assert.equal(exported, 'InvalidAccessError');
  });

  it('it shows the meetings of its room', async () => {
    const start = new Date(Date.now() + 30 * 60_000);
    const draft = {
      title: 'Giao ban thử thiết bị đầu cuối',
      urgency: 'urgent',
      host: { catalogue: commune.catalogue, code: '08' },
      chairId: await personOf(chair),
      secretaryId: await personOf(secretary),
      start: start.toISOString(),
      end: new Date(start.getTime() + 90 * 60_000).toISOString(),
      mode: 'online',
      sites: [{ unit: commune, room: site, main: true }],
      agenda: [{ title: 'Báo cáo', minutes: 30 }],
      noStateSecret: true,
      secrecy: 'normal',
    };
    const made = await api(secretary, 'POST', '/meetings', draft);
    assert.equal(made.status, 201, JSON.stringify(made.body));
    meeting = made.body.id;
    for (const [who, action] of [
      [secretary, 'submit'],
      [chair, 'approve'],
      [secretary, 'issue'],
    ]) {
      await act(who, meeting, action);
    }
    await kiosk.locator(`[data-testid="terminal-meeting"][data-id="${meeting}"]`).waitFor();
    await kioskIs('idle');
  });

  it('the line test is run by remote control, and the server judges what it sees and hears', async () => {
    const onTest = () =>
      kiosk.evaluate(() => document.activeElement?.getAttribute('data-testid') === 'terminal-test');
    await until('the focus on the test', async () => {
      if (await onTest()) return true;
      await kiosk.keyboard.press('ArrowDown');
      return onTest();
    });
    await kiosk.keyboard.press('Enter');
    await kioskIs('test');
    await kiosk.getByTestId('line-start').click();
    for (const kind of ['camera', 'microphone', 'terminal']) {
      await kiosk
        .locator(`[data-testid="line-${kind}"]:is([data-verdict="go"],[data-verdict="care"])`)
        .waitFor();
    }
    await kiosk.getByTestId('line-tone').click();
    await kiosk.getByTestId('line-heard').click();
    await kiosk.getByTestId('line-measure').click();
    await kiosk.locator('[data-testid="line-line"]:not([data-verdict=""])').waitFor();
  });

  it('the board shows it, live, and the secretary calls', async () => {
    await secretary.goto(`${server.url}/meetings/${meeting}/line-test`);
    const row = secretary.getByTestId('board-row');
    await row.locator('[data-kind="microphone"][data-verdict="go"]').waitFor();
    await secretary.getByTestId('call-all').click();
    const called = secretary.getByTestId('board-called');
    await kiosk.getByTestId('call-screen').waitFor();
    await technician.getByTestId('call-notice').waitFor();
    await look(kiosk, 'call-terminal');
    await look(technician, 'call-desk');
    await called.locator('xpath=self::*[@data-state="reached"]').waitFor();
    await look(secretary, 'call-board');
    await kiosk.keyboard.press('Enter');
    await kiosk.getByTestId('call-screen').waitFor({ state: 'detached' });
    await called.locator('xpath=self::*[@data-state="answered"]').waitFor();
    await technician.getByTestId('call-notice').waitFor({ state: 'detached' });
    await kiosk.getByTestId('called').waitFor();
    await kiosk.getByTestId('line-ready').click();
    await secretary.locator('[data-testid="board-row"][data-state="ready"]').waitFor();
    await kioskIs('idle');
  });
});

describe('the meeting', () => {
  const inRoom = () =>
    until('the terminal in the room', () =>
      kiosk.evaluate(
        () => globalThis.__giaoban?.room.state === 'connected' && globalThis.__giaoban.room.name,
      ),
    );

  it('it enters by itself when the door opens, with its microphone closed', async () => {
    await pass(20);
    await kiosk.getByTestId('hall').waitFor();
    assert.equal(await inRoom(), meeting);
    assert.equal(
      await kiosk.evaluate(() => globalThis.__giaoban.room.localParticipant.isMicrophoneEnabled),
      false,
    );
  });

  it('it is steered from its page', async () => {
    await admin.reload();
    await admin.getByTestId('steer').click();
    await admin.getByRole('combobox', { name: 'Bố cục' }).click();
    await admin.getByRole('option', { name: 'Lưới' }).click();
    await admin.locator('[data-testid="command"][data-kind="layout"][data-state="done"]').waitFor();
    await kiosk.locator('[data-layout="grid"]').waitFor();
  });

  it('it comes back after the line was cut', async () => {
    await kiosk.context().setOffline(true);
    await server.halt('SIGKILL');
    await kiosk.context().setOffline(false);
    await server.launch();
    ahead = 0;
    await pass(20);
    await kiosk.getByTestId('hall').waitFor();
    await inRoom();
  });

  it('it comes back after the power was cut', async () => {
    await kiosk.reload();
    await kiosk.getByTestId('hall').waitFor();
    await inRoom();
  });

  it('it is idle again when the meeting has ended', async () => {
    for (const action of ['start', 'end']) await act(secretary, meeting, action);
    await kioskIs('idle');
  });

  it('revoked, it shows another code', async () => {
    await admin.reload();
    await admin.getByRole('button', { name: 'Thu hồi' }).click();
    await admin.getByTestId('confirm').click();
    await kiosk.getByTestId('pairing-code').waitFor();
  });

  it('no page has thrown', () => {
    for (const { page } of people) assert.deepEqual(page.faults, []);
  });
});
