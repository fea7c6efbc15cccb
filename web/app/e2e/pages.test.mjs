// Every page at three sizes in both languages: a picture of it, nothing cut off, nothing thrown, nothing that keeps
// anybody out (the widest in one language, the narrowest in the other: what bars the way is seldom a matter of both).
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { logIn, rooms } from './lib/app.mjs';
import { barriers } from './lib/axe.mjs';
import { launchChromium, openPage } from './lib/browser.mjs';
import { complaints, cutOff, picture, sizes } from './lib/looks.mjs';
import { Server } from './lib/server.mjs';
import { until } from './lib/wait.mjs';

const results = fileURLToPath(new URL('../e2e-results/pages', import.meta.url));
const room = `/rooms/${rooms.practice.name}`;
// The demonstration meets ten minutes after its start, which near midnight in Vietnam is the next day.
const meetingDay = new Date(Date.now() + (7 * 60 + 10) * 60_000).toISOString().slice(0, 10);

// Each page: where it is (where the one before was), what shows that it is ready, whose it is (a member's), what to do first.
const pages = [
  { name: 'login', path: '/login', ready: 'form button[type="submit"]', as: 'stranger' },
  { name: 'login-refused', path: '/login', ready: 'form [role="alert"]', as: 'stranger', first: refused },
  { name: 'guide', path: '/guide', ready: 'main h1' },
  { name: 'profile', path: '/profile', ready: 'main section >> nth=4' },
  { name: 'home', path: '/', ready: '[data-testid="meeting-row"]' },
  {
    name: 'calendar-day',
    path: `/calendar?view=day&day=${meetingDay}`,
    ready: '[data-testid="meeting-row"]',
  },
  { name: 'calendar-week', path: '/calendar', ready: '[data-testid="week"]' },
  { name: 'calendar-month', path: '/calendar?view=month', ready: '[data-testid="month"]' },
  { name: 'meetings', path: '/meetings', ready: '[data-testid="meeting-row"]' },
  { name: 'meetings-none', path: '/meetings?q=zzzz', ready: 'main h2' },
  { name: 'templates', path: '/meetings/templates', ready: 'main h1' },
  { name: 'meeting-new', path: '/meetings/new', ready: '[data-testid="check"]' },
  { name: 'meeting-gone', path: '/meetings/ME_khong', ready: '[role="alert"]', expects: /404/ },
  { name: 'invitations', path: '/invitations', ready: 'main h1' },
  { name: 'registers', path: '/registers', ready: '[data-testid="register"]', as: 'admin' },
  { name: 'paper-tasks', path: '/papers/tasks', ready: 'main section, main h2' },
  { name: 'documents', path: '/documents', ready: '[data-testid="own-upload"]' },
  { name: 'documents-trash', path: '/documents/trash', ready: 'main h2' },
  { name: 'accounts', path: '/admin/accounts', ready: 'main li', as: 'admin' },
  { name: 'logins', path: '/admin/logins', ready: 'main li', as: 'admin' },
  { name: 'outbox', path: '/admin/outbox', ready: '[data-testid="outbox-row"]', as: 'admin' },
  { name: 'audit', path: '/admin/audit', ready: 'main details', as: 'admin' },
  { name: 'rooms', path: '/rooms', ready: '[data-testid="practice"]' },
  { name: 'rooms-none', path: '/rooms', ready: 'main h2:has-text("zzzz")', first: searched },
  { name: 'check', path: `${room}/join`, ready: '[data-testid="check-camera"] [data-verdict="go"]' },
  { name: 'hall', path: `${room}/live?debug=1`, ready: pictured(3) },
  // In the hall where the page before has left off.
  { name: 'hall-grid', ready: '[data-layout="grid"] video', first: pressed('g') },
  { name: 'hall-people', ready: '[data-testid="people-list"]', first: pressed('p') },
  { name: 'hall-chat', ready: '[data-testid="chat-log"]', first: pressed('c') },
  { name: 'hall-devices', ready: '[data-testid="panel"]', first: pressed('d') },
  { name: 'hall-help', ready: '[data-testid="panel"] dl', first: pressed('?') },
  { name: 'left', path: `${room}/left?why=left`, ready: '[data-testid="left"]' },
  { name: 'left-removed', path: `${room}/left?why=removed`, ready: '[data-why="removed"]' },
  { name: 'left-lost', path: `${room}/left?why=lost`, ready: '[data-why="lost"]' },
  { name: 'no-room', path: '/rooms/khong-co/join', ready: '[role="alert"]', expects: /404/ },
  { name: 'no-page', path: '/khong-co', ready: 'main h1, main h2' },
];

function pictured(count) {
  return `[data-testid="tile"] video >> nth=${count - 1}`;
}

function pressed(key) {
  return async (page) => {
    await page.getByTestId('hall').waitFor();
    await page.keyboard.press(key);
  };
}

async function refused(page) {
  await page.locator('input[name="username"]').fill('khong-co');
  await page.locator('input[name="password"]').fill('sai mật khẩu');
  await page.locator('form button[type="submit"]').click();
}

async function searched(page) {
  await page.getByRole('searchbox').fill('zzzz');
}

let server;
let browser;

before(async () => {
  mkdirSync(results, { recursive: true });
  server = await Server.start();
  browser = await launchChromium({ camera: 1, frequency: 440 });
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

async function show(page, { path, ready, first }, language) {
  await page.setViewportSize(sizes[0]);
  if (path) {
    await page.evaluate((wanted) => localStorage.setItem('giaoban.language', wanted), language);
    await page.goto(`${server.url}${path}`);
  }
  await first?.(page);
  await page.locator(ready).first().waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.lang), language);
  await until('every picture of the page to have come', () =>
    page.evaluate(() => [...document.querySelectorAll('video')].every((video) => video.videoWidth > 0)),
  );
}

for (const language of ['vi', 'en']) {
  describe(language, () => {
    const found = { cut: [], barriers: [], complaints: [] };
    const people = {}; // nobody yet, a member, and an administrator

    before(async () => {
      for (const name of ['stranger', 'member', 'admin']) people[name] = await openPage(browser);
      await people.stranger.goto(`${server.url}/login`);
      await logIn(people.member, server, 'chutri');
      await logIn(people.admin, server, 'quantri');
    });
    after(() => Promise.all(Object.values(people).map((page) => page.context().close())));

    for (const entry of pages) {
      it(`${entry.name} is shown at every size`, async () => {
        const page = people[entry.as ?? 'member'];
        const tell = (lines, where) => lines.map((line) => `${entry.name} ${where}: ${line}`);
        page.faults.length = page.log.length = 0;
        await show(page, entry, language);
        for (const size of sizes) {
          await page.setViewportSize(size);
          await picture(page, { path: `${results}/${entry.name}-${language}-${size.width}.png` });
          found.cut.push(...tell(await cutOff(page), size.width));
          if (size.width === (language === 'vi' ? 1440 : 390))
            found.barriers.push(...tell(await barriers(page), size.width));
        }
        found.complaints.push(...tell(complaints(page, entry.expects), 'console'));
      });
    }

    it('nothing is wider than its window or cut off', () => assert.deepEqual(found.cut, []));
    it('no serious barrier (axe)', () => assert.deepEqual(found.barriers, []));
    it('no page complains in the console or breaks its policy', () => assert.deepEqual(found.complaints, []));
  });
}

describe('without a camera', () => {
  it('a camera that the browser blocks is told with what to do', async () => {
    const plain = await launchChromium({ args: ['--deny-permission-prompts'], asks: true });
    try {
      const page = await openPage(plain, { permissions: [] });
      await logIn(page, server, 'daibieu');
      await page.goto(`${server.url}${room}/join`);
      const card = page.getByTestId('check-camera');
      await card.locator('[data-verdict="nogo"]').waitFor();
      await card.getByText('Trình duyệt đang chặn thiết bị này').waitFor();
      await picture(page, { path: `${results}/check-blocked-vi-1280.png` });
    } finally {
      await plain.close();
    }
  });

  it('an address that is not secure is told so, and the room can still be entered', async () => {
    const page = await openPage(browser, { permissions: [] });
    // What a browser leaves out on an address that is not secure.
    await page.addInitScript(() => {
      Object.defineProperty(Navigator.prototype, 'mediaDevices', { get: () => undefined });
    });
    await logIn(page, server, 'daibieu');
    await page.goto(`${server.url}${room}/join`);
    await page.getByText('Trang chưa được mở qua kết nối bảo mật').waitFor();
    await picture(page, { path: `${results}/check-insecure-vi-1280.png` });
    await page.getByTestId('enter').click();
    await page.getByTestId('hall').waitFor();
    await page.locator('[data-testid="tile"] video').first().waitFor();
    assert.deepEqual(page.faults, []);
    await page.context().close();
  });
});
