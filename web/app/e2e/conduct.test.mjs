// A meeting is conducted: the floor is asked for and given, a vote is cast, the roll is called. Who may speak is enforced
// by the server, whatever a page does. That a killed server loses nothing of it, the test of a whole meeting shows.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { after, afterEach, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Person, enter, passCheck } from './lib/app.mjs';
import { diagnose } from './lib/diagnose.mjs';
import { inspect, picture } from './lib/looks.mjs';
import { act, api, issuedMeeting, must, printed, releasedPaper } from './lib/meetings.mjs';
import { hears } from './lib/probe.mjs';
import { Server } from './lib/server.mjs';
import { until } from './lib/wait.mjs';

const results = fileURLToPath(new URL('../e2e-results/conduct', import.meta.url));
const chair = new Person('chutri', { camera: 1, frequency: 440 });
const secretary = new Person('thuky', { camera: 2, frequency: 880 });
const delegate = new Person('daibieu', { camera: 3, frequency: 1320 });
const people = [chair, secretary, delegate];
const minute = 60_000;

let server;
let meeting;

before(async () => {
  mkdirSync(results, { recursive: true });
  server = await Server.start();
  await Promise.all(people.map((person) => person.arrive(server)));
  const start = new Date(Date.now() + 10 * minute);
  meeting = await issuedMeeting({
    secretary: secretary.page,
    chair: chair.page,
    invited: [delegate.page],
    plan: {
      title: 'Giao ban công tác phòng chống thiên tai tháng 12',
      start: start.toISOString(),
      end: new Date(start.getTime() + 120 * minute).toISOString(),
      sites: [{ unit: { catalogue: 'tuyen-quang-2025-07', code: '02287' } }],
      agenda: [
        { title: 'Báo cáo tình hình thiệt hại do mưa lũ', minutes: 15 },
        { title: 'Thông qua phương án ứng phó năm 2027', minutes: 20, vote: true },
      ],
      policies: {
        microphones: 'one',
        waitingRoom: true,
        recording: false,
        sharing: 'presenters',
        openBefore: 15,
      },
    },
  });
  for (const person of people) {
    await person.page.goto(`${server.url}/meetings/${meeting}/join?debug=1`);
    await passCheck(person.page);
    person.identity = await enter(person.page);
  }
});
afterEach((test) => diagnose(test, people, server));
after(async () => {
  await Promise.all(people.map((person) => person.go()));
  await server?.stop();
});

const look = (page, name) => inspect(page, `${results}/${name}`);

const publishes = (person) =>
  person.room((room) =>
    [...room.localParticipant.audioTrackPublications.values()].some((publication) => publication.track),
  );
const live = async (page) => must(page, 'GET', `/meetings/${meeting}/conduct`);

describe('the floor', () => {
  it('a delegate comes in without a microphone, and is told how to get one', async () => {
    assert.equal(await publishes(delegate), false);
    await Promise.all([
      delegate.page.getByTestId('notice').getByText('Bấm Phát biểu để đăng ký').waitFor(),
      delegate.press('microphone'),
    ]);
  });

  it('a page that publishes all the same is refused by the server', async () => {
    const refused = await delegate.room((room) =>
      room.localParticipant.setMicrophoneEnabled(true).then(
        () => '',
        (error) => String(error),
      ),
    );
    assert.notEqual(refused, '');
    assert.equal(await publishes(delegate), false);
  });

  it('the chair opens the meeting and takes the first item', async () => {
    await must(chair.page, 'POST', `/meetings/${meeting}/actions`, { action: 'start' });
    await chair.page.getByTestId('next-item').click();
    await delegate.page.getByTestId('agenda-strip').getByText('Báo cáo tình hình thiệt hại').waitFor();
  });

  it('the delegate asks, the chair sees it and gives the floor', async () => {
    await delegate.press('floor');
    await delegate.page.getByLabel('Nội dung (không bắt buộc)').fill('Sạt lở đường vào xã');
    await delegate.press('ask-floor');
    await chair.press('floor');
    const request = chair.page.locator(`[data-testid="request"][data-identity="${delegate.identity}"]`);
    await request.getByText('Sạt lở đường vào xã').waitFor();
    await look(chair.page, 'floor-queue');
    await request.getByTestId('give-floor').click();
  });

  it('nobody opens the microphone but the delegate, and then everyone hears', async () => {
    await delegate.page.getByTestId('speak-invitation').waitFor();
    assert.equal(await publishes(delegate), false);
    await look(delegate.page, 'speak-invitation');
    await delegate.press('speak-now');
    await hears(chair.page, delegate);
    await secretary.page
      .locator(`[data-testid="turn"][data-identity="${delegate.identity}"]`)
      .getByText('Sạt lở đường vào xã')
      .waitFor();
    await look(secretary.page, 'turn');
  });

  it('the chair ends the turn, and the microphone is taken back', async () => {
    await chair.page.getByTestId('floor-panel').getByTestId('end-floor').click();
    await until('the microphone to be gone', async () => !(await publishes(delegate)));
    await delegate.page.getByTestId('turns').waitFor({ state: 'detached' });
  });
});

describe('papers at every site', () => {
  const at = (person, page) =>
    person.page.locator(`[data-testid="paper-stage"][data-page="${page}"]`).waitFor();

  it('the secretary opens one, and everybody sees its first page', async () => {
    const pdf = await printed(chair.browser, ['Phần thứ nhất', 'Phần thứ hai', 'Phần thứ ba']);
    await releasedPaper(secretary.page, meeting, 'Báo cáo thiệt hại do mưa lũ', pdf);
    await secretary.press('stage');
    const row = secretary.page.getByText('Báo cáo thiệt hại do mưa lũ', { exact: true }).locator('xpath=..');
    await row.getByTestId('show-paper').click();
    for (const person of people) await at(person, 1);
    await look(delegate.page, 'paper');
  });

  it('whoever leads turns the page for all, a site wanders and comes back', async () => {
    await secretary.press('paper-next');
    for (const person of people) await at(person, 2);
    await delegate.press('paper-next');
    await at(delegate, 3);
    await at(chair, 2);
    await delegate.press('paper-return');
    await at(delegate, 2);
    await look(secretary.page, 'stage');
  });

  it('a line of text stands at every site, and the paper is closed', async () => {
    await secretary.page
      .getByLabel('Dòng thông báo ở mọi điểm cầu')
      .fill('Giải lao 10 phút sau nội dung này.');
    await secretary.press('post-notice');
    await delegate.page.getByTestId('ticker').getByText('Giải lao 10 phút').waitFor();
    await secretary.press('paper-close');
    await chair.page.getByTestId('paper-stage').waitFor({ state: 'detached' });
  });
});

/** Waits until a page has a layout. */
const layout = (page, word) =>
  page.locator(`[data-testid="pictures"][data-layout="${word}"]`).waitFor({ state: 'attached' });
/** Who is seen in a part of the stage, in order. */
const seen = (page, slot) =>
  page
    .getByTestId(`grid-${slot}`)
    .getByTestId('tile')
    .evaluateAll((tiles) => tiles.map((tile) => tile.dataset.identity));
/** Waits until exactly these are seen there. */
async function shows(page, slot, identities) {
  const wanted = JSON.stringify(identities);
  let now;
  const check = async () => (now = JSON.stringify(await seen(page, slot))) === wanted;
  await until(`${slot} to show ${wanted}`, check, { saw: () => now });
}
/** The chair adds a site to the panel. */
const add = (identity) => chair.page.locator(`[data-testid="add-site"][data-identity="${identity}"]`).click();

describe('the stage', () => {
  it('every page follows the layout that the chair chooses', async () => {
    await chair.press('stage');
    await chair.press('all-side_by_side');
    for (const { page } of people) await layout(page, 'side_by_side');
    await until('two side by side, the chair first', async () => {
      const few = await seen(delegate.page, 'few');
      return few.length === 2 && few[0] === chair.identity;
    });
    await look(delegate.page, 'side-by-side');
    await chair.press('all-grid');
    for (const { page } of people) {
      await layout(page, 'grid');
      await until('everybody in the grid', async () => (await seen(page, 'grid')).length === 3);
    }
    let orders;
    const same = async () => {
      orders = await Promise.all([delegate, secretary].map(({ page }) => seen(page, 'grid')));
      return JSON.stringify(orders[0]) === JSON.stringify(orders[1]);
    };
    await until('the same order at both', same, { saw: () => JSON.stringify(orders) });
  });

  it('the panel has exactly the sites that were chosen, in their order', async () => {
    await chair.press('all-panel');
    await layout(chair.page, 'grid'); // nobody is chosen yet
    await chair.page.getByTestId('site-search').fill('chiem hoa');
    await chair.page.getByTestId('site-search').press('Enter');
    await chair.page.locator(`[data-testid="chosen-site"][data-identity="${delegate.identity}"]`).waitFor();
    await add(secretary.identity);
    await chair.press('show-panel');
    for (const { page } of people) await shows(page, 'few', [delegate.identity, secretary.identity]);
    await chair.page.getByTestId('site-down').first().press('Enter');
    await shows(delegate.page, 'few', [secretary.identity, delegate.identity]);
    await look(chair.page, 'panel');
    await look(delegate.page, 'panel-at-site');
  });

  it('a change can be undone, and a screen that is shared is large all the same', async () => {
    await chair.page.getByTestId('site-off').first().click();
    await shows(delegate.page, 'few', [delegate.identity]);
    await chair.press('stage-undo');
    await shows(delegate.page, 'few', [secretary.identity, delegate.identity]);
    await chair.press('share');
    await delegate.page.getByTestId('main').locator('[data-testid="tile"][data-kind="screen"]').waitFor();
    await shows(delegate.page, 'strip', [secretary.identity, delegate.identity]);
    await chair.press('share');
    await delegate.page.getByTestId('main').waitFor({ state: 'detached' });
  });

  it('who speaks is named with position and site, readable from afar', async () => {
    // Chair and secretary both sound here.
    const strip = delegate.page.getByTestId('heard');
    await strip.getByText(/^(Phó Chủ tịch|Chuyên viên) · Điểm cầu trung tâm Tuyên Quang$/).waitFor();
    const size = await strip
      .locator('strong')
      .evaluate((name) => parseFloat(getComputedStyle(name).fontSize) / window.innerHeight);
    assert.ok(size >= 0.0349, `${size} of the height`);
  });
});

describe('the stage of one screen', () => {
  it('a site has a layout of its own, keeps it, and goes back to that of the chair', async () => {
    await delegate.press('more');
    await delegate.press('screen');
    await delegate.press('own-side_by_side');
    await layout(delegate.page, 'side_by_side');
    await look(delegate.page, 'own-layout');
    await delegate.page.reload();
    await delegate.page.getByTestId('hall').waitFor();
    await delegate.page.getByTestId('own-layout').waitFor();
    await chair.press('stage-plain');
    await layout(secretary.page, 'speaker');
    await layout(delegate.page, 'side_by_side');
    await delegate.press('chairs-layout');
    await layout(delegate.page, 'speaker');
    await delegate.page.getByTestId('own-layout').waitFor({ state: 'detached' });
  });

  it('pages are turned for all at once, for who comes late too', async () => {
    const watchers = [secretary, delegate];
    await secretary.press('stage'); // closes it
    for (const { page } of watchers) await page.setViewportSize({ width: 360, height: 570 });
    await chair.press('all-grid');
    await chair.page.getByRole('combobox', { name: 'Tự lật trang lưới' }).click();
    await chair.page.getByRole('option', { name: 'Sau 10 giây' }).click();
    for (const { page } of watchers) await layout(page, 'grid');
    await secretary.page.reload();
    await secretary.page.getByTestId('grid-grid').getByTestId('tile').first().waitFor();
    await until('a page of the grid that has not all', async () => {
      const { length } = await seen(delegate.page, 'grid');
      return length > 0 && length < 3;
    });
    for (const { page } of watchers) {
      await page.evaluate(() => {
        const grid = document.querySelector('[data-testid="grid-grid"]');
        const now = () =>
          [...grid.querySelectorAll('[data-testid="tile"]')].map((tile) => tile.dataset.identity).join();
        globalThis.__turns = [];
        let last = now();
        new MutationObserver(() => {
          if (now() !== last) globalThis.__turns.push([(last = now()), Date.now()]);
        }).observe(grid, { childList: true, subtree: true, attributes: true });
      });
    }
    const turns = () => Promise.all(watchers.map(({ page }) => page.evaluate(() => globalThis.__turns)));
    const [one, other] = await until('three turns at both', async () => {
      const all = await turns();
      return all.every((told) => told.length >= 3) && all;
    });
    // The first turn may have been seen by one of them only.
    const same = one.filter(([shown, at]) =>
      other.some(([too, then]) => too === shown && Math.abs(then - at) < 4000),
    );
    assert.ok(same.length >= 2, JSON.stringify([one, other]));
    for (const { page } of watchers) await page.setViewportSize({ width: 1280, height: 720 });
    await chair.press('stage-plain');
  });

  it('a second screen shows what the chair has for it, is on no list and sends nothing', async () => {
    const second = await delegate.page.context().newPage();
    await second.goto(`${server.url}/meetings/${meeting}/second?debug=1`);
    await second.getByTestId('second').waitFor();
    await layout(second, 'grid');
    await chair.page.getByRole('combobox', { name: 'Màn hình thứ hai của các phòng' }).click();
    await chair.page.getByRole('option', { name: 'Chủ trì và người phát biểu' }).click();
    await layout(second, 'side_by_side');
    await layout(delegate.page, 'speaker');
    await until('both pictures', async () => (await seen(second, 'few')).length === 2);
    await look(second, 'second');
    const own = await second.evaluate(() => globalThis.__giaoban.room.localParticipant.identity);
    assert.equal(own, `${delegate.identity}/2`);
    const others = await chair.room((room) => [...room.remoteParticipants.keys()].sort());
    assert.deepEqual(others, [secretary.identity, delegate.identity].sort());
    for (const send of ['setCameraEnabled(true)', 'setMicrophoneEnabled(true)']) {
      const refused = await second.evaluate(
        `window.__giaoban.room.localParticipant.${send}.then(() => '', (error) => String(error))`,
      );
      assert.notEqual(refused, '', send);
    }
    assert.equal(
      await second.evaluate(() => document.querySelectorAll('audio').length),
      0,
      'the sound comes from the main screen',
    );
    delegate.second = second;
  });
});

describe('smaller screens', () => {
  /** Buttons of the bar that are cut off or out of the window. */
  const cut = (page) =>
    page
      .getByRole('toolbar')
      .getByRole('button')
      .evaluateAll((all) =>
        all
          .filter((button) => button.offsetWidth > 0)
          .filter((button) => {
            const { left, right } = button.getBoundingClientRect();
            return left < 0 || right > window.innerWidth || button.scrollWidth > button.clientWidth + 1;
          })
          .map((button) => button.textContent),
      );

  it('the bar fits, and the menu has what it leaves out', async () => {
    for (const [person, width, height] of [
      [chair, 1024, 768],
      [delegate, 390, 844],
    ]) {
      await person.page.setViewportSize({ width, height });
      await picture(person.page, { path: `${results}/${person.username}-${width}.png` });
      let found;
      const fits = async () => (found = await cut(person.page)).length === 0;
      await until(`the bar to fit at ${width}`, fits, { limit: 10_000, saw: () => found.join() });
    }
    await chair.press('more');
    await chair.page.getByRole('menuitem', { name: 'Điểm danh' }).waitFor();
    await chair.page.keyboard.press('Escape');
    for (const { page } of people) await page.setViewportSize({ width: 1280, height: 720 });
  });
});

describe('a vote', () => {
  it('is prepared, opened, and cast by the keyboard alone', async () => {
    await secretary.press('votes');
    await secretary.page
      .getByLabel('Nội dung biểu quyết')
      .fill('Thông qua phương án ứng phó thiên tai năm 2027');
    await secretary.press('prepare-motion');
    await secretary.press('open-motion');
    const ballot = delegate.page.getByTestId('ballot');
    await ballot.waitFor();
    await look(delegate.page, 'ballot');
    await delegate.page.keyboard.press('Tab');
    await delegate.page.keyboard.press('Enter');
    await ballot.waitFor({ state: 'detached' });
    const motion = await until('the vote to count', async () => {
      const [open] = (await live(secretary.page)).motions;
      return open.cast > 0 && open;
    });
    assert.deepEqual([motion.cast, motion.eligible], [1, 2]);
  });

  it('is cast once, however often it is sent', async () => {
    const { id } = (await live(delegate.page)).motions[0];
    const send = (choice) =>
      api(delegate.page, 'POST', `/meetings/${meeting}/conduct/commands`, {
        id: `again-${choice}`,
        verb: 'motion.vote',
        target: id,
        choice,
      });
    assert.equal((await send('for')).status, 200);
    assert.equal((await send('against')).status, 409);
    assert.equal((await live(secretary.page)).motions[0].cast, 1);
  });

  it('is closed with its result', async () => {
    await chair.page.getByTestId('vote-against').click();
    await secretary.page.getByTestId('vote-panel').getByText('đã biểu quyết 2/2').waitFor();
    await secretary.press('close-motion');
    await secretary.page.getByTestId('result-for').getByText('1', { exact: true }).waitFor();
    await secretary.page.getByTestId('result-against').getByText('1', { exact: true }).waitFor();
    await look(secretary.page, 'result');
  });
});

describe('the roll', () => {
  it('is kept by presence and called site by site', async () => {
    await secretary.press('roll');
    const row = secretary.page.getByTestId('roll-row').first();
    await row.locator('xpath=self::*[@data-mark="online"]').waitFor();
    await row.getByRole('button', { name: /^Gọi/ }).click();
    await secretary.press('roll-present');
    await row.locator('xpath=self::*[@data-mark="in_room"]').waitFor();
    await look(secretary.page, 'roll');
  });

  it('a delegate has no part in it', async () => {
    const refused = await api(delegate.page, 'POST', `/meetings/${meeting}/conduct/commands`, {
      id: 'x',
      verb: 'roll.close',
    });
    assert.equal(refused.status, 403);
    await delegate.page.keyboard.press('Escape');
    await delegate.press('roll');
    await delegate.page.getByTestId('roll-own').waitFor();
    assert.equal(await delegate.page.getByTestId('roll-list').count(), 0);
  });

  it('a second screen goes with its owner, and comes back with them', async () => {
    await delegate.leave();
    await delegate.second.getByTestId('second-waiting').waitFor();
    await delegate.press('rejoin');
    await delegate.page.getByTestId('hall').waitFor();
    await delegate.second.getByTestId('second').waitFor();
  });

  it('when the chair ends the meeting everyone is out, and the minutes tell what happened', async () => {
    await act(chair.page, meeting, 'end');
    for (const { page } of people) await page.waitForURL(/\/left\?/);
    await delegate.second.getByTestId('second-waiting').waitFor();
    const where = `/meetings/${meeting}/minutes`;
    const { version } = await must(secretary.page, 'GET', where);
    const drafted = await must(secretary.page, 'POST', `${where}/draft`, {}, { 'If-Match': `"${version}"` });
    const minutes = JSON.stringify(drafted);
    assert.match(minutes, /Sạt lở đường vào xã/);
    assert.match(minutes, /Thông qua phương án ứng phó thiên tai năm 2027/);
    const { body } = await api(secretary.page, 'GET', `/meetings/${meeting}/conduct`);
    assert.equal(body.meeting.phase, 'closed');
    assert.equal((await live(secretary.page)).mine.may.includes('log.correct'), true);
  });

  it('its page tells those who were there how they voted on what', async () => {
    for (const { page } of [secretary, delegate]) {
      await page.goto(`${server.url}/meetings/${meeting}`);
      const vote = page.getByTestId('meeting-vote');
      await vote.getByText('Thông qua phương án ứng phó thiên tai năm 2027').waitFor();
      await vote.getByText(/đã biểu quyết 2\/2 · Tán thành: 1 · Không tán thành: 1/).waitFor();
    }
    await delegate.page.getByTestId('invitation').waitFor();
    assert.equal(await delegate.page.getByRole('button', { name: 'Xác nhận dự họp' }).count(), 0);
    await look(delegate.page, 'votes-after');
  });

  it('no page has thrown', () => {
    for (const { page } of people) assert.deepEqual(page.faults, []);
  });
});
