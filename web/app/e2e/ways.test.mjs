// Ways over which sites reach the server: small packets, out of order, cut, by another address, by IPv6 alone. Asserted is that
// sound and picture come; how well is told by `npm run e2e -- lines`.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { selectedPairs } from './lib/app.mjs';
import { diagnose } from './lib/diagnose.mjs';
import { LabConference, core, missing, site as end } from './lib/lab.mjs';
import { hears, seesFramesOf } from './lib/probe.mjs';
import { until } from './lib/wait.mjs';

const wide = { rate: 50_000_000, delay: 10 };

/** Each sees and hears the other. */
async function meet({ chair, site }) {
  await Promise.all([
    seesFramesOf(site.page, chair),
    hears(site.page, chair),
    seesFramesOf(chair.page, site),
    hears(chair.page, site),
  ]);
}

describe('a way with packets of 1280 bytes at most', { skip: missing() }, () => {
  let conference;

  before(async () => {
    conference = await LabConference.start({ mtu: 1280, line: wide });
  });
  afterEach((test) => diagnose(test, conference.people, conference.server));
  after(() => conference?.stop());

  it('carries a conference', () => meet(conference));

  it('carries it when packets overtake each other', async () => {
    const line = { ...wide, jitter: 40 };
    await conference.lab.set({ down: line, up: line });
    await pause(2000); // what was on its way was in order
    await meet(conference);
    await conference.lab.set({ down: wide, up: wide });
  });

  it('carries it again after a cut of 5 s', async () => {
    const before = await conference.lab.set({ down: { cut: true }, up: { cut: true } });
    await pause(5000); // so long is the line away
    const cut = await conference.lab.set({ down: wide, up: wide });
    assert.ok(
      cut.up.Lost > before.up.Lost && cut.down.Lost > before.down.Lost,
      'nothing was lost in the cut',
    );
    await meet(conference);
  });

  it('carries it again when the site comes back by another address', async () => {
    const { lab, site } = conference;
    const { identity } = site;
    lab.move(end.ipv4, end.other);
    let pairs;
    await until(
      'the media to go by the new address',
      async () => {
        pairs = await selectedPairs(site);
        return pairs.length > 0 && pairs.every((pair) => pair.own === end.other);
      },
      { saw: () => JSON.stringify(pairs) },
    );
    await meet(conference);
    assert.equal(await site.room((room) => room.localParticipant.identity), identity);
  });

  it('throws nothing in a page', () => {
    for (const person of conference.people) assert.deepEqual(person.page.faults, []);
  });
});

describe('a way of IPv6 alone', { skip: missing() }, () => {
  let conference;

  before(async () => {
    conference = await LabConference.start({ host: core.ipv6, line: wide });
  });
  afterEach((test) => diagnose(test, conference.people, conference.server));
  after(() => conference?.stop());

  it('carries a conference', async () => {
    await meet(conference);
    const pairs = await selectedPairs(conference.site);
    assert.ok(pairs.length > 0);
    for (const pair of pairs) assert.equal(pair.address, core.ipv6);
    for (const person of conference.people) assert.deepEqual(person.page.faults, []);
  });
});
