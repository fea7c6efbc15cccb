// A live meeting is recorded, the server is killed in the middle, and what was recorded is watched by whom it is for.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { Person, enter, logIn, passCheck } from './lib/app.mjs';
import { openPage } from './lib/browser.mjs';
import { diagnose } from './lib/diagnose.mjs';
import { api, issuedMeeting, must } from './lib/meetings.mjs';
import { Server, binary } from './lib/server.mjs';
import { until } from './lib/wait.mjs';

const chair = new Person('chutri', { camera: 1, frequency: 440 });
const secretary = new Person('thuky', { camera: 2, frequency: 880 });
const people = [chair, secretary];
const minute = 60_000;

let server;
let meeting;
let recording;
let delegate;

before(async () => {
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
      agenda: [{ title: 'Báo cáo tình hình thiệt hại do mưa lũ', minutes: 15 }],
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

const where = () => `/recordings/${recording.id}`;

/** Waits until the recordings have more bytes on the disk than so many; resolves to how many. */
const growing = (bytes) =>
  until('more on the disk', async () => {
    const { stdout } = await promisify(execFile)('du', ['-sb', path.join(server.data, 'recordings')]);
    return parseInt(stdout, 10) > bytes && parseInt(stdout, 10);
  });

describe('a recording', () => {
  it('is started by the secretary, not by a delegate, and everyone is told', async () => {
    const recordings = `/meetings/${meeting}/recordings`;
    assert.equal((await api(delegate, 'POST', recordings, { cameras: 'stage' })).status, 403);
    recording = await must(secretary.page, 'POST', recordings, { cameras: 'stage' });
    assert.equal((await api(chair.page, 'POST', recordings, { cameras: 'stage' })).status, 409);
    for (const person of people) {
      await until(`${person.username} to be told`, () => person.room((room) => room.isRecording));
    }
    assert.deepEqual(await chair.room((room) => [...room.remoteParticipants.keys()]), [secretary.identity]);
  });

  it('goes on by itself when the server was killed', async () => {
    const before = await growing(20_000);
    await server.restart('SIGKILL');
    await until('the chair to be told again', () =>
      chair.room((room) => room.state === 'connected' && room.isRecording),
    );
    await growing(before + 20_000);
  });

  it('is one recording with the gap of the kill, and says what was taken', async () => {
    const ended = await must(chair.page, 'POST', `${where()}/actions`, { action: 'stop' });
    assert.deepEqual([ended.state, ended.reason], ['ready', 'stopped']);
    const manifest = await must(secretary.page, 'GET', `${where()}/files/manifest.json`);
    assert.deepEqual(
      manifest.gaps.map(({ reason }) => reason),
      ['killed'],
    );
    const index = await must(secretary.page, 'GET', `${where()}/index`);
    assert.equal(index.chapters[0].title, 'Báo cáo tình hình thiệt hại do mưa lũ');
    await until('the room to be recorded no more', () => chair.room((room) => !room.isRecording));
  });

  it('is checked by the command, which knows the server’s key', async () => {
    const check = (...more) =>
      promisify(execFile)(binary, [
        'recording',
        'verify',
        path.join(server.data, 'recordings', recording.id),
        ...more,
      ]);
    const { stdout } = await check('--key', path.join(server.data, 'recordings.pub'));
    assert.match(stdout, /1 gaps, signed by/);
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

  it('no page has thrown', () => {
    for (const page of [...people.map((person) => person.page), delegate]) assert.deepEqual(page.faults, []);
  });
});
