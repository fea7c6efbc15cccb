// The hour comes: early comers wait, the room opens by the clock, some are let in and some are not, the server is killed
// in the middle, and when the chair closes the meeting everybody is out.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, afterEach, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { Person, enter, logIn, passCheck } from './lib/app.mjs';
import { openPage } from './lib/browser.mjs';
import { diagnose } from './lib/diagnose.mjs';
import { seesFramesOf } from './lib/probe.mjs';
import { Server, binary } from './lib/server.mjs';
import { roomService, validate } from './lib/token.mjs';
import { until } from './lib/wait.mjs';

const chair = new Person('chutri', { camera: 1, frequency: 440 });
const secretary = new Person('thuky', { camera: 2, frequency: 880 });
const delegate = new Person('daibieu', { camera: 3, frequency: 1320 });
const guest = new Person('khachmoi', { camera: 4, frequency: 1760 });
const people = [chair, secretary, delegate, guest];
const inside = [chair, secretary, delegate];
const minute = 60_000;
const hour = 60 * minute;

let server;
let meeting;
let automatic; // starts by itself, an hour later
let desk; // the secretary's second page: the meeting's
let denied; // nobody invited this one, and nobody lets it in
let late; // invited, and comes when all is over

before(async () => {
  server = await Server.start();
  await Promise.all(people.map((person) => person.arrive(server)));
  [desk, denied, late] = await Promise.all(
    [secretary, guest, guest].map(({ browser }) => openPage(browser, { permissions: [] })),
  );
  await Promise.all([
    logIn(desk, server, 'thuky'),
    logIn(denied, server, 'daibieu2'),
    logIn(late, server, 'kythuat'),
  ]);
  const start = new Date(Math.ceil(Date.now() / hour) * hour + 50 * hour);
  meeting = await plan('Họp giao ban giải ngân vốn đầu tư công', start, {
    recording: true,
    recordAtOpening: true,
  });
  automatic = await plan('Trực ban phòng chống thiên tai', new Date(start.getTime() + hour), {
    autoStart: true,
  });
});
afterEach((test) => diagnose(test, people, server));
after(async () => {
  await Promise.all(people.map((person) => person.go()));
  await server?.stop();
});

/** Calls the API as whoever is logged in at the page; resolves to the status and the decoded answer. */
function api(page, method, path, body, version) {
  return page.evaluate(
    async ([method, path, body, version]) => {
      const answer = await fetch(`/api/v1${path}`, {
        method,
        headers: {
          ...(method === 'GET' ? {} : { 'Content-Type': 'application/json' }),
          ...(version === undefined ? {} : { 'If-Match': `"${version}"` }),
        },
        body: method === 'GET' ? undefined : JSON.stringify(body ?? {}),
      });
      const text = await answer.text();
      return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) };
    },
    [method, path, body, version],
  );
}

async function must(page, method, path, body, version) {
  const answer = await api(page, method, path, body, version);
  assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

async function act(page, id, action) {
  const { version } = await must(page, 'GET', `/meetings/${id}`);
  await must(page, 'POST', `/meetings/${id}/actions`, { action }, version);
}

/** Plans a meeting of the chair, the secretary, one commune's delegate and a technician, and issues it. */
async function plan(title, start, policies) {
  const personOf = async (page) => (await must(page, 'GET', '/session')).user.personId;
  const { unit: site } = (await must(delegate.page, 'GET', '/session')).user;
  const host = { catalogue: 'tuyen-quang-2025-07', code: '08' };
  const made = await must(desk, 'POST', '/meetings', {
    title,
    host,
    chairId: await personOf(chair.page),
    secretaryId: await personOf(desk),
    start: start.toISOString(),
    end: new Date(start.getTime() + 2 * hour).toISOString(),
    mode: 'online',
    sites: [{ unit: { catalogue: site.catalogue, code: site.code } }],
    policies: {
      microphones: 'open',
      waitingRoom: true,
      recording: false,
      sharing: 'presenters',
      openBefore: 15,
      ...policies,
    },
    lateReason: 'Chỉ đạo của Chủ tịch',
    noStateSecret: true,
  });
  const invited = [await personOf(delegate.page), await personOf(late)];
  await must(desk, 'POST', `/meetings/${made.id}/invitations`, {
    targets: invited.map((id) => ({ kind: 'person', id })),
  });
  await act(desk, made.id, 'submit');
  await act(chair.page, made.id, 'approve');
  await must(desk, 'POST', `/meetings/${made.id}/invitations/issue`, {});
  return { id: made.id, start, end: new Date(start.getTime() + 2 * hour) };
}

/** Sets the demonstration's clock, as whoever shows it would on the server's own machine. */
async function itIs(now) {
  const answer = await fetch(`http://${server.address}:${server.ports.admin}/demo/clock`, {
    method: 'PUT',
    body: JSON.stringify({ now: now.toISOString() }),
  });
  assert.equal(answer.status, 200, await answer.text());
}

/** Kills the server where it stands and starts it again at another time: whatever the clock asked for meanwhile was missed. */
async function killedUntil(now) {
  await server.halt('SIGKILL');
  server.env.GIAOBAN_DEMO_CLOCK_AHEAD = `${Math.round((now.getTime() - Date.now()) / 1000)}s`;
  await server.launch();
}

const door = (page, reason) => page.locator(`[data-testid="door"][data-reason="${reason}"]`);
const stateOf = async ({ id }) => (await must(desk, 'GET', `/meetings/${id}`)).state;

/** Goes to the meeting's page and from there to its door. */
async function comeToTheDoor(page) {
  await page.goto(`${server.url}/meetings/${meeting.id}`);
  await page.getByTestId('enter-meeting').click();
  await page.waitForURL(`**/meetings/${meeting.id}/join`);
}

/** From the device check into the room. */
async function goIn(person) {
  await person.page.getByTestId('enter').waitFor();
  await person.page.goto(`${server.url}/meetings/${meeting.id}/join?debug=1`);
  await passCheck(person.page);
  person.identity = await enter(person.page);
}

async function seeEachOther(all) {
  for (const person of all) {
    for (const other of all.filter((one) => one !== person)) await seesFramesOf(person.page, other);
  }
}

const ticketOf = (person) => person.room((room) => room.engine.token);

/** Mutes somebody's microphone through the RoomService, with the join token of another; resolves to the status. */
async function muteBy(person, other) {
  const sid = await until(`the microphone of ${other.username} to be published`, () =>
    other.room((room) => [...room.localParticipant.audioTrackPublications.values()][0]?.trackSid),
  );
  const answer = await fetch(`${server.url}/twirp/livekit.RoomService/MutePublishedTrack`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${await ticketOf(person)}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ room: meeting.id, identity: other.identity, trackSid: sid, muted: true }),
  });
  return answer.status;
}

describe('before the hour', () => {
  it('those who come early wait at the door', async () => {
    await comeToTheDoor(delegate.page);
    await door(delegate.page, 'early').getByTestId('left').waitFor();
    // The chair and the secretary get in an hour before the start; this is two days.
    await comeToTheDoor(chair.page);
    await door(chair.page, 'early').waitFor();
    const told = await must(delegate.page, 'POST', `/meetings/${meeting.id}/join`);
    assert.deepEqual([told.verdict, told.ticket], ['wait', undefined]);
  });

  it('an hour before, the chair can test and the delegate still waits', async () => {
    await itIs(new Date(meeting.start.getTime() - hour));
    await chair.page.getByTestId('enter').waitFor();
    await door(delegate.page, 'early').waitFor();
    assert.equal((await must(delegate.page, 'POST', `/meetings/${meeting.id}/join`)).verdict, 'wait');
  });
});

describe('the hour comes', () => {
  it('the room opens to those who wait, without a touch', async () => {
    await itIs(new Date(meeting.start.getTime() - 10 * minute));
    await delegate.page.getByTestId('enter').waitFor();
    await comeToTheDoor(secretary.page);
    for (const person of inside) await goIn(person);
    await seeEachOther(inside);
  });

  it('the rights of the role are in the ticket', async () => {
    const claims = JSON.parse(
      Buffer.from((await ticketOf(delegate)).split('.')[1], 'base64url').toString(),
    ).video;
    assert.equal(claims.roomAdmin ?? false, false);
    assert.equal(claims.room, meeting.id);
    assert.notEqual(await muteBy(delegate, chair), 200);
    assert.equal(
      (await api(delegate.page, 'GET', `/meetings/${meeting.id}/knocks`)).status,
      403,
      'a delegate does not answer at the door',
    );
    assert.equal(await muteBy(chair, delegate), 200);
  });

  it('who is not invited knocks, and the secretary sees it at once', async () => {
    await desk.goto(`${server.url}/meetings/${meeting.id}`);
    await desk.locator('[data-state="issued"]').waitFor();
    for (const page of [guest.page, denied]) {
      await page.goto(`${server.url}/meetings/${meeting.id}/join`);
      await door(page, 'not_invited').getByTestId('knock').click();
      await door(page, 'knocking').waitFor();
    }
    await desk.getByTestId('knocks').getByText('Lê Đức Khải').waitFor();
    await desk.getByTestId('knocks').getByText('Hoàng Thị Dợt').waitFor();
    assert.equal((await must(denied, 'POST', `/meetings/${meeting.id}/join`)).verdict, 'knock');
  });

  it('is let in', async () => {
    await desk.getByRole('button', { name: 'Cho Lê Đức Khải vào họp' }).click();
    await goIn(guest);
    await seesFramesOf(guest.page, chair);
    await seesFramesOf(chair.page, guest);
  });

  it('or turned away', async () => {
    await desk.getByRole('button', { name: 'Từ chối Hoàng Thị Dợt' }).click();
    await door(denied, 'denied').waitFor();
    const told = await must(denied, 'POST', `/meetings/${meeting.id}/join`);
    assert.deepEqual([told.verdict, told.ticket], ['closed', undefined]);
    await desk.getByTestId('knocks').waitFor({ state: 'detached' });
  });

  it('the chair opens the meeting', async () => {
    await itIs(meeting.start);
    await act(chair.page, meeting.id, 'start');
    await desk.locator('[data-state="live"]').waitFor();
  });

  it('it is recorded from then on, as planned, and everybody is told', async () => {
    for (const { page } of inside) await page.getByTestId('recording-badge').waitFor();
  });
});

describe('the server is killed and the clock goes on', () => {
  it('a meeting whose hour came meanwhile has begun, the other is under way', async () => {
    await killedUntil(new Date(automatic.start.getTime() + minute));
    assert.equal(
      await until('the missed start', async () => (await stateOf(automatic)) === 'live' && 'live'),
      'live',
    );
    assert.equal(await stateOf(meeting), 'live');
  });

  it('those who were inside come back by themselves, those turned away do not', async () => {
    for (const person of inside) {
      await person.page.getByTestId('hall').waitFor();
      await until(`${person.username} to be connected`, () =>
        person.room((room) => room.state === 'connected'),
      );
    }
    await seesFramesOf(chair.page, delegate);
    await seesFramesOf(delegate.page, chair);
    await door(denied, 'denied').waitFor();
  });
});

describe('the end', () => {
  it('the chair closes the meeting, and everybody is out', async () => {
    const ticket = await ticketOf(delegate);
    assert.equal((await validate(server, ticket)).status, 200);
    const page = await openPage(chair.browser, { permissions: [] });
    await logIn(page, server, 'chutri', `/meetings/${meeting.id}`);
    await page.getByTestId('act-end').click();
    await page.getByTestId('confirm').click();
    await page.locator('[data-state="ended"]').waitFor();
    for (const person of inside) {
      await person.page.waitForURL(/\/left\?/);
      assert.match(person.page.url(), /why=ended/);
    }
    await until('the room to be empty', async () => {
      const { body } = await roomService(server, meeting.id, 'ListParticipants', {});
      return (body.participants ?? []).length === 0;
    });
    assert.notEqual((await validate(server, ticket)).status, 200, 'the ticket is void');
  });

  it('who comes late is told that it is over', async () => {
    await late.goto(`${server.url}/meetings/${meeting.id}/join`);
    await door(late, 'ended').waitFor();
    const told = await must(late, 'POST', `/meetings/${meeting.id}/join`);
    assert.deepEqual([told.verdict, told.reason, told.ticket], ['closed', 'ended', undefined]);
  });

  it('a meeting left open is ended by the system, after a kill as well', async () => {
    await killedUntil(new Date(automatic.end.getTime() + 12 * hour + minute));
    assert.equal(
      await until('the missed end', async () => (await stateOf(automatic)) === 'ended' && 'ended'),
      'ended',
    );
    assert.equal(await stateOf(meeting), 'ended');
  });

  it('a clock that steps back brings nothing back', async () => {
    await itIs(new Date(meeting.start.getTime() - 5 * minute));
    assert.deepEqual([await stateOf(meeting), await stateOf(automatic)], ['ended', 'ended']);
    const told = await must(delegate.page, 'POST', `/meetings/${meeting.id}/join`);
    assert.equal(told.verdict, 'closed');
  });

  it('no record of all that was lost or put out of order', async () => {
    await server.halt('SIGKILL');
    const { stdout } = await promisify(execFile)(binary, ['audit', 'verify', '--data', server.data]);
    assert.match(stdout, /every link holds/);
  });

  it('no page has thrown', () => {
    for (const page of [...people.map((person) => person.page), desk, denied, late])
      assert.deepEqual(page.faults, []);
  });
});
