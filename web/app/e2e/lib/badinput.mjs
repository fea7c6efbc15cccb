// What people paste into names: texts without end, characters that hide or turn others.
import assert from 'node:assert/strict';

/** What the server says of bad texts, in the page's language. */
export const tooLong = 'Dài quá 200 ký tự.';
export const hidden = 'Có ký tự không nhìn thấy hoặc đổi chiều chữ. Hãy gõ lại.';
const endless = 'ế'.repeat(10_000);
const disguised = 'Văn\u200bphòng \u202egnat';

const [chiemHoa, catalogue] = ['02287', 'tuyen-quang-2025-07'];

/** Each fills in one page with what it must not hold: a page, the server's address and the page's forms are given. */
export const badInput = {
  person: async (page, url, { choose, field, refused }) => {
    await page.goto(`${url}/directory/people/new`);
    await choose('Đơn vị', 'na hang', 'Xã Nà Hang');
    await refused([
      [field('Họ và tên'), endless, tooLong],
      [field('Chức danh ghi trên giấy mời'), disguised, hidden],
      [field('Thư điện tử'), 'thoi@tuyenquang.example'],
    ]);
  },
  unit: async (page, url, { field, refused }) => {
    await page.goto(`${url}/directory/units?catalogue=${catalogue}&unit=${chiemHoa}`);
    await page.getByRole('button', { name: 'Thêm đơn vị trực thuộc' }).click();
    await refused([
      [field('Mã đơn vị'), '99902'],
      [field('Tên tiếng Việt'), 'Ban có tên đúng'],
      [field('Tên tiếng Anh'), disguised, hidden],
    ]);
    await refused([
      [field('Tên tiếng Việt'), endless, tooLong],
      [field('Tên tiếng Anh'), 'Board'],
    ]);
  },
  site: async (page, url, { field, refused }) => {
    await page.goto(`${url}/directory/sites/diem-cau-${chiemHoa}`);
    const seat = page.getByTestId('seat-plan').getByRole('button').first();
    await page.getByRole('button', { name: 'Thêm thiết bị' }).click();
    await seat.click();
    await field('Tên khối').fill(disguised);
    await page.getByRole('button', { name: 'Màn hình', exact: true }).click(); // another block is open now
    await refused([
      [field('Tên phòng'), endless, tooLong],
      [page.getByRole('textbox', { name: 'Tên thiết bị' }).last(), disguised, hidden],
      [field('Tên khối'), null, hidden],
    ]);
    assert.equal(await field('Tên khối').inputValue(), disguised);
  },
  group: async (page, url, { choose, field, refused }) => {
    await page.goto(`${url}/directory/groups/new`);
    await choose('Đơn vị giữ', 'chiem hoa', 'Xã Chiêm Hoá');
    await refused([[field('Tên'), endless, tooLong]]);
    await refused([[field('Tên'), disguised, hidden]]);
  },
  list: async (page, url, { choose, field, refused }) => {
    await page.goto(`${url}/directory/lists/new`);
    await choose('Đơn vị giữ', 'chiem hoa', 'Xã Chiêm Hoá');
    await refused([[field('Tên danh sách'), endless, tooLong]]);
    await refused([[field('Tên danh sách'), disguised, hidden]]);
  },
  entry: async (page, url, { field, refused }) => {
    await page.goto(`${url}/directory/catalogues/issuing-agencies/new`);
    await refused([
      [field('Tên tiếng Việt'), endless, tooLong],
      [field('Mã'), 'ABC'],
      [field('Cơ quan chủ quản'), disguised, hidden],
    ]);
  },
};
