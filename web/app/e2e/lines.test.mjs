// Lines as communes have them: narrow, lossy, cut. What a site gets over them is counted by its own browser.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { after, afterEach, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { diagnose } from './lib/diagnose.mjs';
import { LabConference, missing } from './lib/lab.mjs';
import { cutOff, picture, sizes } from './lib/looks.mjs';
import { hears, seesFramesOf } from './lib/probe.mjs';
import { patience, until } from './lib/wait.mjs';

const results = fileURLToPath(new URL('../e2e-results/lines', import.meta.url));
// The way is as long all the time: a round trip of 80 ms.
const wide = { rate: 50_000_000, delay: 40 };

/** What has come of sound and picture so far, by the browser's counters. */
const counters = (person) =>
  person.room(async (room) => {
    const sum = {
      sounds: 0,
      samples: 0,
      concealed: 0,
      frames: 0,
      height: 0,
      freezes: 0,
      lost: 0,
      packets: 0,
    };
    const manager = room.engine.pcManager;
    for (const transport of [manager.publisher, manager.subscriber].filter(Boolean)) {
      for (const stat of (await transport.getStats()).values()) {
        if (stat.type !== 'inbound-rtp') continue;
        sum.lost += stat.packetsLost;
        sum.packets += stat.packetsReceived;
        if (stat.kind === 'audio') {
          sum.sounds += 1;
          sum.samples += stat.totalSamplesReceived ?? 0;
          // A microphone that is silent, or not among the loudest, sends nothing: that is no sound lost.
          sum.concealed += (stat.concealedSamples ?? 0) - (stat.silentConcealedSamples ?? 0);
        } else {
          sum.frames += stat.framesDecoded ?? 0;
          sum.height = Math.max(sum.height, stat.frameHeight ?? 0);
          sum.freezes += stat.totalFreezesDuration ?? 0;
        }
      }
    }
    return sum;
  });

/** What comes in some seconds of sound: share of it that was concealed, frames, seconds frozen. */
async function watch(person, seconds) {
  const from = await counters(person);
  const enough = from.samples + seconds * 48_000 * from.sounds;
  const to = await until(
    `${seconds} s of sound`,
    async () => {
      const now = await counters(person);
      return now.samples >= enough && now;
    },
    { every: 500 },
  );
  const samples = to.samples - from.samples;
  return {
    concealed: (to.concealed - from.concealed) / samples,
    frames: to.frames - from.frames,
    frozen: to.freezes - from.freezes,
    height: to.height,
    lost: (to.lost - from.lost) / Math.max(to.packets - from.packets + to.lost - from.lost, 1),
  };
}

const percent = (share) => `${(100 * share).toFixed(2)}%`;
const tell = (line, seen) =>
  console.log(
    `${line}: ${percent(seen.concealed)} of the sound concealed, ${seen.frames} frames, frozen ${seen.frozen.toFixed(1)} s, ${percent(seen.lost)} of the packets lost`,
  );

/** How many of the streams that somebody receives are paused because of their line. */
const paused = (person) =>
  person.room((room) => {
    const all = [...room.remoteParticipants.values()].flatMap((p) => [...p.videoTrackPublications.values()]);
    return all.filter((publication) => publication.track?.streamState === 'paused').length;
  });

/** The page as it stands now, at every size. */
async function looked(page, name) {
  for (const size of sizes) {
    await page.setViewportSize(size);
    assert.deepEqual(await cutOff(page), []);
    await picture(page, { path: `${results}/${name}-${size.width}.png` });
  }
  await page.setViewportSize(sizes[0]);
}

describe('a site on a bad line', { skip: missing() }, () => {
  let conference, lab, site, chair, usual;

  before(async () => {
    mkdirSync(results, { recursive: true });
    conference = await LabConference.start({ line: wide, env: { GIAOBAN_MEDIA_WATCH_LINES: 'all' } });
    ({ lab, site, chair } = conference);
  });
  afterEach((test) => diagnose(test, conference.people, conference.server));
  after(() => conference?.stop());

  /** What is concealed is not much more than over a wide line, where it is for want of a faster machine. */
  const sounds = (seen, more) =>
    assert.ok(
      seen.concealed < usual.concealed + more,
      `${percent(seen.concealed)} of the sound was concealed`,
    );

  it('sees and hears over a wide one', async () => {
    await seesFramesOf(site.page, chair);
    await hears(site.page, chair);
    const seen = await watch(site, 10);
    tell('a wide line', seen);
    assert.ok(seen.frames > 20, `${seen.frames} frames`);
    assert.equal(await paused(site), 0);
    usual = seen;
  });

  it('goes on over 2 Mbit/s with 3% loss and 80 ms', async () => {
    await lab.set({ down: { rate: 2_000_000, delay: 40, loss: 0.03 }, up: wide });
    tell('2 Mbit/s, 3% loss, at first', await watch(site, 15));
    const seen = await watch(site, 20);
    tell('2 Mbit/s, 3% loss', seen);
    sounds(seen, 0.03);
    assert.ok(seen.frames > usual.frames / 3, `${seen.frames} frames`);
  });

  it('hears, and sees what fits, over 300 kbit/s, and is told of the rest', async () => {
    await lab.set({ down: wide, up: wide });
    await until('no picture to be paused', async () => (await paused(site)) === 0, { limit: 2 * patience });
    await lab.set({ down: { rate: 300_000, delay: 40 }, up: wide });
    await site.page.getByTestId('narrow').waitFor(); // it goes by itself
    tell('300 kbit/s, at first', await watch(site, 20));
    await until('pictures to be told to be paused', async () => (await paused(site)) > 0);
    await site.page.getByTestId('held').first().waitFor();
    await looked(site.page, 'narrow');
    const seen = await watch(site, 20);
    tell('300 kbit/s', seen);
    sounds(seen, 0.04);
    const other = await watch(chair, 10);
    tell('another site meanwhile', other);
    sounds(other, 0.02);
  });

  it('sees everything again when the line is wide again', async () => {
    await lab.set({ down: wide, up: wide });
    await until('no picture to be paused', async () => (await paused(site)) === 0, { limit: 2 * patience });
    await site.page.getByTestId('narrow').waitFor({ state: 'hidden' });
    const seen = await watch(site, 10);
    tell('wide again', seen);
    assert.ok(seen.frames > usual.frames / 3, `${seen.frames} frames`);
  });

  it('conceals little of the sound whatever is lost', async () => {
    for (const [loss, more] of [
      [0.05, 0.02],
      [0.1, 0.03],
      [0.2, 0.06],
      [0.3, 0.12],
    ]) {
      await lab.set({ down: { ...wide, loss }, up: wide });
      await watch(site, 3); // what was on its way had no loss
      const seen = await watch(site, 15);
      tell(`loss of ${percent(loss)}`, seen);
      sounds(seen, more);
    }
    await lab.set({ down: wide, up: wide });
    await watch(site, 15);
  });

  it('comes through 20 s of 30% loss', async () => {
    await lab.set({ down: { ...wide, loss: 0.3 }, up: wide });
    tell('30% loss', await watch(site, 20));
    await lab.set({ down: wide, up: wide });
    await until('no picture to be paused', async () => (await paused(site)) === 0, { limit: 2 * patience });
    tell('after it, at first', await watch(site, 10));
    const seen = await watch(site, 10);
    tell('after it', seen);
    sounds(seen, 0.02);
    assert.ok(
      seen.frames > usual.frames / 3 && seen.frozen < 3,
      `${seen.frames} frames, frozen ${seen.frozen} s`,
    );
  });

  it('comes back after a cut of 5 s', async () => {
    await lab.set({ down: { cut: true }, up: { cut: true } });
    await pause(5000); // so long is the line away
    await lab.set({ down: wide, up: wide });
    await seesFramesOf(site.page, chair);
    await hears(site.page, chair);
  });

  it('has not disturbed the others, and no page has thrown', () => {
    for (const person of conference.people) assert.deepEqual(person.page.faults, []);
  });
});
