// The app's pages, used as a person uses them.
import { until } from './wait.mjs';
import { launchChromium, openPage } from './browser.mjs';

/** Rooms of the demonstration. */
export const rooms = {
  practice: { name: 'phong-hop-thu' },
  province: { name: 'diem-cau-08', search: 'tuyen quang' },
};

/** Logs in by the form, with a demonstration account picked from its list, and opens a page: the rooms if none is named. */
export async function logIn(page, server, username, to = '/rooms') {
  await page.goto(`${server.url}/login`);
  await page.getByRole('button', { name: new RegExp(`· ${username}$`) }).click();
  await page.locator('form button[type="submit"]').click();
  await page.waitForURL((url) => url.pathname === '/');
  await page.goto(`${server.url}${to}`);
}

/** Finds the room in the list and opens its check page, with the switches that the tests need in its address. */
export async function openCheck(page, room, { spc } = {}) {
  const link = room.search
    ? page.locator(`a[href="/rooms/${room.name}/join"]`)
    : page.getByTestId('practice');
  if (room.search) await page.getByRole('searchbox').fill(room.search);
  await link.click();
  await page.waitForURL(`**/rooms/${room.name}/join`);
  await page.goto(`${page.url()}?debug=1${spc === false ? '&spc=0' : ''}`);
}

/** Waits until camera and microphone have passed the check, and turns the microphone on for entering. */
export async function passCheck(page) {
  for (const part of ['camera', 'microphone']) {
    await page.getByTestId(`check-${part}`).locator('[data-verdict="go"]').waitFor();
  }
  const microphone = page.getByTestId('check-microphone').getByRole('switch');
  await microphone.setChecked(true);
}

/** Enters the room and waits for the hall; resolves to the identity in it. */
export async function enter(page) {
  await page.getByTestId('enter').click();
  await page.getByTestId('hall').waitFor();
  return until('an identity in the room', () =>
    page.evaluate(() => window.__giaoban?.room.localParticipant.identity),
  );
}

/** One account at one browser. Frequencies (Hz) and cameras tell apart who is heard and seen. */
export class Person {
  constructor(username, { camera, frequency }) {
    Object.assign(this, { username, camera, frequency });
  }

  /** Starts the person's browser and logs in. */
  async arrive(server, { size, args, page, executable } = {}) {
    this.server = server;
    this.browser = await launchChromium({
      camera: this.camera,
      frequency: this.frequency,
      ...size,
      args,
      executable,
    });
    this.page = await openPage(this.browser, page);
    await logIn(this.page, server, this.username);
    return this;
  }

  /** Goes from the list of rooms into one; resolves to the seconds from pressing the button to standing in it. */
  async join(room, options) {
    await openCheck(this.page, room, options);
    await passCheck(this.page);
    const pressed = Date.now();
    this.identity = await enter(this.page);
    return (Date.now() - pressed) / 1000;
  }

  /** Leaves by the button. */
  async leave() {
    await this.page.getByTestId('leave').click();
    await this.page.getByTestId('leave-yes').click();
    await this.page.waitForURL('**/left?*');
  }

  /** Opens the microphone in the room, or closes it. */
  speak(on) {
    return this.room((room, wish) => room.localParticipant.setMicrophoneEnabled(wish), on);
  }

  press(testId) {
    return this.page.getByTestId(testId).click();
  }

  /** The tile of another person (or of their screen) in this one's page. */
  tile(other, kind = 'camera') {
    const who = typeof other === 'string' ? other : other.identity;
    return this.page.locator(`[data-testid="tile"][data-identity="${who}"][data-kind="${kind}"]`);
  }

  /** Evaluates in the page with its room. */
  room(fn, argument) {
    return this.page.evaluate(`(${fn})(window.__giaoban.room, ${JSON.stringify(argument ?? null)})`);
  }

  async go() {
    await this.browser?.close();
  }
}

/** The protocol (udp, tcp), own address, and the server's address and port of the chosen pair of every peer connection of the page. */
export function selectedPairs(person) {
  return person.room(async (room) => {
    const manager = room.engine.pcManager;
    const transports = [manager.publisher, manager.subscriber].filter(Boolean);
    const pairs = [];
    for (const transport of transports) {
      const stats = await transport.getStats();
      const all = [...stats.values()];
      const chosen = all.find((stat) => stat.type === 'transport')?.selectedCandidatePairId;
      const pair = all.find((stat) => stat.id === chosen);
      if (!pair) continue;
      const remote = stats.get(pair.remoteCandidateId);
      const local = stats.get(pair.localCandidateId);
      pairs.push({
        protocol: local.protocol,
        own: local.address,
        address: remote.address,
        port: remote.port,
      });
    }
    return pairs;
  });
}
