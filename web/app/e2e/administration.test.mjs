// Accounts, logins, the audit log and the outbox as administrators use them, of the whole and of one unit.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, it } from 'node:test';
import { logIn } from './lib/app.mjs';
import { barriers } from './lib/axe.mjs';
import { launchChromium, openPage } from './lib/browser.mjs';
import { Relay } from './lib/relay.mjs';
import { Server } from './lib/server.mjs';
import { until } from './lib/wait.mjs';

const catalogue = 'tuyen-quang-2025-07';
const [chiemHoa, naHang] = ['02287', '02221'];
const username = 'lonhap';
const secrets = ['Ba con suối chảy qua bản', 'Bảy ngọn đồi sau nhà sàn'];

let server, browser, page, relay, account;

before(async () => {
  relay = await Relay.reserve();
  server = await Server.start({
    env: {
      GIAOBAN_MAIL_HOST: '127.0.0.1',
      GIAOBAN_MAIL_PORT: String(relay.port),
      GIAOBAN_MAIL_TLS: 'none',
      GIAOBAN_MAIL_FROM: 'hop@tuyenquang.example',
    },
  });
  browser = await launchChromium();
  page = await someone();
  await logIn(page, server, 'quantri');
});
after(async () => {
  await browser?.close();
  await server?.stop();
  await relay?.close();
});

async function someone() {
  const opened = await openPage(browser, { width: 1440, height: 900, acceptDownloads: true });
  return opened;
}

/** Asks the API as the page would. */
const api = (path) => page.evaluate(async (at) => (await fetch(`/api/v1${at}`)).json(), path);

/** Asks first, then does it. */
async function confirm(button) {
  await page.getByRole('button', { name: button, exact: true }).click();
  await page.getByTestId('confirm').click();
  await page.getByTestId('confirm').waitFor({ state: 'detached' });
}

/** Types a name and a password at the login; the page may come to be inside or be told why not. */
async function tryLogin(who, password) {
  await who.goto(`${server.url}/login`);
  await who.locator('input[name="username"]').fill(username);
  await who.locator('input[name="password"]').fill(password);
  await who.locator('form button[type="submit"]').click();
}

async function inside(who) {
  await who.waitForURL((url) => url.pathname === '/');
}

/** Opens a link that sets a password, in a browser of its own, and sets one. */
async function spend(link, password) {
  const owner = await someone();
  await owner.goto(link);
  for (const label of ['Mật khẩu mới', 'Nhập lại mật khẩu mới']) {
    await owner.getByLabel(label, { exact: true }).and(owner.locator('input')).fill(password);
  }
  await owner.locator('form button[type="submit"]').click();
  await owner.getByText('Đã đặt mật khẩu').waitFor();
  await owner.context().close();
}

const theLink = () => page.getByTestId('password-link').locator('code').textContent();
const openAccount = () => page.goto(`${server.url}/admin/accounts/${account}`);

it('a new account’s link is shown once, sets a password once, and lets its owner in', async () => {
  await page.goto(`${server.url}/admin/accounts/new`);
  await page.getByLabel('Tên đăng nhập').fill(username);
  await page.getByLabel('Tên hiển thị').fill('Lò Thị Nhập');
  await page.getByRole('button', { name: 'Tạo tài khoản' }).click();
  const link = await theLink();
  await page.getByRole('link', { name: 'Mở tài khoản' }).click();
  await page.getByText('Chưa đặt mật khẩu').waitFor();
  assert.equal(await page.getByTestId('password-link').count(), 0);
  account = page.url().split('/').pop();

  await spend(link, secrets[0]);
  const late = await someone();
  await late.goto(link);
  await late.getByText('Không dùng được liên kết này').waitFor();
  await tryLogin(late, secrets[0]);
  await inside(late);
  await late.context().close();
});

it('after five wrong passwords the account waits, and an administrator opens it', async () => {
  const owner = await someone();
  for (let attempt = 1; attempt <= 5; attempt++) {
    await tryLogin(owner, 'không phải mật khẩu này');
    await owner.locator('form [role="alert"]').waitFor();
  }
  await tryLogin(owner, secrets[0]);
  await owner.getByText('Tài khoản tạm khóa').waitFor();

  await page.goto(`${server.url}/admin/accounts?status=locked`);
  await page.getByTestId('account-row').getByText('Tạm khóa').waitFor();
  await page.getByRole('link', { name: 'Lò Thị Nhập' }).click();
  await confirm('Mở khóa');
  await page.getByText('Tạm khóa', { exact: true }).waitFor({ state: 'detached' });
  await tryLogin(owner, secrets[0]);
  await inside(owner);
  await owner.context().close();
});

it('an administrator sees where somebody is logged in and ends one session', async () => {
  await openAccount();
  await confirm('Kết thúc mọi phiên');
  await page.getByText('Không có phiên nào.').waitFor();
  const [first, second] = [await someone(), await someone()];
  for (const one of [first, second]) {
    await tryLogin(one, secrets[0]);
    await inside(one);
  }
  await page.reload();
  const sessions = page.getByRole('button', { name: /^Kết thúc phiên/ });
  await sessions.nth(1).waitFor();
  await sessions.first().click();
  await until('one session to be left', async () => (await sessions.count()) === 1);
  await Promise.all([first.goto(`${server.url}/profile`), second.goto(`${server.url}/profile`)]);
  const out = async (one) => new URL(one.url()).pathname === '/login';
  await until('one of the two to be out', async () => (await out(first)) !== (await out(second)));
  await Promise.all([first, second].map((one) => one.context().close()));
});

it('a password that is reset ends what was before', async () => {
  const owner = await someone();
  await tryLogin(owner, secrets[0]);
  await inside(owner);
  await openAccount();
  await confirm('Cấp lại mật khẩu');
  const link = await theLink();
  await page.getByText('Không có phiên nào.').waitFor();
  await owner.reload();
  await owner.waitForURL(/\/login/);
  await tryLogin(owner, secrets[0]);
  await owner.locator('form [role="alert"]').waitFor();
  await spend(link, secrets[1]);
  await tryLogin(owner, secrets[1]);
  await inside(owner);
  await owner.context().close();
});

it('an account that is disabled is out at once, and in again when enabled', async () => {
  const owner = await someone();
  await tryLogin(owner, secrets[1]);
  await inside(owner);
  await openAccount();
  await confirm('Vô hiệu tài khoản');
  await page.getByText('Đã vô hiệu').first().waitFor();
  await owner.reload();
  await owner.waitForURL(/\/login/);
  await tryLogin(owner, secrets[1]);
  await owner.locator('form [role="alert"]').waitFor();
  await confirm('Cho dùng lại');
  await page.getByRole('button', { name: 'Vô hiệu tài khoản' }).waitFor();
  await tryLogin(owner, secrets[1]);
  await inside(owner);
  await owner.context().close();
});

it('the login log tells who has tried, from where, and how it went', async () => {
  await page.goto(`${server.url}/admin/logins?username=${username}&outcome=wrong`);
  await page.getByTestId('login-row').nth(5).waitFor();
  assert.equal(await page.getByTestId('login-row').count(), 6, 'five of the lock, one after the reset');
  await page.goto(`${server.url}/admin/logins?username=${username}&outcome=locked`);
  await page.getByTestId('login-row').first().getByText('127.0.0.1').waitFor();
  assert.equal(await page.getByTestId('login-row').count(), 1);
});

it('the audit log finds words without diacritics, says when there are none, and is exported as it was narrowed', async () => {
  await page.goto(`${server.url}/admin/audit`);
  await page.getByRole('searchbox', { name: 'Tìm trong nhật ký' }).fill('lo thi nhap');
  await page.waitForURL(/q=lo/);
  await page
    .locator('[aria-busy="false"]')
    .filter({ has: page.getByRole('listitem') })
    .first()
    .waitFor();
  const record = page.getByRole('listitem').filter({ hasText: 'Tạo tài khoản' });
  await record.first().waitFor();
  await record.first().locator('summary').click();
  await record.first().getByText('Lò Thị Nhập', { exact: false }).first().waitFor();
  await page.getByRole('button', { name: 'Xuất tệp' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'Bảng tính (CSV)' }).click(),
  ]);
  const rows = (await readFile(await download.path(), 'utf8')).trim().split(/\r?\n/);
  assert.ok(
    rows.length > 1 && rows.slice(1).every((row) => /l[oò] th[iị] nh[aậ]p/i.test(row)),
    rows.join('\n'),
  );
  await page.goto(`${server.url}/admin/audit?q=khong+co+gi+het`);
  await page.getByText('Không có bản ghi nào').waitFor();
  await page.getByRole('button', { name: 'Bỏ lọc' }).click();
  await page.getByRole('listitem').filter({ hasText: 'Xuất nhật ký' }).first().waitFor();
});

it('mail that nobody took is told with its reason, and goes out when it is tried again', async () => {
  await page.goto(`${server.url}/admin/outbox?state=pending&kind=invite.mail`);
  const waiting = page.getByTestId('outbox-row').filter({ hasText: 'refused' }).first();
  await waiting.waitFor();
  const retry = await waiting.getByRole('button').getAttribute('aria-label');
  await relay.open();
  await page.getByRole('button', { name: retry, exact: true }).click();
  const key = retry.replace('Gửi lại ', '');
  await until('the mail to be sent', async () =>
    (await api('/outbox?state=sent&kind=invite.mail&limit=500')).items.some((item) => item.key === key),
  );
});

it('the administrator of a unit keeps that unit, and reads the rest', async () => {
  const [near, far] = await Promise.all(
    [chiemHoa, naHang].map(async (code) => (await api(`/people?unit=${catalogue}:${code}`)).items[0].id),
  );
  const keeper = await someone();
  await logIn(keeper, server, 'quantridv');
  const may = async (path, kept) => {
    await keeper.goto(server.url + path);
    await keeper.locator('main h1').first().waitFor();
    if (kept) await keeper.getByTestId('save').waitFor();
    else await keeper.getByText('Anh, chị xem được phần này').waitFor();
    assert.equal(await keeper.getByTestId('save').count(), kept ? 1 : 0, path);
  };
  await may(`/directory/people/${near}`, true);
  await may(`/directory/people/${far}`, false);
  await may(`/directory/sites/diem-cau-${chiemHoa}`, true);
  await may(`/directory/sites/diem-cau-${naHang}`, false);
  await may(`/directory/groups/${(await api('/groups')).items[0].id}`, false);
  await may(`/directory/catalogues/positions/${(await api('/catalogues/positions')).items[0].id}`, false);

  const unit = (code, act) => `/directory/units?catalogue=${catalogue}&unit=${code}&act=${act}`;
  await keeper.goto(server.url + unit(chiemHoa, 'edit'));
  await keeper.getByTestId('unit-form').waitFor();
  for (const act of ['edit', 'reform', 'new']) {
    await keeper.goto(server.url + unit(naHang, act));
    await keeper.getByTestId('unit-panel').waitFor();
    assert.equal(await keeper.getByRole('button', { name: 'Sửa', exact: true }).count(), 0, act);
  }
  await keeper.goto(`${server.url}/admin/accounts`);
  await keeper.getByTestId('account-row').first().waitFor();
  for (const row of await keeper.getByTestId('account-row').allTextContents()) assert.match(row, /Chiêm Hoá/);
  for (const path of ['/admin/logins', '/admin/outbox', '/admin/audit', '/directory/units/import']) {
    await keeper.goto(server.url + path);
    await keeper.getByText('Anh, chị không có quyền xem trang này').waitFor();
  }
  await keeper.context().close();
});

it('who keeps nothing is told so on every page of administration', async () => {
  const reader = await someone();
  await logIn(reader, server, 'daibieu');
  for (const path of ['accounts', 'accounts/new', `accounts/${account}`, 'logins', 'outbox', 'audit']) {
    await reader.goto(`${server.url}/admin/${path}`);
    await reader.getByRole('alert').getByText('Anh, chị không có quyền xem trang này').waitFor();
  }
  await reader.context().close();
});

const places = {
  accounts: () => '/admin/accounts',
  account: () => `/admin/accounts/${account}`,
  'a new account': () => '/admin/accounts/new',
  logins: () => '/admin/logins',
  outbox: () => '/admin/outbox',
  audit: () => '/admin/audit',
};

for (const [name, path] of Object.entries(places)) {
  it(`${name}: nothing keeps anybody out (axe)`, async () => {
    await page.goto(server.url + path());
    await page.locator('main h1').first().waitFor();
    await page.waitForLoadState('networkidle');
    assert.deepEqual(await barriers(page), []);
  });
}
