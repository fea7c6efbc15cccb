// The desk's pages that are about one thing, or for whoever keeps the desk, at three sizes in both languages, light and dark.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { logIn } from './lib/app.mjs';
import { barriers } from './lib/axe.mjs';
import { launchChromium, openPage } from './lib/browser.mjs';
import { complaints, cutOff, inScheme, picture, sizes } from './lib/looks.mjs';
import { must } from './lib/meetings.mjs';
import { Server } from './lib/server.mjs';

const results = fileURLToPath(new URL('../e2e-results/deskpages', import.meta.url));
const commune = 'catalogue=tuyen-quang-2025-07&unit=02287';

// Each page: where it is among what the demonstration has, what shows that it is ready, whose it is (the secretary's).
const pages = [
  { name: 'meeting-draft', path: ({ draft }) => `/meetings/${draft}`, ready: '[data-testid="act-submit"]' },
  { name: 'meeting-issued', path: ({ issued }) => `/meetings/${issued}`, ready: '[data-state="issued"]' },
  {
    name: 'meeting-agenda',
    path: ({ issued }) => `/meetings/${issued}?tab=agenda`,
    ready: '[role="tabpanel"]:visible',
  },
  {
    name: 'meeting-sites',
    path: ({ issued }) => `/meetings/${issued}?tab=sites`,
    ready: '[role="tabpanel"]:visible',
  },
  {
    name: 'meeting-history',
    path: ({ issued }) => `/meetings/${issued}?tab=history`,
    ready: '[role="tabpanel"]:visible',
  },
  {
    name: 'meeting-delegate',
    path: ({ issued }) => `/meetings/${issued}`,
    ready: '[data-state="issued"]',
    as: 'delegate',
  },
  { name: 'meeting-edit', path: ({ draft }) => `/meetings/${draft}/edit`, ready: '[data-testid="title"]' },
  {
    name: 'meeting-repeat',
    path: ({ repeated }) => `/meetings/${repeated}/repeat`,
    ready: 'main section >> nth=1',
  },
  { name: 'line-test', path: ({ issued }) => `/meetings/${issued}/line-test`, ready: 'main h1' },
  {
    name: 'answers',
    path: ({ issued }) => `/meetings/${issued}/answers`,
    ready: '[data-testid="count-waiting"]',
  },
  { name: 'letter', path: ({ approved }) => `/meetings/${approved}/letter`, ready: '[data-drawn]' },
  { name: 'door', path: ({ issued }) => `/meetings/${issued}/join`, ready: 'main h1', as: 'delegate' },
  {
    name: 'meeting-left',
    path: ({ issued }) => `/meetings/${issued}/left?why=left`,
    ready: 'main h1',
    as: 'delegate',
  },
  { name: 'papers', path: ({ issued }) => `/meetings/${issued}/papers`, ready: '[data-testid="group"]' },
  { name: 'minutes', path: ({ ended }) => `/meetings/${ended}/minutes`, ready: 'main h1' },
  { name: 'minutes-versions', path: ({ ended }) => `/meetings/${ended}/minutes/versions`, ready: 'main h1' },
  {
    name: 'conclusion',
    path: ({ ended }) => `/meetings/${ended}/conclusion`,
    ready: 'main h1',
    expects: /404/,
  },
  { name: 'conclusions', path: () => '/conclusions', ready: 'main h1' },
  { name: 'tasks', path: () => '/tasks', ready: 'main h1' },
  { name: 'registers', path: () => '/registers', ready: '[data-testid="register"]' },
  { name: 'units', path: () => `/directory/units?${commune}`, ready: '[role="tree"]', as: 'admin' },
  { name: 'units-import', path: () => '/directory/units/import', ready: 'main h1', as: 'admin' },
  { name: 'people', path: () => '/directory/people', ready: 'main li' },
  { name: 'people-import', path: () => '/directory/people/import', ready: 'main h1', as: 'admin' },
  { name: 'person', path: () => '/directory/people/PE_demodaibieu', ready: 'main form', as: 'admin' },
  { name: 'sites', path: () => '/directory/sites', ready: 'main li' },
  {
    name: 'site',
    path: () => '/directory/sites/diem-cau-02287',
    ready: 'main form',
    as: 'admin',
  },
  { name: 'groups', path: () => '/directory/groups', ready: 'main li' },
  { name: 'group', path: ({ group }) => `/directory/groups/${group}`, ready: 'main form', as: 'admin' },
  { name: 'lists', path: () => '/directory/lists', ready: 'main li' },
  { name: 'list', path: ({ list }) => `/directory/lists/${list}`, ready: 'main form', as: 'admin' },
  { name: 'positions', path: () => '/directory/catalogues/positions', ready: '[data-testid="entry-row"]' },
  {
    name: 'agencies',
    path: () => '/directory/catalogues/issuing-agencies',
    ready: '[data-testid="entry-row"]',
  },
  {
    name: 'entry',
    path: ({ type }) => `/directory/catalogues/meeting-types/${type}`,
    ready: 'main form',
    as: 'admin',
  },
  { name: 'working-days', path: () => '/directory/catalogues/working-days', ready: 'main li' },
  {
    name: 'working-days-import',
    path: () => '/directory/catalogues/working-days/import',
    ready: 'main h1',
  },
  { name: 'account-new', path: () => '/admin/accounts/new', ready: 'main form', as: 'admin' },
  {
    name: 'account',
    path: ({ account }) => `/admin/accounts/${account}`,
    ready: 'main section >> nth=1',
    as: 'admin',
  },
  { name: 'reset', path: () => '/reset', ready: 'main h1', as: 'stranger' },
];

let server, browser;
const people = {};
const known = {};

before(async () => {
  mkdirSync(results, { recursive: true });
  server = await Server.start();
  browser = await launchChromium();
  for (const [name, account] of [
    ['secretary', 'thuky'],
    ['delegate', 'daibieu'],
    ['admin', 'quantri'],
  ]) {
    people[name] = await openPage(browser, sizes[0]);
    await logIn(people[name], server, account, '/');
  }
  people.stranger = await openPage(browser, sizes[0]);
  await people.stranger.goto(`${server.url}/login`);
  const { secretary, admin } = people;
  const meeting = async (state, title) => {
    const q = encodeURIComponent(title);
    return (await must(secretary, 'GET', `/meetings?state=${state}&q=${q}&order=asc`)).items[0].id;
  };
  const first = async (page, path) => (await must(page, 'GET', path)).items[0].id;
  Object.assign(known, {
    draft: await meeting('draft', 'chuyển đổi số'),
    repeated: await meeting('draft', 'giao ban'),
    approved: await meeting('approved', ''),
    issued: await meeting('issued', 'toàn tỉnh'),
    ended: await meeting('ended', ''),
    group: await first(admin, '/groups'),
    list: await first(admin, '/invitation-lists'),
    type: await first(admin, '/catalogues/meeting-types'),
    account: await first(admin, '/accounts'),
  });
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

for (const language of ['vi', 'en']) {
  describe(language, () => {
    const found = { cut: [], barriers: [], complaints: [], headless: [] };
    for (const { name, path, ready, as = 'secretary', expects } of pages) {
      it(`${name} is shown at every size, light and dark`, async () => {
        const page = people[as];
        const tell = (lines, where) => lines.map((line) => `${name} ${where}: ${line}`);
        page.faults.length = page.log.length = 0;
        await page.setViewportSize(sizes[0]);
        await page.evaluate((wanted) => localStorage.setItem('giaoban.language', wanted), language);
        await page.goto(`${server.url}${path(known)}`);
        await page.locator(ready).first().waitFor();
        assert.equal(await page.evaluate(() => document.documentElement.lang), language);
        if ((await page.locator('h1').count()) !== 1) found.headless.push(name);
        for (const size of sizes) {
          await page.setViewportSize(size);
          await picture(page, { path: `${results}/${name}-${language}-${size.width}.png`, fullPage: true });
          found.cut.push(...tell(await cutOff(page), size.width));
          if (size.width === (language === 'vi' ? 1440 : 390))
            found.barriers.push(...tell(await barriers(page), size.width));
        }
        if (language === 'vi') {
          await inScheme(page, 'dark');
          await picture(page, { path: `${results}/${name}-dark-390.png`, fullPage: true });
          found.barriers.push(...tell(await barriers(page), 'dark'));
          await inScheme(page, 'light');
        }
        found.complaints.push(...tell(complaints(page, expects), 'console'));
      });
    }

    it('each has one heading', () => assert.deepEqual(found.headless, []));
    it('nothing is wider than its window or cut off', () => assert.deepEqual(found.cut, []));
    it('no serious barrier (axe)', () => assert.deepEqual(found.barriers, []));
    it('no page complains in the console or breaks its policy', () => assert.deepEqual(found.complaints, []));
  });
}
