// Options of a room that change how browsers play what they receive; once for each way of connecting.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { Person, rooms } from './lib/app.mjs';
import { diagnose } from './lib/diagnose.mjs';
import { figure } from './lib/figures.mjs';
import { hears, seesFramesOf } from './lib/probe.mjs';
import { Server } from './lib/server.mjs';
import { roomService } from './lib/token.mjs';
import { until } from './lib/wait.mjs';

const viewer = new Person('chutri', { camera: 1, frequency: 440 });
const speaker = new Person('daibieu', { camera: 2, frequency: 880 });
const people = [viewer, speaker];
const leastDelay = 400; // ms
let server;

before(async () => {
  server = await Server.start();
  await Promise.all(people.map((person) => person.arrive(server)));
});
afterEach((test) => diagnose(test, people, server));
after(async () => {
  await Promise.all(people.map((person) => person.go()));
  await server?.stop();
});

/** What the viewer has of the speaker's tracks, by source: sid, media stream, and how long its buffer held it. */
const received = () =>
  viewer.room(async (room, identity) => {
    const tracks = {};
    for (const publication of room.remoteParticipants.get(identity)?.trackPublications.values() ?? []) {
      const { track } = publication;
      const stats = [...((await track?.receiver?.getStats())?.values() ?? [])];
      const inbound = stats.find((stat) => stat.type === 'inbound-rtp');
      tracks[publication.source] = {
        sid: publication.trackSid,
        stream: track?.mediaStream?.id,
        held: inbound?.jitterBufferDelay, // s, of all frames together
        frames: inbound?.jitterBufferEmittedCount,
      };
    }
    return tracks;
  }, speaker.identity);

async function inOneStream() {
  const tracks = await until('both tracks of the speaker', async () => {
    const found = await received();
    return found.camera?.stream && found.microphone?.stream && found;
  });
  assert.equal(tracks.camera.stream, tracks.microphone.stream);
  return tracks;
}

for (const mode of ['single', 'dual']) {
  describe(`${mode} peer connection`, () => {
    it('people join a room with options', async () => {
      const created = await roomService(server, rooms.province.name, 'CreateRoom', {
        name: rooms.province.name,
        sync_streams: true,
        min_playout_delay: leastDelay,
        max_playout_delay: 2000,
      });
      assert.equal(created.status, 200, JSON.stringify(created.body));
      for (const person of people) await person.join(rooms.province, { spc: mode === 'single' });
    });

    it('camera and microphone of one person come in one media stream', async () => {
      await seesFramesOf(viewer.page, speaker);
      await hears(viewer.page, speaker);
      await inOneStream();
    });

    it('video is held back as long as the room says', async () => {
      // Of the latest frames; without the option it is some 30 ms here.
      let [last, delay] = [(await received()).camera, 0];
      await until(
        'the delay of the video',
        async () => {
          const { camera } = await received();
          if (camera.frames - last.frames < 20) return false;
          delay = (camera.held - last.held) / (camera.frames - last.frames);
          last = camera;
          return delay * 1000 >= 0.9 * leastDelay;
        },
        { saw: () => `${delay} s` },
      );
      figure(`delay of video, ${mode}`, delay, 's');
    });

    it('a camera that is published again is known by its new track', async () => {
      const before = (await received()).camera.sid;
      await speaker.room(async (room) => {
        const [publication] = [...room.localParticipant.videoTrackPublications.values()];
        await room.localParticipant.unpublishTrack(publication.track);
        await room.localParticipant.setCameraEnabled(true);
      });
      await until('the new camera track', async () => {
        const { camera } = await received();
        return camera?.stream && camera.sid !== before;
      });
      await seesFramesOf(viewer.page, speaker);
      await inOneStream();
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
