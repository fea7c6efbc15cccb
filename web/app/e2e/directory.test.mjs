// The directory and the accounts as their keepers use them.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, it } from 'node:test';
import { logIn } from './lib/app.mjs';
import { badInput, hidden } from './lib/badinput.mjs';
import { barriers } from './lib/axe.mjs';
import { launchChromium, openPage } from './lib/browser.mjs';
import { parseCSV } from './lib/csv.mjs';
import { formsOf } from './lib/forms.mjs';
import { Server } from './lib/server.mjs';
import { until } from './lib/wait.mjs';

const [chiemHoa, naHang] = ['02287', '02221'];
const catalogue = 'tuyen-quang-2025-07';

let server;
let browser;
let page, forms;
let field, choose, pickDay, save, confirm, toldAt;

before(async () => {
  server = await Server.start();
  browser = await launchChromium();
  page = await keeper();
  forms = formsOf(page);
  ({ field, choose, pickDay, save, confirm, toldAt } = forms);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

async function keeper() {
  const opened = await openPage(browser, { width: 1440, height: 900 });
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
  await page.waitForURL(/unit=/);
});

const unit = (code) => api(`/units/${catalogue}/${code}`);

it('a unit is added below another, moved, and its code stays', async () => {
  await page.goto(`${server.url}/directory/units?catalogue=${catalogue}&unit=${chiemHoa}`);
  await page.getByRole('button', { name: 'Thêm đơn vị trực thuộc' }).click();
  await page.getByTestId('save').click();
  await page.getByText('Cần điền mục này.').nth(1).waitFor();
  assert.equal(await page.getByText('Cần điền mục này.').count(), 2, 'what is missing is told at its field');
  await page.getByLabel('Mã đơn vị').fill('99901');
  await page.getByLabel('Tên tiếng Việt').fill('Ban Quản lý dự án đầu tư xây dựng khu vực Chiêm Hoá');
  await page.getByTestId('save').click();
  await page.getByTestId('unit-panel').getByText('99901').waitFor();
  assert.equal((await unit('99901')).parentCode, chiemHoa);

  await page.getByRole('button', { name: 'Sửa', exact: true }).click();
  await choose('Trực thuộc', 'tinh tuyen quang', 'Tỉnh Tuyên Quang');
  await page.getByTestId('save').click();
  await page.getByTestId('unit-panel').waitFor();
  assert.equal((await unit('99901')).parentCode, '08');
});

it('of two who edit a unit at once, the second sees the change of the first', async () => {
  const at = `${server.url}/directory/units?catalogue=${catalogue}&unit=99901&act=edit`;
  const other = await page.context().newPage();
  await Promise.all([page.goto(at), other.goto(at)]);
  await page.getByLabel('Mã định danh').fill('000.01.02.H60');
  await other.getByLabel('Tên tiếng Anh').fill('Project board');
  await other.getByTestId('save').click();
  await other.getByTestId('unit-panel').waitFor();
  await page.getByTestId('save').click();
  await page.getByTestId('stale').waitFor();
  assert.equal(await page.getByLabel('Mã định danh').inputValue(), '000.01.02.H60');
  await page.getByRole('button', { name: 'Lưu nội dung của tôi' }).click();
  await page.getByTestId('unit-panel').waitFor();
  await other.close();
  assert.equal((await unit('99901')).agencyCode, '000.01.02.H60');
});

it('a unit that is reformed ends on its day and hands over what it has', async () => {
  await page.goto(`${server.url}/directory/people/new`);
  await page.getByLabel('Họ và tên').fill('Ma Thị Chuyển');
  await choose('Đơn vị', 'ban quan ly du an', 'Ban Quản lý dự án đầu tư xây dựng khu vực Chiêm Hoá');
  await page.getByTestId('save').click();
  await page.waitForURL(/\/people\/PE_/);

  await page.goto(`${server.url}/directory/units?catalogue=${catalogue}&unit=99901`);
  await page.getByRole('button', { name: 'Sắp xếp lại' }).click();
  await pickDay('Ngày cuối còn hiệu lực', 15);
  await choose('Thêm đơn vị kế thừa', 'chiem hoa', 'Xã Chiêm Hoá');
  await page.getByLabel(/Chuyển người, vai trò/).check();
  await page.getByRole('button', { name: 'Kết thúc đơn vị' }).click();
  await page
    .getByTestId('unit-panel')
    .getByRole('button', { name: /Xã Chiêm Hoá/ })
    .waitFor();
  const ended = await unit('99901');
  assert.match(ended.validTo, /-15$/);
  assert.deepEqual(
    ended.successors.map(({ code }) => code),
    [chiemHoa],
  );
  const [moved] = (await api('/people?q=ma%20thi%20chuyen')).items;
  assert.equal(moved.unit.code, chiemHoa);
});

it('a catalogue that was exported is taken in as another; broken lines are told by line', async () => {
  const csv = await page.evaluate(
    async (at) => (await fetch(at)).text(),
    `/api/v1/unit-catalogues/${catalogue}/export`,
  );
  const lines = csv.trim().split(/\r?\n/);
  await page.goto(`${server.url}/directory/units/import`);
  await page.getByLabel('Mã danh mục').fill('tuyen-quang-2027-01');
  await page.getByLabel('Tên danh mục').fill('Tuyên Quang từ 01/01/2027');
  await pickDay('Có hiệu lực từ ngày', 15);
  await upload([...lines.slice(0, 3), '1,2', '99999,khong-co,commune,Xã Lạc', '00691,08,xom,Xóm'].join('\n'));
  const rows = page.getByTestId('import-report').getByRole('row');
  const told = (await rows.allTextContents()).slice(1).map((text) => Number.parseInt(text, 10));
  assert.deepEqual([...new Set(told)], [4, 5, 6]);
  assert.equal(await page.getByTestId('import-confirm').count(), 0);
  await upload(csv);
  await page.getByTestId('import-confirm').click();
  await page.getByText('Đã nhập xong').waitFor();
  const { items } = await api('/units?catalogue=tuyen-quang-2027-01&limit=500');
  assert.equal(items.length, lines.length - 1);
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

const chosen = () => page.getByRole('group').locator('li').allTextContents();
const status = (path) => page.evaluate(async (at) => (await fetch(`/api/v1${at}`)).status, path);
const roomTitle = async (code) => (await api(`/sites/diem-cau-${code}`)).title.vi;

let group;

it('a group of sites keeps its order, is changed, and found without diacritics by a list', async () => {
  await page.goto(`${server.url}/directory/groups/new`);
  await page.getByTestId('save').click();
  await page.getByText('Cần điền mục này.').nth(1).waitFor();
  assert.equal(await page.getByText('Cần điền mục này.').count(), 2);
  await field('Tên').fill('Cụm thử nghiệm Sông Gâm');
  await choose('Đơn vị giữ', 'chiem hoa', 'Xã Chiêm Hoá');
  const [first, second] = [await roomTitle(chiemHoa), await roomTitle(naHang)];
  for (const title of [first, second]) await choose('Thêm điểm cầu', title);
  assert.equal(await page.getByLabel('Thêm điểm cầu').and(page.locator('input')).inputValue(), '');
  await page.getByRole('button', { name: `Chuyển ${second} lên` }).click();
  await page.getByTestId('save').click();
  await page.waitForURL(/\/groups\/GR_/);
  group = page.url().split('/').pop();
  await page.reload();
  await page.getByRole('heading', { name: '2 điểm cầu' }).waitFor();
  let order;
  const kept = async () => JSON.stringify((order = await chosen())) === JSON.stringify([second, first]);
  await until('the order that was saved', kept, { saw: () => order.join() });

  await field('Tên').fill('Cụm Sông Gâm');
  await page.getByRole('button', { name: `Bỏ ${first}` }).click();
  await save();
  const { name, sites } = await api(`/groups/${group}`);
  assert.deepEqual({ name, sites }, { name: 'Cụm Sông Gâm', sites: [`diem-cau-${naHang}`] });
});

it('a saved list is made with that group, invites it at one press, and both are deleted after a question', async () => {
  await page.goto(`${server.url}/directory/lists/new`);
  await field('Tên danh sách').fill('Thành phần Sông Gâm');
  await choose('Đơn vị giữ', 'chiem hoa', 'Xã Chiêm Hoá');
  await choose('Thêm cụm', 'cum song gam', 'Cụm Sông Gâm');
  await choose('Thêm điểm cầu', await roomTitle(chiemHoa));
  await page.getByTestId('expansion').getByText('2 điểm cầu').waitFor();
  await page.getByTestId('save').click();
  await page.waitForURL(/\/lists\/IL_/);
  const list = page.url().split('/').pop();
  await page.reload();
  await page.getByTestId('expansion').getByText('2 điểm cầu').waitFor();
  await field('Tên danh sách').fill('Mời họp Sông Gâm');
  await save();
  const { name, members } = await api(`/invitation-lists/${list}`);
  assert.equal(name, 'Mời họp Sông Gâm');
  assert.deepEqual(members.map(({ kind }) => kind).sort(), ['group', 'site']);

  const secretary = await openPage(browser);
  await logIn(secretary, server, 'thuky', '/meetings/new');
  await secretary.getByRole('combobox', { name: 'Thêm theo danh sách' }).click();
  await secretary.getByRole('option', { name: 'Mời họp Sông Gâm (2)' }).click();
  await secretary.getByTestId('site-count').getByText('2 điểm cầu').waitFor();
  await secretary.context().close();

  await page.goto(`${server.url}/directory/groups/${group}`);
  await confirm('Xóa cụm', { refused: /đang được dùng/ });
  assert.equal(await status(`/groups/${group}`), 200);
  await page.goto(`${server.url}/directory/lists/${list}`);
  await confirm('Xóa danh sách');
  await page.waitForURL(/\/directory\/lists$/);
  await page.goto(`${server.url}/directory/groups/${group}`);
  await confirm('Xóa cụm');
  await page.waitForURL(/\/directory\/groups$/);
  await page.getByTestId('group-row').first().waitFor();
  assert.equal(await page.getByRole('link', { name: 'Cụm Sông Gâm' }).count(), 0);
  assert.deepEqual([await status(`/groups/${group}`), await status(`/invitation-lists/${list}`)], [404, 404]);
});

const rowNames = () => page.getByTestId('entry-row').getByRole('link').allTextContents();

for (const kind of ['positions', 'meeting-types', 'paper-types', 'issuing-agencies']) {
  it(`${kind}: an entry is added, changed, put in another place and taken out of use`, async () => {
    const list = `${server.url}/directory/catalogues/${kind}`;
    await page.goto(`${list}/new`);
    await field('Tên tiếng Việt').fill('Mục thử một');
    await field('Mã').fill('MTHU');
    await field('Thứ tự').fill('9000');
    await page.getByTestId('save').click();
    await page.waitForURL(list);
    await page.getByRole('link', { name: 'Mục thử một' }).waitFor();
    assert.equal((await rowNames()).at(-1), 'Mục thử một');

    await page.getByRole('link', { name: 'Mục thử một' }).click();
    await field('Tên tiếng Việt').fill('Mục thử hai');
    await field('Thứ tự').fill('1');
    await page.getByTestId('save').click();
    await page.waitForURL(list);
    await page.getByRole('link', { name: 'Mục thử hai' }).waitFor();
    assert.equal((await rowNames())[0], 'Mục thử hai');

    await page.getByRole('link', { name: 'Mục thử hai' }).click();
    await page.getByRole('switch', { name: 'Đang dùng' }).uncheck();
    await page.getByTestId('save').click();
    await page.waitForURL(list);
    await page.getByRole('link', { name: 'Mục thử hai' }).waitFor({ state: 'detached' });
    assert.equal((await api(`/catalogues/${kind}?q=muc%20thu`)).items.length, 0);
    await page.goto(`${list}?inactive=1`);
    await page.getByTestId('entry-row').filter({ hasText: 'Mục thử hai' }).getByText('Ngừng dùng').waitFor();
  });
}

it('a holiday is put into the working calendar and taken out again after a question', async () => {
  await page.goto(`${server.url}/directory/catalogues/working-days`);
  const form = page.getByRole('form', { name: 'Thêm ngày nghỉ hoặc ngày làm bù' });
  await form.getByRole('button', { name: 'Ngày', exact: true }).click();
  await page.getByRole('button', { name: /^15 / }).click();
  await form.getByRole('combobox', { name: 'Là' }).click();
  await page.getByRole('option', { name: 'Ngày nghỉ' }).click();
  await form.getByLabel('Tên').fill('Kỷ niệm ngày\u200b thành lập');
  await form.getByRole('button', { name: 'Thêm ngày' }).click();
  await toldAt(form.getByLabel('Tên'), hidden);
  await form.getByLabel('Tên').fill('Kỷ niệm ngày thành lập');
  await form.getByRole('button', { name: 'Thêm ngày' }).click();
  const row = page.getByRole('listitem').filter({ hasText: 'Kỷ niệm ngày thành lập' });
  await row.getByText('Ngày nghỉ').waitFor();
  const year = new Date(Date.now() + 7 * 3_600_000).getUTCFullYear(); // as it is in Vietnam
  const days = async () =>
    (await api(`/calendar-days?year=${year}`)).items.filter(({ name }) => name.startsWith('Kỷ niệm'));
  const [day] = await days();
  assert.deepEqual([day.kind, day.date.slice(8)], ['holiday', '15']);
  await page.reload();
  await row.getByRole('button', { name: 'Bỏ ngày này' }).click();
  await page.getByTestId('confirm').click();
  await row.waitFor({ state: 'detached' });
  assert.deepEqual(await days(), []);
});

it('a site’s seats, line and terminals are saved and there again after a reload', async () => {
  const at = `/sites/diem-cau-${naHang}`;
  await page.goto(`${server.url}/directory${at}`);
  await field('Số chỗ ngồi').fill('64');
  await field('Dung lượng đường truyền').fill('12500');
  const before = (await api(at)).terminals.length;
  const names = page.getByRole('textbox', { name: 'Tên thiết bị' });
  for (const [place, name] of [
    [before, 'Máy thử chính'],
    [before + 1, 'Máy thử dự phòng'],
  ]) {
    await page.getByRole('button', { name: 'Thêm thiết bị' }).click();
    await names.nth(place).fill(name);
  }
  await page.getByRole('combobox', { name: 'Loại' }).nth(before).click();
  await page.getByRole('option', { name: 'Thiết bị hội nghị' }).click();
  await save();
  await page.reload();
  await names.nth(before + 1).waitFor();
  assert.equal(await field('Số chỗ ngồi').inputValue(), '64');
  assert.equal(await field('Dung lượng đường truyền').inputValue(), '12.500 kbit/s');
  assert.equal(await names.nth(before).inputValue(), 'Máy thử chính');
  assert.equal(
    await page.getByRole('combobox', { name: 'Loại' }).nth(before).inputValue(),
    'Thiết bị hội nghị',
  );
  await page.getByRole('button', { name: 'Bỏ Máy thử chính' }).click();
  await save();
  const { seats, lineKbps, terminals } = await api(at);
  assert.deepEqual([seats, lineKbps], [64, 12500]);
  assert.deepEqual(
    terminals.slice(before).map(({ name, kind }) => [name, kind]),
    [['Máy thử dự phòng', 'pc']],
  );
});

it('a person is made, given a role, exported, stopped, and no longer picked', async () => {
  await page.goto(`${server.url}/directory/people/new`);
  await field('Họ và tên').fill('Đặng Văn Thôi');
  await choose('Đơn vị', 'na hang', 'Xã Nà Hang');
  await field('Chức danh ghi trên giấy mời').fill('Trưởng ban, phụ trách "số hóa"');
  await field('Vai trò', 'combobox').click();
  await page.getByRole('option', { name: 'Thư ký', exact: true }).click();
  await choose('Tại đơn vị', 'chiem hoa', 'Xã Chiêm Hoá');
  await page.getByRole('button', { name: 'Giao vai trò' }).click();
  await page.getByTestId('save').click();
  await page.waitForURL(/\/people\/PE_/);
  const person = await api(`/people/${page.url().split('/').pop()}`);
  assert.deepEqual(
    person.roles.map(({ role, unit }) => `${role} ${unit.code}`),
    [`secretary ${chiemHoa}`],
  );

  await page.goto(`${server.url}/directory/people?q=dang+van+thoi`);
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Xuất CSV' }).click(),
  ]);
  assert.match(file.suggestedFilename(), /\.csv$/);
  const text = readFileSync(await file.path(), 'utf8');
  const [names, ...rows] = parseCSV(text);
  assert.ok(text.startsWith('\ufeff'), 'spreadsheets take it for UTF-8');
  assert.equal(rows.length, 1, 'what is exported is what the list shows');
  const cells = Object.fromEntries(names.map((name, place) => [name, rows[0][place]]));
  assert.equal(cells.id, person.id);
  assert.equal(cells.name, 'Đặng Văn Thôi');
  assert.equal(cells.title, 'Trưởng ban, phụ trách "số hóa"');
  assert.match(cells.roles, new RegExp(`^secretary@.*${chiemHoa}$`));

  // Everything within the app from here, so that what it remembers counts too.
  await page.goto(`${server.url}/directory/lists/new`);
  const offered = page.getByRole('option', { name: /Đặng Văn Thôi/ });
  await page.getByRole('combobox', { name: 'Thêm người' }).fill('dang van thoi');
  await offered.waitFor();
  await page.keyboard.press('Escape');
  const follow = async (...names) => {
    for (const name of names) await page.getByRole('link', { name }).first().click();
  };
  await follow('Người dùng, cán bộ');
  await page.getByLabel('Tìm theo tên').fill('dang van thoi');
  await follow('Đặng Văn Thôi');
  await confirm('Cho ngừng');
  await page.getByText('Người này đã ngừng').waitFor();
  assert.equal((await api(`/people/${person.id}`)).active, false);
  await follow('Cụm điểm cầu', 'Danh sách mời', 'Thêm danh sách');
  await page.getByRole('combobox', { name: 'Thêm người' }).fill('dang van thoi');
  await page.getByText('Không tìm thấy').waitFor();
  assert.equal(await offered.count(), 0);
});

for (const name of ['person', 'unit', 'site', 'group', 'list', 'entry']) {
  it(`${name}: what is too long or cannot be seen is told at its field, and nothing typed is lost`, async () => {
    await badInput[name](page, server.url, forms);
  });
}

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
};

for (const [name, path] of Object.entries(places)) {
  it(`${name}: nothing keeps anybody out (axe)`, async () => {
    await page.goto(server.url + (await path()));
    await page.locator('main h1').first().waitFor();
    await page.waitForLoadState('networkidle');
    assert.deepEqual(await barriers(page), []);
  });
}
