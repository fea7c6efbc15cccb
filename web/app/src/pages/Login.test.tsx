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

describe('safeNext', () => {
  it.each([
    ['/rooms/thu/join?spc=0', '/rooms/thu/join?spc=0'],
    ['https://xau.vn', '/rooms'],
    ['//xau.vn', '/rooms'],
    ['/\\xau.vn', '/rooms'],
    ['/login?next=/login', '/rooms'],
    [null, '/rooms'],
  ])('%s leads to %s', (next, address) => expect(safeNext(next)).toBe(address));
});
