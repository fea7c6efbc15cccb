// A live meeting is recorded by the buttons of the hall, the server is killed in the middle, and what was recorded is watched
// in the review page by whom it is for.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Person, enter, logIn, passCheck } from './lib/app.mjs';
import { openPage } from './lib/browser.mjs';
import { diagnose } from './lib/diagnose.mjs';
import { api, issuedMeeting, must } from './lib/meetings.mjs';
import { barriers } from './lib/axe.mjs';
import { complaints, inspect } from './lib/looks.mjs';
import { Server, binary } from './lib/server.mjs';
import { until } from './lib/wait.mjs';

const chair = new Person('chutri', { camera: 1, frequency: 440 });
const secretary = new Person('thuky', { camera: 2, frequency: 880 });
const people = [chair, secretary];
const minute = 60_000;

const results = fileURLToPath(new URL('../e2e-results', import.meta.url));
const look = (page, name) => inspect(page, `${results}/${name}`);

let server;
let meeting;
let recording;
let delegate;

before(async () => {
  mkdirSync(results, { recursive: true });
  server = await Server.start();
  await Promise.all(people.map((person) => person.arrive(server)));
  delegate = await openPage(secretary.browser, { permissions: [] });
  await logIn(delegate, server, 'daibieu', '/');
  const start = new Date(Date.now() + 10 * minute);
  meeting = await issuedMeeting({
    secretary: secretary.page,
    chair: chair.page,
    invited: [delegate],
    plan: {
      title: 'Giao ban công tác phòng chống thiên tai tháng 12',
      start: start.toISOString(),
      end: new Date(start.getTime() + 60 * minute).toISOString(),
      sites: [{ unit: { catalogue: 'tuyen-quang-2025-07', code: '02287' } }],
      agenda: [
        { title: 'Báo cáo tình hình thiệt hại do mưa lũ', minutes: 15 },
        { title: 'Phương án khắc phục, bố trí tái định cư cho các hộ vùng sạt lở', minutes: 20 },
      ],
    },
  });
  for (const person of people) {
    await person.page.goto(`${server.url}/meetings/${meeting}/join?debug=1`);
    await passCheck(person.page);
    person.identity = await enter(person.page);
  }
  await must(chair.page, 'POST', `/meetings/${meeting}/actions`, { action: 'start' });
  await chair.page.getByTestId('next-item').click();
});
afterEach((test) => diagnose(test, people, server));
after(async () => {
  await Promise.all(people.map((person) => person.go()));
  await server?.stop();
});

let commands = 0;
/** Has the chair give a command of the conduct. */
const give = (verb, more) =>
  must(chair.page, 'POST', `/meetings/${meeting}/conduct/commands`, {
    id: `command-${++commands}`.padEnd(16, '0'),
    verb,
    ...more,
  });
const badge = (page) => page.getByTestId('recording-badge');
const where = () => `/recordings/${recording.id}`;

/** Waits until the recordings have more bytes on the disk than so many; resolves to how many. */
const growing = (bytes) =>
  until('more on the disk', async () => {
    const { stdout } = await promisify(execFile)('du', ['-sb', path.join(server.data, 'recordings')]);
    return parseInt(stdout, 10) > bytes && parseInt(stdout, 10);
  });

describe('a recording', () => {
  it('is started by the chair in the hall, not by a delegate, and everyone is told', async () => {
    const recordings = `/meetings/${meeting}/recordings`;
    assert.equal((await api(delegate, 'POST', recordings, { cameras: 'stage' })).status, 403);
    assert.equal(await badge(secretary.page).count(), 0);
    await chair.press('recording-controls');
    await look(chair.page, 'recording-panel');
    await chair.press('record-start');
    await chair.page.getByTestId('record-pause').waitFor();
    for (const person of people) {
      await until(`${person.username} to be told`, () => person.room((room) => room.isRecording));
      await badge(person.page).filter({ hasText: 'Đang ghi hình' }).waitFor();
    }
    await secretary.page.getByTestId('notice').filter({ hasText: 'Bắt đầu ghi hình' }).waitFor();
    assert.equal((await api(chair.page, 'POST', recordings, { cameras: 'stage' })).status, 409);
    [recording] = (await must(chair.page, 'GET', `/recordings?meeting=${meeting}`)).items;
    assert.deepEqual(await chair.room((room) => [...room.remoteParticipants.keys()]), [secretary.identity]);
    await look(chair.page, 'recording-running');
  });

  it('is seen on the second screen of a room', async () => {
    const second = await secretary.page.context().newPage();
    await second.goto(`${server.url}/meetings/${meeting}/second`);
    await badge(second).waitFor();
    await look(second, 'recording-second');
    await second.close();
  });

  it('is paused and gone on with, which everyone sees, and whoever comes late', async () => {
    await chair.press('record-pause');
    await badge(secretary.page).filter({ hasText: 'Tạm dừng' }).waitFor();
    await secretary.page.reload();
    await badge(secretary.page).filter({ hasText: 'Tạm dừng' }).waitFor();
    await chair.press('record-resume');
    await badge(secretary.page).filter({ hasText: 'Đang ghi hình' }).waitFor();
    await chair.page.getByTestId('next-item').click();
    const topic = { queue: 'speech', text: 'Tình hình đê bao', seconds: 120 };
    await give('floor.give', { target: chair.identity, ...topic });
    await give('notice.post', { text: 'Các xã gửi báo cáo trước 16 giờ' });
  });

  it('goes on by itself when the server was killed', async () => {
    // What was written a second ago is on the disk.
    const before = await growing((await growing(0)) + 20_000);
    await server.restart('SIGKILL');
    await until('the chair to be told again', () =>
      chair.room((room) => room.state === 'connected' && room.isRecording),
    );
    await growing(before + 40_000);
  });

  it('is one recording with the gap of the kill, and says what was taken', async () => {
    await chair.press('record-stop');
    await chair.press('record-stop-yes');
    await chair.page.getByTestId('to-last-recording').waitFor();
    const ended = await must(chair.page, 'GET', where());
    assert.deepEqual([ended.state, ended.reason], ['ready', 'stopped']);
    const manifest = await must(secretary.page, 'GET', `${where()}/files/manifest.json`);
    assert.deepEqual(
      manifest.gaps.map(({ reason }) => reason),
      ['paused', 'killed'],
    );
    const index = await must(secretary.page, 'GET', `${where()}/index`);
    assert.equal(index.chapters[0].title, 'Báo cáo tình hình thiệt hại do mưa lũ');
    assert.equal(index.chapters.length, 2);
    await until('the room to be recorded no more', () => chair.room((room) => !room.isRecording));
    await badge(secretary.page).waitFor({ state: 'detached' });
  });
});

describe('what was recorded', () => {
  it('is checked by the command, which knows the server’s key', async () => {
    const check = (...more) =>
      promisify(execFile)(binary, [
        'recording',
        'verify',
        path.join(server.data, 'recordings', recording.id),
        ...more,
      ]);
    const { stdout } = await check('--key', path.join(server.data, 'recordings.pub'));
    assert.match(stdout, /2 gaps, signed by/);
  });

  it('is for its host until it is shared', async () => {
    assert.equal((await api(delegate, 'GET', where())).status, 404);
    assert.equal((await api(delegate, 'GET', `${where()}/files/manifest.json`)).status, 404);
    await must(secretary.page, 'PUT', `${where()}/audience`, { audience: 'invited' });
    assert.equal((await must(delegate, 'GET', '/recordings?q=thien tai')).items[0].id, recording.id);
    assert.equal((await api(delegate, 'POST', `${where()}/actions`, { action: 'stop' })).status, 403);
  });

  it('is made into a file that a browser plays from any point', async () => {
    const made = await until(
      'the programme',
      async () => {
        const it = await must(secretary.page, 'GET', where());
        assert.notEqual(it.programme, 'failed', server.log.slice(-2000));
        return it.programme === 'ready' && it;
      },
      { limit: 300_000 },
    );
    const file = `/api/v1${where()}/files/programme/programme.mp4`;
    const shown = await delegate.evaluate(async (source) => {
      const video = document.createElement('video');
      const comes = (event) =>
        new Promise((resolve, reject) => {
          video.addEventListener(event, resolve, { once: true });
          video.addEventListener('error', () => reject(new Error(video.error.message)), { once: true });
        });
      video.muted = true;
      const loaded = comes('loadeddata');
      video.src = source;
      await loaded;
      const sought = comes('seeked');
      video.currentTime = video.duration / 2;
      await sought;
      return { seconds: video.duration, width: video.videoWidth, at: video.currentTime };
    }, file);
    assert.equal(shown.width, 1280);
    assert.ok(Math.abs(shown.seconds - made.seconds) < 0.5, `${shown.seconds} s of ${made.seconds}`);
    assert.ok(Math.abs(shown.at - shown.seconds / 2) < 0.5);
    const beyond = await delegate.evaluate(
      async (source) => (await fetch(source, { headers: { Range: 'bytes=99999999999-' } })).status,
      file,
    );
    assert.equal(beyond, 416);
  });
});

describe('its review', () => {
  it('is found in the library and on the page of its meeting', async () => {
    const { page } = secretary;
    await page.goto(`${server.url}/recordings`);
    const row = page.getByTestId('recording-row');
    await row.filter({ hasText: 'phòng chống thiên tai' }).waitFor();
    await page.getByTestId('recording-search').fill('khong co cuoc hop nay');
    await page.getByTestId('no-recordings').waitFor();
    await look(page, 'recordings-none');
    await page.getByTestId('recording-search').fill('thien tai');
    await row.waitFor();
    await look(page, 'recordings');
    await page.goto(`${server.url}/meetings/${meeting}`);
    await page.getByTestId('meeting-recordings').getByRole('link').first().click();
    await page.getByTestId('player').waitFor();
  });

  it('is played, sought by chapter and by key, and told to the audit log', async (test) => {
    const { page } = secretary;
    const at = () => page.getByTestId('video').evaluate((video) => video.currentTime);
    const told = [];
    page.on('request', (request) => request.url().endsWith('/views') && told.push(request.postDataJSON()));
    await page.bringToFront();
    await until('the film', () => page.getByTestId('video').evaluate((video) => video.readyState >= 2));
    test.diagnostic(await page.getByTestId('video').evaluate((video) => video.currentSrc));
    const { chapters } = await must(page, 'GET', `${where()}/index`);
    const [, second] = chapters;
    await page.getByTestId('entry-chapter').nth(1).click();
    await until('the second item to play', async () => (await at()) * 1000 > second.fromMs);
    assert.ok((await at()) * 1000 - second.fromMs < 5000, `${await at()} s for ${second.fromMs} ms`);
    assert.equal(await page.getByTestId('entry-chapter').nth(1).getAttribute('aria-current'), 'true');
    const { gaps } = await must(page, 'GET', `${where()}/files/manifest.json`);
    const whole = Math.max(second.fromMs, ...gaps.map(({ endMs }) => endMs)) + 1500;
    await until('more than a second of it', async () => (await at()) * 1000 > whole);
    await page.keyboard.press('k');
    await until('it to stop', () => page.getByTestId('video').evaluate((video) => video.paused));
    await until('what was watched to be told', () => told.length > 0);
    assert.ok(told[0].toMs > told[0].fromMs && told[0].fromMs >= second.fromMs - 1000, JSON.stringify(told));
    await page.getByTestId('find-in').fill('bao cao truoc');
    assert.equal(await page.getByTestId('happenings').getByRole('listitem').count(), 1);
    await page.getByTestId('find-in').fill('');
    await page.getByTestId('entry-turn').filter({ hasText: 'Tình hình đê bao' }).waitFor();
    await page.getByTestId('find-in').blur();
    assert.match(page.url(), /#t=\d+$/);
    const before = await at();
    await page.keyboard.press('ArrowLeft');
    await until('five seconds back', async () => Math.abs((await at()) - Math.max(0, before - 5)) < 0.5);
    await page.keyboard.press('ArrowUp');
    const rate = await page
      .getByTestId('video')
      .evaluate((video) => [video.playbackRate, video.preservesPitch]);
    assert.deepEqual(rate, [1.25, true]);
    for (const full of [true, false]) {
      await page.keyboard.press('f');
      await until(`full screen: ${full}`, () =>
        page.evaluate((wanted) => (document.fullscreenElement !== null) === wanted, full),
      );
    }
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    assert.deepEqual(await barriers(page), []);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('passes what was not recorded, and goes on where one was', async () => {
    const { page } = secretary;
    const { gaps } = await must(page, 'GET', `${where()}/files/manifest.json`);
    const gap = gaps.find(({ startMs, endMs }) => endMs - startMs > 500);
    await page
      .getByTestId('video')
      .evaluate((video, ms) => (video.currentTime = ms / 1000), gap.startMs + 100);
    await page.getByTestId('play').click();
    // What was passed before may still be told.
    await until('it to go on behind the gap', () =>
      page.getByTestId('video').evaluate((video, ms) => video.currentTime * 1000 >= ms - 100, gap.endMs),
    );
    await page.getByTestId('passed').waitFor();
    await page.getByTestId('play').click();
    const box = await page.getByTestId('seek').boundingBox();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.getByTestId('preview').waitFor();
    await page.screenshot({ path: `${results}/review-preview.png` });
    await look(page, 'review');
    for (const name of ['files', 'share-recording']) await page.getByTestId(name).waitFor();
    await page.evaluate(() => localStorage.setItem('giaoban.language', 'en'));
    await page.reload();
    await page.getByTestId('happenings').waitFor();
    await look(page, 'review-en');
  });
});

describe('who watches', () => {
  it('sees how far the making is, and what to do when it failed', async () => {
    const { page } = secretary;
    const known = await must(page, 'GET', where());
    const one = `**/api/v1${where()}`;
    const states = {
      making: { programme: 'making', progress: 43 },
      failed: { programme: 'failed', programmeError: 'disk_full', reason: 'disk_full', dropped: 1250 },
    };
    for (const [name, part] of Object.entries(states)) {
      await page.route(one, (route) => route.fulfill({ json: { ...known, ...part } }));
      await page.goto(`${server.url}${where()}`);
      await page.getByTestId('not-ready').waitFor();
      await look(page, `review-${name}`);
      await page.unroute(one);
    }
  });

  it('is who it is shared with, without its files, and nobody else', async () => {
    // What plays pieces badly gets the file in one.
    await delegate.route('**/programme/index.m3u8', (route) => route.abort());
    await delegate.context().clearCookies();
    await delegate.goto(`${server.url}${where()}#t=3`);
    await delegate.waitForURL((url) => url.searchParams.get('next')?.endsWith('#t=3'));
    await logIn(delegate, server, 'daibieu', `${where()}#t=3`);
    await until('the moment that its address names', () =>
      delegate.getByTestId('video').evaluate((video) => Math.abs(video.currentTime - 3) < 0.5),
    );
    const playing = await delegate.getByTestId('video').evaluate((video) => video.currentSrc);
    assert.match(playing, /programme\.mp4$/);
    assert.equal(await delegate.getByTestId('files').count(), 0);
    await secretary.page.getByTestId('share-recording').click();
    await secretary.page.getByTestId('audience-host').check();
    await secretary.page.getByTestId('share-save').click();
    await secretary.page.getByRole('dialog').waitFor({ state: 'detached' });
    await delegate.reload();
    await delegate.getByRole('alert').filter({ hasText: 'Không có bản ghi này' }).waitFor();
    await look(delegate, 'review-gone');
    assert.deepEqual(complaints(delegate, /status of (40[34]|416)|INCOMPLETE_CHUNKED|ERR_FAILED/), []);
  });
});

describe('the pages', () => {
  it('have thrown nothing', () => {
    for (const page of [...people.map((person) => person.page), delegate]) assert.deepEqual(page.faults, []);
  });
});
