// Firefox joins, sees and is seen.
import assert from 'node:assert/strict';
import { after, afterEach, before, it } from 'node:test';
import { Person, rooms } from './lib/app.mjs';
import { diagnose } from './lib/diagnose.mjs';
import { launchFirefox } from './lib/firefox.mjs';
import { figure } from './lib/figures.mjs';
import { hears, seesFramesOf, seesPictureOf } from './lib/probe.mjs';
import { Server } from './lib/server.mjs';
import { patience, until } from './lib/wait.mjs';

const chair = new Person('chutri', { camera: 1, frequency: 440 });
const fox = { username: 'daibieu', faults: [], log: [] };
let server;
let firefox;

before(async () => {
  [server, firefox] = await Promise.all([Server.start(), launchFirefox()]);
  await chair.arrive(server);
  await chair.join(rooms.province);
  fox.page = await firefox.newPage();
  fox.page.setDefaultTimeout(patience);
  fox.page.faults = [];
  fox.page.log = [];
  fox.page.on('pageerror', (error) => {
    // Firefox tells of fonts whose page was left while they came (NS_BINDING_ABORTED); they are no fault of a page.
    if (!/downloadable font.*status=2152398850/.test(String(error))) fox.page.faults.push(String(error));
  });
  fox.page.on('console', (message) => fox.page.log.push(`${message.type()} ${message.text()}`));
  await fox.page.setViewport({ width: 1280, height: 720 });
});
afterEach((test) => diagnose(test, [chair, fox], server));
after(async () => {
  await chair.go();
  await firefox?.close();
  await server?.stop();
});

const testId = (id) => `[data-testid="${id}"]`;

it('Firefox joins through the pages', async () => {
  const { page } = fox;
  await page.goto(`${server.url}/login?next=/rooms`);
  await page.locator(`::-p-text(${fox.username})`).click();
  await page.locator('form button[type="submit"]').click();
  await page.locator(testId('practice')).wait();
  await page.goto(`${server.url}/rooms/${rooms.province.name}/join?debug=1`);
  // Its level meter needs a loudspeaker, which a machine for tests has none of.
  await page.locator(`${testId('check-camera')} [data-verdict="go"]`).wait();
  await page.locator(`${testId('check-microphone')} input[role="switch"]`).click();
  const pressed = Date.now();
  await page.locator(testId('enter')).click();
  await page.locator(testId('hall')).wait();
  figure('join, Firefox', (Date.now() - pressed) / 1000, 's');
  fox.identity = await until('an identity in the room', () =>
    page.evaluate(() => window.__giaoban?.room.localParticipant.identity),
  );
});

it('it sees a Chromium, and its sound arrives', async () => {
  await seesFramesOf(fox.page, chair);
  await until('loudness in what Firefox receives', () =>
    fox.page.evaluate(async (identity) => {
      const { track } = window.__giaoban.room.remoteParticipants
        .get(identity)
        .getTrackPublication('microphone');
      const stats = [...((await track?.receiver?.getStats())?.values() ?? [])];
      return stats.some((stat) => stat.type === 'inbound-rtp' && stat.totalAudioEnergy > 0);
    }, chair.identity),
  );
});

it('a Chromium sees and hears it', async () => {
  await seesPictureOf(chair.page, fox.identity, 'camera');
  // Firefox's own fake microphone plays 1000 Hz.
  await hears(chair.page, { identity: fox.identity, frequency: 1000 });
});

it('its camera is sent in a codec that it has', async () => {
  const mime = await until('the codec of what is received from Firefox', () =>
    chair.room(async (room, identity) => {
      const { track } = room.remoteParticipants.get(identity).getTrackPublication('camera');
      const stats = await track?.receiver?.getStats();
      const inbound = [...(stats?.values() ?? [])].find((stat) => stat.type === 'inbound-rtp');
      return inbound && stats.get(inbound.codecId)?.mimeType;
    }, fox.identity),
  );
  assert.match(mime, /VP8|VP9|AV1/);
  assert.deepEqual(fox.page.faults, []);
  assert.deepEqual(chair.page.faults, []);
});
