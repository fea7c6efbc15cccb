// The meeting editor and series in a real browser: what is saved once, what is refused and where, and what two
// secretaries do to each other.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { logIn } from './lib/app.mjs';
import { launchChromium, openPage } from './lib/browser.mjs';
import { picture } from './lib/looks.mjs';
import { must } from './lib/meetings.mjs';
import { Server } from './lib/server.mjs';
import { until } from './lib/wait.mjs';

const results = fileURLToPath(new URL('../e2e-results/editor', import.meta.url));

let server;
let browser;
let page;
let other;

before(async () => {
  mkdirSync(results, { recursive: true });
  server = await Server.start();
  browser = await launchChromium();
  page = await openPage(browser, { width: 1440, height: 900 });
  other = await openPage(browser, { width: 1440, height: 900 });
  for (const each of [page, other]) {
    await logIn(each, server, 'thuky', '/');
  }
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const look = (name) => picture(page, { path: `${results}/${name}.png`, fullPage: true });
const items = () => page.getByTestId('agenda').getByRole('textbox', { name: 'Nội dung' });
const titles = () => items().evaluateAll((all) => all.map(({ value }) => value));
const button = (name) => page.getByRole('button', { name });

async function found(words) {
  return page.evaluate(async (q) => {
    const answer = await fetch(`/api/v1/meetings?q=${encodeURIComponent(q)}&limit=100`);
    return (await answer.json()).items;
  }, words);
}

async function blank(title) {
  await page.goto(`${server.url}/meetings/new`);
  await page.getByTestId('title').fill(title);
  await page.getByTestId('declare').check();
}

async function addItem(title, minutes) {
  const n = await items().count();
  await button('Thêm nội dung').click();
  await items().nth(n).fill(title);
  await page.getByRole('textbox', { name: 'Số phút' }).nth(n).fill(String(minutes));
}

/** Nine o'clock of a Thursday in some days: the demonstration's series meets on Mondays, at every place. */
function thursday(days) {
  const day = new Date(Date.now() + days * 24 * 3600_000);
  day.setUTCDate(day.getUTCDate() + ((4 - day.getUTCDay() + 7) % 7));
  return new Date(`${day.toISOString().slice(0, 10)}T09:00:00+07:00`);
}

const error = (text) => page.locator('.mantine-InputWrapper-error', { hasText: text });

describe('bad input is told beside its field, and nothing is lost', () => {
  it('a title of 10,000 characters, and hidden ones', async () => {
    await blank('ế'.repeat(10_000));
    await page.getByTestId('save').click();
    await error('tối đa 500 ký tự').waitFor();
    assert.equal((await page.getByTestId('title').inputValue()).length, 10_000);
    for (const hidden of ['Họp \u202egnos', 'Họp\u200b kín']) {
      await page.getByTestId('title').fill(hidden);
      await page.getByTestId('save').click();
      await page.locator('[data-testid="title"][aria-invalid="true"]').waitFor();
      await page.getByText('Cần sửa').or(page.locator('.mantine-InputWrapper-error')).first().waitFor();
      assert.equal(await page.getByTestId('title').inputValue(), hidden);
    }
    await page.getByTestId('title').fill('Họp kiểm tra dữ liệu sai');
  });

  it('an end before the start, and 400 years', async () => {
    const hours = page.getByLabel('Kết thúc: giờ');
    await hours.fill('07');
    await page.getByTestId('save').click();
    await error('Giờ kết thúc phải sau giờ bắt đầu').waitFor();
    await hours.fill('11');
    await button('Họp nhiều ngày').click();
    await page.getByLabel('Ngày kết thúc').fill('01/12/2426');
    await page.getByTestId('title').click();
    await page.getByTestId('save').click();
    await error('Một cuộc họp dài nhất').waitFor();
    await button('Họp trong một ngày').click();
  });

  it('overlapping items with fixed times', async () => {
    await addItem('Khai mạc', 60);
    await addItem('Báo cáo', 30);
    await page.getByRole('switch', { name: 'Giờ cố định' }).nth(1).focus();
    await page.keyboard.press('Space');
    await page.getByLabel('Nội dung 2 bắt đầu lúc: giờ').fill('08');
    await page.getByLabel('Nội dung 2 bắt đầu lúc: phút').fill('30');
    await page.getByText('sớm hơn lúc nội dung trước kết thúc').waitFor();
    await look('overlap');
    const refused = page.waitForResponse((answer) => answer.url().endsWith('/api/v1/meetings'));
    await page.getByTestId('save').click();
    assert.equal((await refused).status(), 422);
    assert.deepEqual(await titles(), ['Khai mạc', 'Báo cáo']);
    await page.getByLabel('Nội dung 2 bắt đầu lúc: giờ').fill('09');
    await page.getByText('sớm hơn lúc nội dung trước kết thúc').waitFor({ state: 'detached' });
  });

  it('a rule without end', async () => {
    await page.getByTestId('repeat').click();
    await page.getByRole('option', { name: 'Quy tắc riêng' }).click();
    await page.getByTestId('rule-text').fill('FREQ=WEEKLY;BYDAY=MO');
    await error('phải có điểm dừng').waitFor();
    await look('endless');
    assert.equal((await found('kiểm tra dữ liệu sai')).length, 0);
  });
});

describe('the agenda', () => {
  it('is ordered by the keys of its handles, and by dragging', async () => {
    await blank('Họp xếp chương trình');
    for (const title of ['Một', 'Hai', 'Ba']) await addItem(title, 10);
    await button('Kéo để sắp xếp nội dung 1').focus();
    const told = () => page.locator('[id^="DndLiveRegion"]').textContent();
    const item = (n) =>
      page
        .getByTestId('agenda')
        .locator('li')
        .nth(n - 1);
    /** How far an item has made way for the one that is dragged, pixels. */
    const way = (n) =>
      item(n).evaluate(({ style }) => Number(/, (-?[\d.]+)px, 0/.exec(style.transform)?.[1] ?? 0));
    await page.keyboard.press('Space');
    await page.locator('li[data-dragged]').waitFor();
    await until('it to be told that an item is held', told);
    await page.keyboard.press('ArrowDown');
    await until('the second to make way', async () => (await way(2)) < 0);
    await page.keyboard.press('Space');
    await page.waitForFunction(
      () =>
        document.querySelector('[data-testid="agenda"] input[type="text"], [data-testid="agenda"] input')
          ?.value === 'Hai',
    );
    await until('the items to rest', async () => {
      const moving = () =>
        document.getAnimations().length > 0 || document.querySelector('li[data-dragged]') !== null;
      return (
        !(await page.evaluate(moving)) && (await Promise.all([1, 2, 3].map(way))).every((far) => far === 0)
      );
    });
    const [from, to] = await Promise.all(
      [3, 1].map((n) => button(`Kéo để sắp xếp nội dung ${n}`).boundingBox()),
    );
    await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
    await page.mouse.down();
    await page.mouse.move(to.x + 10, to.y + 40, { steps: 12 });
    await page.mouse.move(to.x + 10, to.y, { steps: 6 });
    await until('the first to make way', async () => (await way(1)) > 0);
    await page.mouse.up();
    await page.waitForFunction(() => document.querySelector('[data-testid="agenda"] input')?.value === 'Ba');
    assert.deepEqual(await titles(), ['Ba', 'Hai', 'Một']);
  });

  it('is saved once, though the first answer got lost', async () => {
    // The server saves it; the page never hears so.
    await page.route(
      '**/api/v1/meetings',
      async (route) => {
        await route.fetch();
        await route.abort();
      },
      { times: 1 },
    );
    await page.getByTestId('save').click();
    await page.getByText('Chưa kết nối được').or(page.getByText('máy chủ')).first().waitFor();
    await page.getByTestId('title').fill('Họp xếp chương trình, bản sửa');
    await page.getByTestId('save').click();
    await page.waitForURL(/\/meetings\/ME_[^/]+$/);
    const all = await found('xếp chương trình');
    assert.deepEqual(
      all.map(({ title }) => title),
      ['Họp xếp chương trình, bản sửa'],
    );
  });
});

describe('two secretaries', () => {
  it('the second sees the first one’s change, and loses nothing', async () => {
    const edit = `${page.url()}/edit`;
    await page.goto(edit);
    await other.goto(edit);
    await other.getByTestId('title').fill('Của người kia');
    await page.getByTestId('title').fill('Của tôi');
    await other.getByTestId('save').click();
    await other.waitForURL(/\/meetings\/ME_[^/]+$/);
    await page.getByTestId('save').click();
    const panel = page.getByTestId('stale');
    await panel.getByText('Của người kia').waitFor();
    await panel.getByText('Của tôi', { exact: true }).first().waitFor();
    assert.equal(await page.getByTestId('title').inputValue(), 'Của tôi');
    await look('stale');
    await panel.getByRole('button', { name: 'Lưu phần của tôi' }).click();
    await page.waitForURL(/\/meetings\/ME_[^/]+$/);
    await page.getByRole('heading', { level: 1, name: 'Của tôi' }).waitFor();
  });
});

describe('the tree of units', () => {
  it('adds every commune by two presses', async () => {
    await blank('Họp mời cả tỉnh');
    await button('Mở cây đơn vị').click();
    for (const [words, least] of [
      ['xa', 100],
      ['phuong', 120],
    ]) {
      await page.getByRole('searchbox', { name: 'Tìm đơn vị' }).fill(words);
      await button(/^Chọn tất cả \d+ đơn vị đang hiện/).click();
      await until(`${least} sites at least`, async () => {
        const count = await page.getByTestId('site-count').innerText();
        return Number.parseInt(count, 10) >= least;
      });
    }
    await look('tree');
  });
});

describe('what stands in the way', () => {
  const province = { catalogue: 'tuyen-quang-2025-07', code: '08' };
  const commune = { catalogue: 'tuyen-quang-2025-07', code: '02287' };
  const start = thursday(40);
  const plan = (title, sites, hours = 0) => ({
    title,
    host: province,
    start: new Date(start.getTime() + hours * 3600_000).toISOString(),
    end: new Date(start.getTime() + (hours + 2) * 3600_000).toISOString(),
    mode: 'hybrid',
    noStateSecret: true,
    sites,
  });
  const clashes = (n) => page.locator(`[data-testid="check"][data-clashes="${n}"]`).waitFor();

  it('a room that is taken is left for another by one press', async () => {
    const admin = await openPage(browser, { permissions: [] });
    await logIn(admin, server, 'quantri', '/');
    await must(admin, 'POST', '/sites', {
      name: 'phong-hop-tinh-2',
      title: { vi: 'Phòng họp số 2 của tỉnh', en: 'Room 2' },
      unit: province,
      lineKbps: 100_000,
    });
    const sites = [{ unit: province, room: 'diem-cau-08', main: true }];
    await must(page, 'POST', '/meetings', plan('Họp trước trong phòng', sites));
    const { id } = await must(page, 'POST', '/meetings', plan('Họp cần phòng khác', sites));
    await page.goto(`${server.url}/meetings/${id}/edit`);
    await clashes(1);
    await look('clash-room');
    await button('Đổi sang Phòng họp số 2 của tỉnh').click();
    await clashes(0);
    await page.getByTestId('save').click();
    await page.waitForURL(/\/meetings\/ME_[^/]+$/);
    const saved = await must(page, 'GET', `/meetings/${id}`);
    assert.equal(saved.sites[0].roomTitle, 'Phòng họp số 2 của tỉnh');
  });

  it('a line that is too narrow for both is told with its figures, and another time taken', async () => {
    const sites = [{ unit: commune, room: 'diem-cau-02287', needKbps: 199_000 }];
    const { id } = await must(page, 'POST', '/meetings', plan('Họp cần đường truyền lớn', sites, 10));
    await must(page, 'POST', '/meetings', plan('Họp cùng giờ ở điểm cầu', [{ unit: commune }], 10));
    await page.goto(`${server.url}/meetings/${id}/edit`);
    await page
      .getByTestId('check')
      .getByText(/^Đường truyền của .* không đủ: cần .*, có /)
      .waitFor();
    await look('clash-line');
    await page.getByTestId('use-slot').click();
    await page.locator('[data-testid="check"][data-clashes="0"]').getByText('Không trùng lịch').waitFor();
    await page.getByTestId('save').click();
    await page.waitForURL(/\/meetings\/ME_[^/]+$/);
  });
});

describe('a line that is too narrow for the meeting alone', () => {
  it('is told with what helps, and no other time is offered', async () => {
    const unit = { catalogue: 'tuyen-quang-2025-07', code: '02287' };
    const start = thursday(60);
    const { id } = await must(page, 'POST', '/meetings', {
      title: 'Họp cần hơn cả đường truyền',
      host: { catalogue: 'tuyen-quang-2025-07', code: '08' },
      start: start.toISOString(),
      end: new Date(start.getTime() + 3600_000).toISOString(),
      mode: 'online',
      noStateSecret: true,
      sites: [{ unit, room: 'diem-cau-02287', needKbps: 900_000 }],
    });
    await page.goto(`${server.url}/meetings/${id}/edit`);
    await page.getByTestId('check').getByText('Riêng cuộc họp này đã cần nhiều hơn').waitFor();
    assert.equal(await page.getByTestId('use-slot').count(), 0);
    await look('clash-line-alone');
  });
});

describe('a meeting made of a past one', () => {
  const past = 'Họp giao nhiệm vụ đột xuất';

  /** Presses on without the declaration, which makes nothing, and then with it, which opens the new draft. */
  async function declareAndOpen(words) {
    const ask = page.getByRole('dialog');
    await ask.getByTestId('confirm').click();
    await ask.getByText('Cần cam kết trước khi lưu.').waitFor();
    assert.equal((await found(words)).length, 1);
    await look('declare');
    await ask.getByTestId('declare').check();
    await ask.getByTestId('confirm').click();
    await page.waitForURL(/\/meetings\/ME_[^/]+\/edit$/);
    const made = await must(page, 'GET', `/meetings/${page.url().split('/').at(-2)}`);
    assert.equal(made.state, 'draft');
    return made;
  }

  it('is a copy, after its own declaration', async () => {
    const [ended] = await found(past);
    assert.equal(ended.state, 'ended');
    await page.goto(`${server.url}/meetings/${ended.id}`);
    await button('Việc khác').click();
    await page.getByTestId('copy').click();
    const made = await declareAndOpen(past);
    assert.equal(made.title, past);
    await must(page, 'DELETE', `/meetings/${made.id}`, {}, { 'If-Match': `"${made.version}"` });
  });

  it('is of a template that was made of it, after its own declaration', async () => {
    const [ended] = await found(past);
    await page.goto(`${server.url}/meetings/${ended.id}`);
    await button('Việc khác').click();
    await page.getByTestId('save-template').click();
    await page.getByRole('textbox', { name: 'Tên mẫu' }).fill('Giao nhiệm vụ');
    await page.getByRole('dialog').getByRole('button', { name: 'Lưu' }).click();
    await page.getByText('Đã lưu mẫu “Giao nhiệm vụ”.').waitFor();
    await page.goto(`${server.url}/meetings/templates`);
    await button('Dùng mẫu này: Giao nhiệm vụ').click();
    const { agenda } = await must(page, 'GET', `/meetings/${ended.id}`);
    const made = await declareAndOpen(past);
    assert.deepEqual(
      made.agenda.map(({ title, minutes }) => [title, minutes]),
      agenda.map(({ title, minutes }) => [title, minutes]),
    );
  });

  it('whose template goes only after a question', async () => {
    await page.goto(`${server.url}/meetings/templates`);
    await button('Xóa mẫu Giao nhiệm vụ').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Hủy' }).click();
    await button('Xóa mẫu Giao nhiệm vụ').click();
    await look('template-delete');
    await page.getByTestId('confirm').click();
    await button('Xóa mẫu Giao nhiệm vụ').waitFor({ state: 'detached' });
  });
});

describe('a series', () => {
  it('is made, and its days shown before', async () => {
    await blank('Giao ban thử định kỳ');
    await page.getByTestId('repeat').click();
    await page.getByRole('option', { name: 'Hằng tuần', exact: true }).click();
    await page.getByRole('textbox', { name: 'Số lần họp' }).fill('3');
    await page.getByText('Các ngày họp').waitFor();
    await look('series');
    await page.getByTestId('save').click();
    await page.waitForURL(/\/meetings\/ME_[^/]+$/);
    assert.equal((await found('thử định kỳ')).length, 3);
  });

  it('is changed in one, then in all that follow', async () => {
    const [, second] = await found('thử định kỳ');
    await page.goto(`${server.url}/meetings/${second.id}/edit`);
    await page.getByTestId('title').fill('Giao ban thử định kỳ, riêng');
    await page.getByTestId('save').click();
    await page.waitForURL(/\/meetings\/ME_[^/]+$/);
    assert.equal((await found('riêng')).length, 1);
    await page.goto(`${server.url}/meetings/${second.id}/edit`);
    await page.getByTestId('title').fill('Giao ban thử định kỳ, về sau');
    await page.getByRole('combobox', { name: 'Áp dụng thay đổi cho' }).click();
    await page.getByRole('option', { name: 'các lần sau' }).click();
    await page.getByTestId('save').click();
    await page.waitForURL(/\/meetings\/ME_[^/]+$/);
    assert.equal((await found('về sau')).length, 2);
  });

  it('goes on by another rule, after a preview', async () => {
    const [, second] = await found('thử định kỳ');
    await page.goto(`${server.url}/meetings/${second.id}`);
    await button('Việc khác').click();
    await page.getByTestId('repeat-action').click();
    await page.getByTestId('repeat').click();
    await page.getByRole('option', { name: 'Hai tuần một lần' }).click();
    await page.getByTestId('fit-added').waitFor();
    await look('repeat');
    await page.getByTestId('repeat-save').click();
    await page.waitForURL(/series=MS_/);
    const days = (await found('thử định kỳ')).map(({ start }) => start);
    const gap = new Date(days[2]).getTime() - new Date(days[1]).getTime();
    assert.equal(gap, 14 * 24 * 3600_000);
  });
});
