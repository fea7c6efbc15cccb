// A live meeting is recorded by the buttons of the hall, the server is killed in the middle, and what was recorded is watched
// in the review page by whom it is for.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { after, afterEach, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Person, enter, logIn, passCheck } from './lib/app.mjs';
import { openPage } from './lib/browser.mjs';
import { diagnose } from './lib/diagnose.mjs';
import {
  clockComesTo,
  clockOf,
  loaded,
  passesSilence,
  playsFrom,
  playsOnOneMegabit,
  rangeStatus,
} from './lib/film.mjs';
import { grown } from './lib/files.mjs';
import { api, issuedMeeting, must } from './lib/meetings.mjs';
import { barriers } from './lib/axe.mjs';
import { complaints, inspect, picture } from './lib/looks.mjs';
import { Server, binary } from './lib/server.mjs';
import { attach, file, speech, subtitles, taken } from './lib/subtitles.mjs';
import { until } from './lib/wait.mjs';

const chair = new Person('chutri', { camera: 1, frequency: 440 });
const secretary = new Person('thuky', { camera: 2, frequency: 880 });
const people = [chair, secretary];
const minute = 60_000;

const results = fileURLToPath(new URL('../e2e-results', import.meta.url));
const look = (page, name) => inspect(page, `${results}/${name}`);

let server, meeting, recording, delegate;

before(async () => {
  mkdirSync(results, { recursive: true });
  server = await Server.start({ env: speech });
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
const speak = (on) => Promise.all(people.map((person) => person.speak(on)));
const badge = (page) => page.getByTestId('recording-badge');
const where = () => `/recordings/${recording.id}`;

const growing = (bytes) => grown(path.join(server.data, 'recordings'), bytes);

describe('a recording', () => {
  it('is started by the chair in the hall, not by a delegate, and everyone is told', async () => {
    const recordings = `/meetings/${meeting}/recordings`;
    assert.equal((await api(delegate, 'POST', recordings, { cameras: 'stage' })).status, 403);
    assert.equal(await badge(secretary.page).count(), 0);
    await chair.press('recording-controls');
    await look(chair.page, 'recording-panel');
    const told = secretary.page.getByTestId('notice').filter({ hasText: 'Bắt đầu ghi hình' });
    await Promise.all([told.waitFor(), chair.press('record-start')]);
    await chair.page.getByTestId('record-pause').waitFor();
    for (const person of people) {
      await until(`${person.username} to be told`, () => person.room((room) => room.isRecording));
      await badge(person.page).filter({ hasText: 'Đang ghi hình' }).waitFor();
    }
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

  it('has some seconds in which nobody speaks', async () => {
    await speak(false);
    await pause(6000); // so long
    await speak(true);
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
    await chair.page.getByTestId('to-last-recording').waitFor(); // it is being finished
    const ended = await until('what is made at its end', async () => {
      const it = await must(chair.page, 'GET', where());
      return it.state !== 'finishing' && it;
    });
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
  it('is played from its tracks before its programme is made, and goes over to it', async (test) => {
    const { page } = secretary;
    const { endedAt } = await must(page, 'GET', where());
    const programme = `**/api/v1${where()}`;
    // The programme of a minute is made soon: it is told a little later.
    let hold = true;
    await page.route(programme, async (route) => {
      const answer = await route.fetch();
      const known = await answer.json();
      if (hold && known.programme === 'ready') Object.assign(known, { programme: 'making', progress: 99 });
      await route.fulfill({ response: answer, json: known });
    });
    await page.goto(`${server.url}${where()}`);
    await page.getByTestId('rushes').waitFor();
    await page.getByTestId('play').click();
    const clock = () => clockOf(page);
    await until('the first second', async () => (await clock()) >= 1);
    test.diagnostic(`first playable second ${Date.now() - Date.parse(endedAt)} ms after the end`);
    const shown = () =>
      page.getByTestId('rushes').evaluate((it) => {
        const video = it.querySelector('video[data-place="main"]');
        return { width: video?.videoWidth ?? 0, apart: Number(it.firstElementChild.dataset.apartMs) };
      });
    await until('a picture', async () => (await shown()).width > 0);
    await until('all in step', async () => (await shown()).apart <= 40);
    await page.getByTestId('rushes-name').waitFor();
    assert.equal(await attach(page, where(), 'vi', subtitles), 204);
    await page.getByTestId('captions-menu').click();
    await page.getByTestId('captions-vi').click();
    await page.getByTestId('captions').filter({ hasText: 'Mực nước hồ đang lên' }).waitFor();
    await look(page, 'review-rushes');
    const { chapters } = await must(page, 'GET', `${where()}/index`);
    await clockComesTo(page, chapters[1].fromMs / 1000, () =>
      page.getByTestId('entry-chapter').nth(1).click(),
    );
    await until('the programme', async () => (await must(chair.page, 'GET', where())).programme === 'ready', {
      limit: 300_000,
    });
    hold = false;
    await must(page, 'PUT', `${where()}/audience`, { audience: 'host' }); // the page is told to look again
    await page.getByTestId('programme-made').waitFor();
    await look(page, 'review-over');
    await until('it to stand still', async () => {
      if ((await page.getByTestId('player').locator('[data-playing]').count()) === 0) return true;
      await page.getByTestId('play').click();
      return false;
    });
    const before = await clock();
    await page.getByTestId('to-programme').click();
    await until('the same place in it', () =>
      page.getByTestId('video').evaluate((it, at) => Math.abs(it.currentTime - at) < 1.5, before),
    );
    await page.unroute(programme);
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
    const film = `/api/v1${where()}/files/programme/programme.mp4`;
    const list = `/api/v1${where()}/files/programme/index.m3u8`;
    assert.equal(await delegate.evaluate(async (source) => (await fetch(source)).status, list), 200);
    assert.equal((await api(delegate, 'GET', `${where()}/files/programme/programme.mp4`)).status, 403);
    const shown = await loaded(secretary.page, film);
    assert.equal(shown.width, 1280);
    assert.ok(Math.abs(shown.seconds - made.seconds) < 0.5, `${shown.seconds} s of ${made.seconds}`);
    assert.ok(Math.abs(shown.at - shown.seconds / 2) < 0.5);
    assert.equal(await rangeStatus(secretary.page, film, 'bytes=99999999999-'), 416);
  });
});

describe('its subtitles', () => {
  const put = (what) => secretary.page.getByTestId('subtitles-file').setInputFiles(what);

  it('are replaced by who runs the meeting, after a question; a mistake is told with its line', async () => {
    const { page } = secretary;
    assert.equal((await api(delegate, 'DELETE', `${where()}/subtitles/vi`)).status, 403);
    await page.goto(`${server.url}${where()}`);
    await put(file('sai.vtt', subtitles.replace('00:00.000', '00:00,000')));
    await page.getByTestId('subtitles-replace-yes').click();
    await page.getByRole('alert').filter({ hasText: 'Dòng 3' }).waitFor();
    await put(file('dung.vtt', subtitles.replaceAll('hồ', 'sông')));
    await page.getByTestId('subtitles-replace-yes').click();
    await page.getByTestId('captions').filter({ hasText: 'Mực nước sông đang lên' }).waitFor();
    await page.getByTestId('subtitles').scrollIntoViewIfNeeded();
  });

  it('are made by the speech service, and marked', async () => {
    const { page } = secretary;
    await page.getByTestId('speech-en').click();
    const line = page.getByTestId('subtitles-line').and(page.locator('[data-language="en"]'));
    await line.getByTestId('machine-made').waitFor();
    assert.match(await taken(page, where(), 'en'), /NOTE\nPhụ đề do máy tạo[^]*Water is rising/);
    await look(page, 'review-subtitles');
  });

  it('are found by a word, turned off by a key, and remembered', async () => {
    const { page } = secretary;
    await page.getByTestId('find-in').fill('muc nuoc');
    await page.getByTestId('entry-said').filter({ hasText: 'Hà Văn Đức' }).waitFor();
    await page.getByTestId('find-in').fill('');
    await page.getByTestId('find-in').blur();
    await page.keyboard.press('c');
    await page.getByTestId('captions').waitFor({ state: 'detached' });
    await page.keyboard.press('c');
    await page.getByTestId('captions').waitFor();
    await page.reload();
    await page.getByTestId('captions').waitFor();
  });
});

describe('its bundle', () => {
  let folder;

  it('is for who runs the meeting', async () => {
    assert.equal((await api(delegate, 'GET', `${where()}/bundle`)).status, 403);
    assert.equal((await api(delegate, 'GET', `${where()}/files/manifest.json?download=true`)).status, 403);
  });

  it('is downloaded, unpacked, and checked by the command, which knows the server’s key', async () => {
    const { page } = secretary;
    await page.goto(`${server.url}${where()}`);
    await page.getByTestId('keeping').waitFor();
    await look(page, 'review-keeping');
    const coming = page.waitForEvent('download');
    await page.getByTestId('bundle').click();
    const download = await coming;
    const zip = path.join(server.data, download.suggestedFilename());
    await download.saveAs(zip);
    await promisify(execFile)('python3', ['-m', 'zipfile', '-e', zip, server.data]);
    folder = path.join(server.data, `ban-ghi-${recording.id}`);
    const { stdout } = await promisify(execFile)(binary, [
      'recording',
      'verify',
      folder,
      '--key',
      path.join(server.data, 'recordings.pub'),
    ]);
    assert.match(stdout, /2 gaps, signed by[^]*Subtitles as they were exported: 2 files/);
  });

  it('opens from a disk, offline, and seeks by chapter', async () => {
    const context = await secretary.browser.newContext({ offline: true, locale: 'vi-VN' });
    const page = await context.newPage();
    await page.goto(`file://${folder}/index.html`);
    const video = page.locator('#video');
    await until('the film', () => video.evaluate((it) => it.readyState >= 1));
    const chapter = page.locator('[data-kind="chapter"]').nth(1);
    assert.match(await chapter.textContent(), /Phương án khắc phục/);
    const from = Number(await chapter.getAttribute('data-from')) / 1000;
    assert.ok(from > 1);
    const seen = await playsFrom(page, '#video', from, () => chapter.click());
    assert.ok(seen < from + 5, `${seen} s for ${from} s`);
    assert.equal(await video.evaluate((it) => it.textTracks.length), 2);
    await page.locator('#find').fill('muc nuoc song');
    await page.locator('[data-kind="said"]').filter({ hasText: 'Hà Văn Đức' }).waitFor();
    await picture(page, { path: `${results}/bundle-vi.png`, fullPage: true });
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'Agenda items' }).waitFor();
    await page.setViewportSize({ width: 390, height: 844 });
    await picture(page, { path: `${results}/bundle-en.png`, fullPage: true });
    await context.close();
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
    const item = page.getByTestId('entry-chapter').nth(1);
    const first = await playsFrom(page, '[data-testid="video"]', second.fromMs / 1000, () => item.click());
    assert.ok(first * 1000 - second.fromMs < 5000, `${first} s for ${second.fromMs} ms`);
    await until('it to be marked', async () => (await item.getAttribute('aria-current')) === 'true');
    const { gaps } = await must(page, 'GET', `${where()}/files/manifest.json`);
    const whole = Math.max(second.fromMs, ...gaps.map(({ endMs }) => endMs)) + 1500;
    await until('more than a second of it', async () => (await at()) * 1000 > whole);
    await page.keyboard.press('k');
    await until('it to stop', () => page.getByTestId('video').evaluate((video) => video.paused));
    await until('what was watched to be told', () => told.length > 0);
    assert.ok(told[0].toMs > told[0].fromMs && told[0].fromMs >= second.fromMs - 1000, JSON.stringify(told));
    await page.getByTestId('find-in').fill('bao cao truoc');
    const found = page.getByTestId('happenings').getByRole('listitem');
    await until('that alone', async () => (await found.count()) === 1);
    await page.getByTestId('find-in').fill('');
    await page.getByTestId('entry-turn').filter({ hasText: 'Tình hình đê bao' }).waitFor();
    await page.getByTestId('find-in').blur();
    await page.waitForURL(/#t=\d+$/);
    const before = await at();
    await page.keyboard.press('ArrowLeft');
    await until('five seconds back', async () => Math.abs((await at()) - Math.max(0, before - 5)) < 0.5);
    for (const pressed of ['true', 'false']) {
      await page.keyboard.press('s');
      await until(
        `silences passed: ${pressed}`,
        async () => (await page.getByTestId('silence').getAttribute('aria-pressed')) === pressed,
      );
    }
    await page.keyboard.press('ArrowUp');
    const faster = () =>
      page.getByTestId('video').evaluate((video) => video.playbackRate === 1.25 && video.preservesPitch);
    await until('a higher speed, at the same pitch', faster);
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
    // What was passed before is told for a while.
    await page.getByTestId('passed').waitFor({ state: 'detached' });
    await Promise.all([page.getByTestId('passed').waitFor(), page.getByTestId('play').click()]);
    await until('it to go on behind the gap', () =>
      page.getByTestId('video').evaluate((video, ms) => video.currentTime * 1000 >= ms - 100, gap.endMs),
    );
    await page.getByTestId('play').click();
    const box = await page.getByTestId('seek').boundingBox();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.getByTestId('preview').waitFor();
    await picture(page, { path: `${results}/review-preview.png` });
    await look(page, 'review');
    for (const name of ['files', 'share-recording']) await page.getByTestId(name).waitFor();
    await page.evaluate(() => localStorage.setItem('giaoban.language', 'en'));
    await page.reload();
    await page.getByTestId('happenings').waitFor();
    await look(page, 'review-en');
  });
});

it('its silences are passed when that is wanted', async () => {
  const { silences } = await must(secretary.page, 'GET', `${where()}/index`);
  await passesSilence(secretary.page, silences);
});

it('its film plays on a line of a megabit a second', () => playsOnOneMegabit(secretary.page, where()));

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
    await delegate.context().clearCookies();
    await delegate.goto(`${server.url}${where()}#t=3`);
    await delegate.waitForURL((url) => url.searchParams.get('next')?.endsWith('#t=3'));
    await logIn(delegate, server, 'daibieu', `${where()}#t=3`);
    await until('the moment that its address names', () =>
      delegate.getByTestId('video').evaluate((video) => Math.abs(video.currentTime - 3) < 0.5),
    );
    const whole = `/api/v1${where()}/files/programme/programme.mp4`;
    assert.equal(await delegate.evaluate(async (path) => (await fetch(path)).status, whole), 403);
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
