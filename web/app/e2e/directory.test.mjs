// The directory and the accounts as their keepers use them.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, it } from 'node:test';
import { logIn } from './lib/app.mjs';
import { launchChromium, openPage } from './lib/browser.mjs';
import { Server } from './lib/server.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const chiemHoa = '02287';

let server;
let browser;
let page;

before(async () => {
  server = await Server.start();
  browser = await launchChromium();
  page = await keeper();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

async function keeper() {
  const opened = await openPage(browser, { width: 1440, height: 900 });
  opened.setDefaultTimeout(60_000);
  await logIn(opened, server, 'quantri');
  return opened;
}

/** Asks the API as the page would. */
const api = (path) => page.evaluate(async (at) => (await fetch(`/api/v1${at}`)).json(), path);

async function upload(text) {
  await page.locator('input[type="file"]').setInputFiles({
    name: 'nguoi.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(text),
  });
  await page.getByRole('button', { name: 'Kiểm tra tệp' }).click();
  await page.getByTestId('import-report').waitFor();
}

it('an import tells its errors by line and changes nothing, then takes the corrected file', async () => {
  await page.goto(`${server.url}/directory/people/import`);
  await upload(
    `name,unit_code,mail\nLò Thị Nhập,${chiemHoa},nhap@tuyenquang.example\nSai,${chiemHoa},khong-phai-thu\n`,
  );
  const row = page.getByTestId('import-report').getByRole('row').filter({ hasText: 'mail' });
  assert.match(await row.textContent(), /^3/);
  assert.equal(await page.getByTestId('import-confirm').count(), 0);
  const found = '/people?q=lo%20thi%20nhap';
  assert.equal((await api(found)).items.length, 0);

  await upload(`name,unit_code,mail\nLò Thị Nhập,${chiemHoa},nhap@tuyenquang.example\n`);
  assert.equal((await api(found)).items.length, 0, 'a dry run changes nothing');
  await page.getByTestId('import-confirm').click();
  await page.getByText('Đã nhập xong').waitFor();
  assert.equal((await api(found)).items.length, 1);
});

it('a person is found without diacritics and changed', async () => {
  await page.goto(`${server.url}/directory/people?q=lo+thi+nhap`);
  await page.getByRole('link', { name: 'Lò Thị Nhập' }).click();
  await page.getByLabel('Điện thoại', { exact: true }).fill('0207 3822 000');
  await page.getByTestId('save').click();
  await page.getByText('Có thay đổi chưa lưu.').waitFor({ state: 'detached' });
  const [person] = (await api('/people?q=lo%20thi%20nhap')).items;
  assert.match(person.phone, /3822/);
});

it('of two who save at once, the second keeps what was typed and sees what the first has changed', async () => {
  const [person] = (await api('/people?q=lo%20thi%20nhap')).items;
  const other = await keeper();
  const at = `${server.url}/directory/people/${person.id}`;
  await Promise.all([page.goto(at), other.goto(at)]);
  await page.getByLabel('Chức danh ghi trên giấy mời').fill('Phó Trưởng phòng');
  await other.getByLabel('Thư điện tử').fill('khac@tuyenquang.example');
  await other.getByTestId('save').click();
  await other.getByText('Có thay đổi chưa lưu.').waitFor({ state: 'detached' });

  await page.getByTestId('save').click();
  const told = page.getByTestId('stale');
  await told.getByText('khac@tuyenquang.example').waitFor();
  assert.equal(await page.getByLabel('Chức danh ghi trên giấy mời').inputValue(), 'Phó Trưởng phòng');
  await told.getByRole('button', { name: 'Bỏ của tôi, lấy bản mới' }).click();
  assert.equal(await page.getByLabel('Thư điện tử').inputValue(), 'khac@tuyenquang.example');
  await other.context().close();
});

it('leaving with changes that are not saved asks first', async () => {
  await page.getByLabel('Họ và tên').fill('Tên đang sửa');
  await page.getByRole('link', { name: 'Trang chủ' }).first().click();
  await page.getByRole('button', { name: 'Ở lại trang' }).click();
  assert.equal(await page.getByLabel('Họ và tên').inputValue(), 'Tên đang sửa');
  await page.goBack();
  await page.getByRole('button', { name: 'Rời trang, không lưu' }).click();
  await page.waitForURL((url) => !url.pathname.includes('/people/PE_'));
});

it('the tree of units is walked with the keyboard', async () => {
  await page.goto(`${server.url}/directory/units`);
  const tree = page.getByRole('tree');
  await tree.getByRole('treeitem').nth(1).waitFor();
  await tree.focus();
  for (const key of ['Home', 'ArrowDown', 'Enter']) await page.keyboard.press(key);
  await page.getByTestId('unit-panel').waitFor();
  assert.match(page.url(), /unit=/);
});

it('a seat map is drawn with the keyboard and kept', async () => {
  await page.goto(`${server.url}/directory/sites/diem-cau-${chiemHoa}`);
  await page.getByRole('button', { name: 'Bàn', exact: true }).click();
  const plan = page.getByTestId('seat-plan');
  const before = (await plan.getByRole('button').count()) - 1;
  await plan.getByRole('button').nth(before).focus();
  for (const key of ['ArrowRight', 'ArrowRight', 'Shift+ArrowRight']) await page.keyboard.press(key);
  await page.getByLabel('Tên khối').fill('Bàn chủ tọa');
  await page.getByTestId('save').click();
  await page.getByText('Có thay đổi chưa lưu.').waitFor({ state: 'detached' });
  const { seatMap } = await api(`/sites/diem-cau-${chiemHoa}`);
  assert.deepEqual(
    { name: seatMap.blocks[before].name, x: seatMap.blocks[before].x, width: seatMap.blocks[before].width },
    { name: 'Bàn chủ tọa', x: 2, width: 5 },
  );
});

it('a new account’s link is shown once', async () => {
  await page.goto(`${server.url}/admin/accounts/new`);
  await page.getByLabel('Tên đăng nhập').fill('lonhap');
  await page.getByLabel('Tên hiển thị').fill('Lò Thị Nhập');
  await page.getByRole('button', { name: 'Tạo tài khoản' }).click();
  assert.match(await page.getByTestId('password-link').textContent(), /\/reset#/);
  await page.getByRole('link', { name: 'Mở tài khoản' }).click();
  await page.getByText('Chưa đặt mật khẩu').waitFor();
  assert.equal(await page.getByTestId('password-link').count(), 0);
});

it('who may not, reads', async () => {
  const reader = await openPage(browser, { width: 1024, height: 768 });
  await logIn(reader, server, 'daibieu');
  const [person] = (await api('/people?q=lo%20thi%20nhap')).items;
  await reader.goto(`${server.url}/directory/people/${person.id}`);
  await reader.getByText('Anh, chị xem được phần này').waitFor();
  assert.equal(await reader.getByTestId('save').count(), 0);
  await reader.goto(`${server.url}/admin/logins`);
  await reader.getByText('Anh, chị không có quyền xem trang này').waitFor();
  await reader.context().close();
});

const first = async (path, key = 'id') => (await api(path)).items[0][key];
const places = {
  units: () => '/directory/units',
  unit: () => `/directory/units?catalogue=tuyen-quang-2025-07&unit=${chiemHoa}`,
  'two catalogues': () => '/directory/units?beside=tuyen-quang-2025-06',
  'a catalogue’s import': () => '/directory/units/import',
  people: () => '/directory/people',
  person: async () => `/directory/people/${await first('/people')}`,
  sites: () => '/directory/sites',
  site: () => `/directory/sites/diem-cau-${chiemHoa}`,
  groups: () => '/directory/groups',
  group: async () => `/directory/groups/${await first('/groups')}`,
  lists: () => '/directory/lists',
  list: async () => `/directory/lists/${await first('/invitation-lists')}`,
  catalogues: () => '/directory/catalogues/positions',
  entry: async () => `/directory/catalogues/positions/${await first('/catalogues/positions')}`,
  'working days': () => '/directory/catalogues/working-days',
  accounts: () => '/admin/accounts',
  account: async () => `/admin/accounts/${await first('/accounts')}`,
  logins: () => '/admin/logins',
  outbox: () => '/admin/outbox',
};

for (const [name, path] of Object.entries(places)) {
  it(`${name}: nothing keeps anybody out (axe)`, async () => {
    await page.goto(server.url + (await path()));
    await page.locator('main h1').first().waitFor();
    await page.waitForLoadState('networkidle');
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() =>
      window.axe.run(document, {
        resultTypes: ['violations'],
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
      }),
    );
    const barriers = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    assert.deepEqual(
      barriers.map(({ id, nodes }) => `${id}: ${nodes[0].html}`),
      [],
    );
  });
}
