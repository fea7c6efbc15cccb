// What people do in one long conference, each in a browser of their own, through the app's pages.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { Person, rooms } from './lib/app.mjs';
import { diagnose, diagnosed } from './lib/diagnose.mjs';
import { hears, hearsNothingOf, seesFramesOf, seesPictureOf } from './lib/probe.mjs';
import { Server } from './lib/server.mjs';
import { validate } from './lib/token.mjs';
import { until } from './lib/wait.mjs';

const chair = new Person('chutri', { camera: 1, frequency: 440 });
const delegate = new Person('daibieu', { camera: 2, frequency: 880 });
const guest = new Person('khachmoi', { camera: 3, frequency: 1320 });
const people = [chair, delegate, guest];
let server;

before(async () => {
  server = await Server.start();
  const high = { width: 1280, height: 720 };
  await Promise.all([chair.arrive(server, { size: high }), delegate.arrive(server), guest.arrive(server)]);
  await diagnosed('joining', people, server, async () => {
    for (const person of people) await person.join(rooms.province);
  });
});
afterEach((test) => diagnose(test, people, server));
after(async () => {
  await Promise.all(people.map((person) => person.go()));
  await server?.stop();
});

const says = (person, other, words) =>
  until(`the tile of ${other.username} to say ${words}`, async () =>
    words.test(await person.tile(other).first().getAttribute('aria-label')),
  );

describe('microphone and camera', () => {
  it('everybody is seen and heard', async () => {
    for (const person of people) {
      for (const other of people.filter((one) => one !== person)) {
        await seesFramesOf(person.page, other);
        await hears(person.page, other);
      }
    }
  });

  it('a muted microphone is silent and shown as muted', async () => {
    await delegate.press('microphone');
    await says(chair, delegate, /micrô tắt/);
    await says(guest, delegate, /micrô tắt/);
    await hearsNothingOf(chair.page, delegate);
    await hears(chair.page, guest);
  });

  it('it is heard again when it is turned on', async () => {
    await delegate.press('microphone');
    await says(chair, delegate, /micrô bật/);
    await hears(chair.page, delegate);
    await hears(guest.page, delegate);
  });

  it('a camera that is off leaves a plate with the name, and comes back', async () => {
    await delegate.press('camera');
    const tile = chair.tile(delegate);
    await tile.getByText('Camera tắt').waitFor();
    await tile.locator('video').waitFor({ state: 'detached' });
    await delegate.press('camera');
    await seesFramesOf(chair.page, delegate);
    await seesFramesOf(guest.page, delegate);
  });
});

describe('screen', () => {
  it('a shared screen is the large picture of the others', async () => {
    await delegate.press('share');
    for (const other of [chair, guest]) {
      await other.page.getByTestId('main').locator('[data-testid="tile"][data-kind="screen"]').waitFor();
      await seesPictureOf(other.page, delegate.identity, 'screen');
    }
    await seesFramesOf(chair.page, delegate);
  });

  it('it is gone when the sharing stops', async () => {
    await delegate.press('share');
    await chair.tile(delegate, 'screen').waitFor({ state: 'detached' });
    await guest.tile(delegate, 'screen').waitFor({ state: 'detached' });
  });
});

describe('layers', () => {
  it('a publisher of 720 lines sends three layers', async () => {
    const layers = await until('three layers on their way', async () => {
      const rids = await chair.room(async (room) => {
        const [camera] = [...room.localParticipant.videoTrackPublications.values()];
        const stats = await camera.track.getSenderStats();
        return stats.map((layer) => layer.rid);
      });
      return rids.length === 3 && rids;
    });
    assert.deepEqual([...layers].sort(), ['f', 'h', 'q']);
  });

  it('a large tile gets the highest layer', async () => {
    await delegate.tile(chair).first().click();
    await delegate.page.getByTestId('main').locator(`[data-identity="${chair.identity}"]`).waitFor();
    await seesFramesOf(delegate.page, chair, { width: (width) => width > 640 });
  });

  it('a tile that shrinks gets a lower one', async () => {
    await delegate.page.setViewportSize({ width: 420, height: 420 });
    await seesFramesOf(delegate.page, chair, { width: (width) => width <= 640 });
    await delegate.page.setViewportSize({ width: 1280, height: 720 });
    await seesFramesOf(delegate.page, chair, { width: (width) => width > 640 });
    await delegate.tile(chair).first().click();
  });
});

describe('words and hands', () => {
  const say = async (person, words) => {
    await person.page.getByTestId('chat-input').fill(words);
    await person.page.getByTestId('chat-send').click();
  };

  it('messages go both ways', async () => {
    await chair.press('chat');
    await say(chair, 'Mời điểm cầu Chiêm Hóa báo cáo');
    await delegate.press('chat');
    await delegate.page.getByTestId('chat-log').getByText('Mời điểm cầu Chiêm Hóa báo cáo').waitFor();
    await say(delegate, 'Vâng, xin báo cáo ngay ạ');
    await chair.page.getByTestId('chat-log').getByText('Vâng, xin báo cáo ngay ạ').waitFor();
    await guest.press('chat');
    await guest.page.getByTestId('chat-log').getByText('Vâng, xin báo cáo ngay ạ').waitFor();
    for (const person of people) await person.press('chat');
  });

  it('a raised hand is shown with its place in the queue', async () => {
    await delegate.press('hand');
    await says(chair, delegate, /giơ tay, thứ 1/);
    await guest.press('hand');
    await says(chair, guest, /giơ tay, thứ 2/);
    await delegate.press('hand');
    await says(chair, guest, /giơ tay, thứ 1/);
    await guest.press('hand');
  });
});

describe('the chair', () => {
  const row = (person, other) =>
    person.page.locator(`[data-testid="person"][data-identity="${other.identity}"]`);

  it('others have no buttons to mute or remove anybody', async () => {
    await delegate.press('people');
    await row(delegate, guest).waitFor();
    assert.equal(await delegate.page.getByTestId('person-mute').count(), 0);
    assert.equal(await delegate.page.getByTestId('person-remove').count(), 0);
    assert.equal(await delegate.page.getByTestId('mute-all').count(), 0);
    await delegate.press('people');
  });

  it('mutes a site, which is told so', async () => {
    await chair.press('people');
    await Promise.all([
      guest.page.getByTestId('notice').getByText('Chủ trì đã tắt micrô').waitFor(),
      row(chair, guest).getByTestId('person-mute').click(),
    ]);
    await hearsNothingOf(delegate.page, guest);
    await says(delegate, guest, /micrô tắt/);
  });

  it('removes a site: it is told, does not come back by itself, and its ticket is void', async () => {
    const ticket = await guest.room((room) => room.engine.token);
    assert.equal((await validate(server, ticket)).status, 200);
    await row(chair, guest).getByTestId('person-remove').click();
    await chair.page.getByTestId('person-remove-yes').click();
    await guest.page.waitForURL('**/left?*why=removed*');
    await delegate.tile(guest).first().waitFor({ state: 'detached' });
    assert.equal((await validate(server, ticket)).status, 401);
    await seesFramesOf(delegate.page, chair);
    assert.match(guest.page.url(), /why=removed/, 'still on the page that says so');
    await chair.press('people');
  });
});

describe('pages of the grid', () => {
  // Identities whose camera the page is subscribed to.
  const subscribed = (person) =>
    person.room((room) =>
      [...room.remoteParticipants.values()]
        .filter((one) => one.getTrackPublication('camera')?.isSubscribed)
        .map((one) => one.identity)
        .sort(),
    );
  const shown = async (person) => {
    const tiles = await person.page.getByTestId('grid-grid').getByTestId('tile').all();
    const identities = await Promise.all(tiles.map((tile) => tile.getAttribute('data-identity')));
    return identities.filter((identity) => identity !== person.identity).sort();
  };
  const onlyShown = (person, count) =>
    until('the subscriptions to be those of the page', async () => {
      const [have, want] = [await subscribed(person), await shown(person)];
      return want.length === count && JSON.stringify(have) === JSON.stringify(want) && want;
    });

  it('only the sites of the page are subscribed to', async () => {
    for (const person of [chair, delegate]) {
      await person.leave();
      await person.page.goto(`${server.url}/rooms`);
      await person.join(rooms.practice);
    }
    await delegate.press('more');
    await delegate.press('help');
    await delegate.page.getByLabel('Số hình mỗi trang').first().click();
    await delegate.page.getByRole('option', { name: '4', exact: true }).click();
    await delegate.page.keyboard.press('Escape');
    await delegate.press('layout');
    // Five sites, four on a page: chair, delegate and the three synthetic ones.
    await until('two pages', async () => /1\/2/.test(await delegate.page.getByTestId('page').innerText()));
    const tiles = delegate.page.getByTestId('grid-grid').getByTestId('tile');
    await until('four tiles on the first page', async () => (await tiles.count()) === 4);
    const before = await until('subscriptions of the first page', async () => {
      const [have, want] = [await subscribed(delegate), await shown(delegate)];
      return JSON.stringify(have) === JSON.stringify(want) && want;
    });
    await delegate.press('page-next');
    const then = await onlyShown(delegate, 5 - 1 - before.length);
    assert.equal(before.filter((identity) => then.includes(identity)).length, 0);
  });

  it('the synthetic sites are seen on it', async () => {
    await delegate.press('page-previous');
    const sites = await until('a synthetic site on the page', async () => {
      const found = (await shown(delegate)).filter((identity) => identity.startsWith('site-'));
      return found.length > 0 && found;
    });
    for (const site of sites) await seesPictureOf(delegate.page, site, 'camera');
  });

  it('no page has thrown', () => {
    for (const person of people) assert.deepEqual(person.page.faults, []);
  });
});
