// A browser that cannot take VP9 comes to a room in which a camera is sent in it: all go over to the backup codec.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { Person, rooms } from './lib/app.mjs';
import { diagnose } from './lib/diagnose.mjs';
import { seesFramesOf } from './lib/probe.mjs';
import { Server } from './lib/server.mjs';
import { until } from './lib/wait.mjs';

const viewer = new Person('chutri', { camera: 1, frequency: 440 });
const speaker = new Person('daibieu', { camera: 2, frequency: 880 });
const old = new Person('daibieu2', { camera: 3, frequency: 1320 });
const people = [viewer, speaker, old];
let server;

/** Runs in the page before all else: offers lose their VP9, so that no answer has it. */
function withoutVP9() {
  const strip = (section) => {
    if (!section.startsWith('video')) return section;
    const types = [...section.matchAll(/a=rtpmap:(\d+) VP9\//g)].map((match) => match[1]);
    const repairs = [...section.matchAll(/a=fmtp:(\d+) apt=(\d+)\r\n/g)]
      .filter((match) => types.includes(match[2]))
      .map((match) => match[1]);
    const gone = [...types, ...repairs];
    return section
      .split('\r\n')
      .map((line, i) => (i === 0 ? line.split(' ').filter((word) => !gone.includes(word)) : [line]).join(' '))
      .filter((line) => !gone.includes(/^a=(?:rtpmap|fmtp|rtcp-fb):(\d+) /.exec(line)?.[1]))
      .join('\r\n');
  };
  const apply = RTCPeerConnection.prototype.setRemoteDescription;
  RTCPeerConnection.prototype.setRemoteDescription = function ({ type, sdp }) {
    return apply.call(this, { type, sdp: sdp.split('\r\nm=').map(strip).join('\r\nm=') });
  };
}

before(async () => {
  server = await Server.start();
  await Promise.all(people.map((person) => person.arrive(server)));
  await old.page.addInitScript(withoutVP9);
});
afterEach((test) => diagnose(test, people, server));
after(async () => {
  await Promise.all(people.map((person) => person.go()));
  await server?.stop();
});

/** The codec in which a person receives the speaker's camera. */
const receives = (person) =>
  person.room(async (room, identity) => {
    const { track } = room.remoteParticipants.get(identity)?.getTrackPublication('camera') ?? {};
    const stats = await track?.receiver?.getStats();
    const inbound = [...(stats?.values() ?? [])].find((stat) => stat.type === 'inbound-rtp');
    return stats?.get(inbound?.codecId)?.mimeType;
  }, speaker.identity);

/** The codecs that the speaker's encoders are busy with. */
const encodes = () =>
  speaker.room(async (room) => {
    const stats = await room.engine.pcManager.publisher.getStats();
    const busy = [...stats.values()].filter(
      (stat) => stat.type === 'outbound-rtp' && stat.kind === 'video' && stat.active,
    );
    return [...new Set(busy.map((stat) => stats.get(stat.codecId)?.mimeType))].filter(Boolean);
  });

for (const mode of ['single', 'dual']) {
  describe(`${mode} peer connection`, () => {
    it('a camera is seen in VP9', async () => {
      await viewer.join(rooms.province, { spc: mode === 'single' });
      await speaker.join(rooms.province);
      await seesFramesOf(viewer.page, speaker);
      await speaker.room(async (room) => {
        const [publication] = [...room.localParticipant.videoTrackPublications.values()];
        await room.localParticipant.unpublishTrack(publication.track);
        await room.localParticipant.setCameraEnabled(true, undefined, {
          videoCodec: 'vp9',
          backupCodec: true,
        });
      });
      await until('VP9 at the viewer', async () => (await receives(viewer)) === 'video/VP9');
      await seesFramesOf(viewer.page, speaker);
    });

    it('all see it in VP8 when someone has no VP9, and VP9 is encoded no more', async () => {
      await old.join(rooms.province, { spc: false });
      for (const person of [old, viewer]) {
        let seen;
        await until(
          `VP8 at ${person.username}`,
          async () => (seen = await receives(person)) === 'video/VP8',
          { saw: () => seen },
        );
        await seesFramesOf(person.page, speaker);
      }
      let busy;
      await until('the end of VP9', async () => (busy = (await encodes()).join()) === 'video/VP8', {
        saw: () => busy,
      });
      await seesFramesOf(viewer.page, speaker);
    });

    it('all leave, and no page has thrown', async () => {
      for (const person of people) await person.leave();
      for (const person of people) {
        assert.deepEqual(person.page.faults, []);
        await person.page.goto(`${server.url}/rooms`);
      }
    });
  });
}
