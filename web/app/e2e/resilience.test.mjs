// What a conference survives: lost sockets, new connections, restarts of the server, expired tokens.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { Person, openCheck, passCheck, rooms } from './lib/app.mjs';
import { diagnose } from './lib/diagnose.mjs';
import { figure } from './lib/figures.mjs';
import { Line } from './lib/line.mjs';
import { hears, seesFramesOf } from './lib/probe.mjs';
import { Server } from './lib/server.mjs';
import { altered, validate } from './lib/token.mjs';
import { until } from './lib/wait.mjs';

const chair = new Person('chutri', { camera: 1, frequency: 440 });
const delegate = new Person('daibieu', { camera: 2, frequency: 880 });
const people = [chair, delegate];
const tickets = '**/api/v1/rooms/*/join';
let server;
let line;

before(async () => {
  server = await Server.start();
  line = await Line.to(server);
  await Promise.all(people.map((person) => person.arrive(line)));
});
afterEach((test) => diagnose(test, people, server));
after(async () => {
  await Promise.all(people.map((person) => person.go()));
  await line?.close();
  await server?.stop();
});

const sidOf = (person) => person.room((room) => room.localParticipant.sid);
const stateOf = (person) => person.room((room) => room.state);

async function bothSeeAndHear() {
  for (const [one, other] of [people, [...people].reverse()]) {
    await seesFramesOf(one.page, other);
    await hears(one.page, other);
  }
}

/** Seconds until the person is in the room again with another session than before. */
async function rejoined(person, before) {
  const started = Date.now();
  await until(`${person.username} to be in the room anew`, async () => {
    const sid = await sidOf(person).catch(() => before);
    return sid !== '' && sid !== before && (await stateOf(person)) === 'connected';
  });
  return (Date.now() - started) / 1000;
}

/** Counts how often others left, as the person's page saw it. */
function watchLeaving(person) {
  return person.room((room) => {
    window.__left = 0;
    room.on('participantDisconnected', () => window.__left++);
  });
}

/** Gives the person's next join a token with other claims; resolves to it once it is used. */
function alterTicket(person, claims) {
  return new Promise((resolve) => {
    void person.page.route(
      tickets,
      async (route) => {
        const response = await route.fetch();
        const ticket = await response.json();
        ticket.token = altered(ticket.token, claims());
        resolve(ticket.token);
        await route.fulfill({ response, json: ticket });
      },
      { times: 1 },
    );
  });
}

const now = () => Math.floor(Date.now() / 1000);
// The server forgives a minute of differing clocks.
const leeway = 60;

for (const mode of ['single', 'dual']) {
  describe(`${mode} peer connection`, () => {
    const spc = mode === 'single';
    let first;

    it('a token that has expired is refused with a clear page, and a new one lets in', async () => {
      await openCheck(chair.page, rooms.province, { spc });
      await passCheck(chair.page);
      const stale = alterTicket(chair, () => ({ nbf: now() - 7200, exp: now() - 3600 }));
      await chair.press('enter');
      const failed = chair.page.getByTestId('join-failed');
      await failed.getByText('Máy chủ không nhận vé vào phòng này').waitFor();
      assert.equal((await validate(server, await stale)).status, 401);
      const soon = alterTicket(chair, () => ({ exp: now() - leeway + 25 }));
      await failed.getByRole('button', { name: 'Thử lại' }).click();
      first = await soon;
      await chair.page.getByTestId('hall').waitFor();
      chair.identity = await chair.room((room) => room.localParticipant.identity);
      await delegate.join(rooms.province, { spc });
      await bothSeeAndHear();
    });

    it('a lost socket is resumed by the same session while media go on', async () => {
      const sid = await sidOf(chair);
      await watchLeaving(delegate);
      line.cut();
      await chair.page.getByTestId('reconnecting').waitFor();
      await seesFramesOf(chair.page, delegate);
      await seesFramesOf(delegate.page, chair);
      const mended = Date.now();
      line.mend();
      for (const person of people) {
        await person.page.getByTestId('reconnecting').waitFor({ state: 'detached' });
      }
      figure(`resumed after the line was mended, ${mode}`, (Date.now() - mended) / 1000, 's');
      assert.equal(await sidOf(chair), sid);
      assert.equal(await delegate.page.evaluate(() => window.__left), 0);
      await bothSeeAndHear();
    });

    it('a full reconnect makes a new session of the same site', async () => {
      const sid = await sidOf(chair);
      await chair.room((room) => room.simulateScenario('full-reconnect'));
      figure(`full reconnect, ${mode}`, await rejoined(chair, sid), 's');
      await bothSeeAndHear();
      await until(
        'the session before to be seen no more',
        async () => (await delegate.tile(chair).count()) === 1,
      );
    });

    for (const signal of ['SIGTERM', 'SIGKILL']) {
      it(`a server that is restarted (${signal}) has everybody back`, async () => {
        const sids = await Promise.all(people.map(sidOf));
        const stopped = Date.now();
        await server.restart(signal);
        const up = Date.now();
        await Promise.all(people.map((person, i) => rejoined(person, sids[i])));
        figure(
          `rejoined after ${signal} and a start of ${(up - stopped) / 1000} s, ${mode}`,
          (Date.now() - up) / 1000,
          's',
        );
        await bothSeeAndHear();
        figure(`media back after ${signal}, from the signal, ${mode}`, (Date.now() - stopped) / 1000, 's');
      });
    }

    it('the token renewed in the meeting lets reconnect when the first has expired', async () => {
      await until(
        'the first token to have expired',
        async () => (await validate(server, first)).status === 401,
      );
      const sid = await sidOf(chair);
      await chair.room((room) => room.simulateScenario('full-reconnect'));
      await rejoined(chair, sid);
      await bothSeeAndHear();
    });

    it('all leave, and no page has thrown', async () => {
      for (const person of people) {
        await person.leave();
        assert.deepEqual(person.page.faults, []);
        await person.page.goto(`${line.url}/rooms`);
      }
    });
  });
}
