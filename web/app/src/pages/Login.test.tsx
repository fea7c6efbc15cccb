import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { renderPage, serve, user } from '../test/render';
import { Login, safeNext } from './Login';

const info = {
  body: {
    name: 'GiaoBan',
    version: 'dev',
    demo: true,
    languages: ['vi', 'en'],
    demoAccounts: [
      { username: 'chutri', password: 'mat-khau', role: 'chair', displayName: 'Nguyễn Quang Lâm' },
    ],
  },
};
const nobody = { status: 401, body: { code: 'unauthenticated' } };
const refused = { status: 401, body: { code: 'invalid_credentials' } };
const locked = { status: 423, body: { code: 'account_locked', retryAfter: 245 } };
const session = { body: { user: { role: 'chair', displayName: 'x' }, expiresAt: '2026-11-23T09:00:00Z' } };

const submit = () => screen.getByRole('button', { name: 'Đăng nhập' });

describe('Login', () => {
  it('logs a demo account in with two presses and goes where one wanted to', async () => {
    const fetch = serve({ 'GET /info': info, 'GET /session': nobody, 'POST /session': session });
    renderPage(<Login />, '/login?next=%2Frooms%2Fthu%2Fjoin');
    await user.click(await screen.findByRole('button', { name: /chutri/ }));
    await user.click(submit());
    await screen.findByText('elsewhere');
    const sent = fetch.mock.calls.find(([, init]) => init?.method === 'POST');
    expect(sent?.[1]?.body).toBe('{"username":"chutri","password":"mat-khau"}');
  });
  it('asks for what is missing and sends nothing', async () => {
    const fetch = serve({ 'GET /info': info, 'GET /session': nobody });
    renderPage(<Login />, '/login');
    await user.click(submit());
    expect(await screen.findAllByText('Hãy điền mục này.')).toHaveLength(2);
    expect(fetch.mock.calls.some(([, init]) => init?.method === 'POST')).toBe(false);
  });
  it('says what to do about a wrong password and keeps what was typed', async () => {
    serve({ 'GET /info': info, 'GET /session': nobody, 'POST /session': refused });
    renderPage(<Login />, '/login');
    await user.type(screen.getByLabelText('Tên đăng nhập'), 'daibieu');
    await user.type(screen.getByLabelText('Mật khẩu'), 'sai');
    await user.click(submit());
    await screen.findByText(/chưa đúng/);
    expect(screen.getByLabelText('Tên đăng nhập')).toHaveProperty('value', 'daibieu');
  });
  it('counts a lock down and keeps further tries back', async () => {
    serve({ 'GET /info': info, 'GET /session': nobody, 'POST /session': locked });
    renderPage(<Login />, '/login');
    await user.type(screen.getByLabelText('Tên đăng nhập'), 'daibieu');
    await user.type(screen.getByLabelText('Mật khẩu'), 'sai');
    await user.click(submit());
    await screen.findByText(/4 phút 0[45] giây/);
    await waitFor(() => expect(submit()).toHaveProperty('disabled', true));
  });
});

const user1 = { id: 'AC_1', username: 'quanly', role: 'admin', displayName: 'Quản lý' };
const half = (requires?: string) => ({ body: { user: user1, expiresAt: '2026-11-23T09:00:00Z', requires } });
const wrongCode = { status: 401, body: { code: 'invalid_code', detail: 'Mã sai hoặc đã dùng.' } };
const sentTo = (fetch: ReturnType<typeof serve>, method: string, path: string) =>
  fetch.mock.calls
    .filter(([input, init]) => init?.method === method && (input as string).endsWith(path))
    .map(([, init]) => init?.body);

describe('the steps after the password', () => {
  it('asks for the code, takes a second try and lets in', async () => {
    let right = false;
    const fetch = serve({
      'GET /info': info,
      'GET /session': half('code'),
      'PUT /session/code': () => (right ? half() : wrongCode),
    });
    renderPage(<Login />, '/login?next=%2Frooms');
    await user.type(await screen.findByLabelText('Mã xác thực'), '12345');
    await user.click(screen.getByRole('button', { name: 'Xác nhận' }));
    await screen.findByText('Hãy nhập đủ 6 chữ số.');
    expect(sentTo(fetch, 'PUT', '/session/code')).toHaveLength(0);
    await user.type(screen.getByLabelText('Mã xác thực'), '6');
    await user.click(screen.getByRole('button', { name: 'Xác nhận' }));
    await screen.findByText('Mã sai hoặc đã dùng.');
    right = true;
    await user.type(screen.getByLabelText('Mã xác thực'), '654 321');
    await user.click(screen.getByRole('button', { name: 'Xác nhận' }));
    await screen.findByText('elsewhere');
    expect(sentTo(fetch, 'PUT', '/session/code')).toEqual(['{"code":"123456"}', '{"code":"654 321"}']);
  });
  it('counts a lock down at the code too', async () => {
    serve({ 'GET /info': info, 'GET /session': half('code'), 'PUT /session/code': locked });
    renderPage(<Login />, '/login');
    await user.type(await screen.findByLabelText('Mã xác thực'), '123456');
    await user.click(screen.getByRole('button', { name: 'Xác nhận' }));
    await screen.findByText(/4 phút 0[45] giây/);
    await waitFor(() =>
      expect(screen.getByRole('button', { name: 'Xác nhận' })).toHaveProperty('disabled', true),
    );
  });
  it('takes a recovery code in place of the phone', async () => {
    const fetch = serve({ 'GET /info': info, 'GET /session': half('code'), 'PUT /session/code': half() });
    renderPage(<Login />, '/login');
    await user.click(await screen.findByRole('button', { name: /Dùng mã dự phòng/ }));
    await user.type(screen.getByLabelText('Mã dự phòng'), 'abcd-efgh-ijkl-mnop');
    await user.click(screen.getByRole('button', { name: 'Xác nhận' }));
    await screen.findByText('elsewhere');
    expect(sentTo(fetch, 'PUT', '/session/code')).toEqual(['{"code":"abcd-efgh-ijkl-mnop"}']);
  });
  it('goes back to the password when the code took too long', async () => {
    serve({ 'GET /info': info, 'GET /session': half('code'), 'PUT /session/code': nobody });
    renderPage(<Login />, '/login');
    await user.type(await screen.findByLabelText('Mã xác thực'), '123456');
    await user.click(screen.getByRole('button', { name: 'Xác nhận' }));
    await screen.findByLabelText('Tên đăng nhập');
  });
  it('has a given password replaced, and says what is wrong with the new one', async () => {
    let done = false;
    let weak = true;
    const fetch = serve({
      'GET /info': info,
      'GET /session': () => half(done ? undefined : 'new_password'),
      'PUT /session/password': () => {
        if (weak) return { status: 422, body: { code: 'weak_password', detail: 'Quá phổ biến.' } };
        done = true;
        return { status: 204 };
      },
    });
    renderPage(<Login />, '/login');
    await user.type(await screen.findByLabelText('Mật khẩu hiện tại'), 'cu');
    await user.type(screen.getByLabelText('Mật khẩu mới'), 'moi');
    await user.type(screen.getByLabelText('Nhập lại mật khẩu mới'), 'khac');
    const change = screen.getByRole('button', { name: 'Đổi và tiếp tục' });
    await user.click(change);
    await screen.findByText('Hai lần nhập chưa giống nhau.');
    await user.clear(screen.getByLabelText('Nhập lại mật khẩu mới'));
    await user.type(screen.getByLabelText('Nhập lại mật khẩu mới'), 'moi');
    await user.click(change);
    await screen.findByText('Quá phổ biến.');
    expect(screen.getByLabelText('Mật khẩu mới')).toHaveProperty('value', 'moi');
    weak = false;
    await user.click(change);
    await screen.findByText('elsewhere');
    expect(sentTo(fetch, 'PUT', '/session/password')[0]).toBe('{"current":"cu","new":"moi"}');
  });
  it('sets up the second factor and stays until the recovery codes are kept', async () => {
    let on = false;
    const codes = ['AAAA-BBBB-CCCC-DDDD', 'EEEE-FFFF-GGGG-HHHH'];
    const fetch = serve({
      'GET /info': info,
      'GET /session': () => half(on ? undefined : 'second_factor'),
      'POST /session/second-factor': {
        body: { secret: 'ABCDEFGHIJKLMNOP', uri: 'otpauth://x', qr: 'data:image/svg+xml;base64,PHN2Zy8+' },
      },
      'PUT /session/second-factor': () => {
        on = true;
        return { body: { recoveryCodes: codes } };
      },
    });
    renderPage(<Login />, '/login');
    await screen.findByText('ABCD EFGH IJKL MNOP');
    expect(screen.getByRole('img', { name: /Mã QR/ }).getAttribute('src')).toMatch(/^data:image\/svg/);
    await user.type(screen.getByLabelText('Mã xác thực'), '123456');
    await user.click(screen.getByRole('button', { name: 'Bật xác thực hai bước' }));
    for (const code of codes) await screen.findByText(code);
    await user.click(screen.getByRole('button', { name: /Tôi đã cất/ }));
    await screen.findByText('elsewhere');
    expect(sentTo(fetch, 'POST', '/session/second-factor')).toHaveLength(1);
  });
});

describe('safeNext', () => {
  it.each([
    ['/rooms/thu/join?spc=0', '/rooms/thu/join?spc=0'],
    ['https://xau.vn', '/'],
    ['//xau.vn', '/'],
    ['/\\xau.vn', '/'],
    ['/login?next=/login', '/'],
    [null, '/'],
  ])('%s leads to %s', (next, address) => expect(safeNext(next)).toBe(address));
});
