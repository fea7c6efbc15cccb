import { screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { renderPage, serve, user } from '../test/render';
import { Reset } from './Reset';

const info = { body: { passwordMinLength: 10 } };
const whose = { body: { username: 'vanthu', displayName: 'Lý Thị Sen', expiresAt: '2026-11-23T01:00:00Z' } };

describe('Reset', () => {
  beforeEach(() => (window.location.hash = '#bi-mat'));
  afterEach(() => (window.location.hash = ''));

  it('sets the password of the one the link is for', async () => {
    const fetch = serve({
      'GET /info': info,
      'POST /password-link/check': whose,
      'POST /password-link': { status: 204 },
    });
    renderPage(<Reset />, '/reset');
    await screen.findByText(/vanthu của Lý Thị Sen/);
    await user.type(screen.getByLabelText('Mật khẩu mới'), 'moi');
    await user.type(screen.getByLabelText('Nhập lại mật khẩu mới'), 'moi');
    await user.click(screen.getByRole('button', { name: 'Đặt mật khẩu' }));
    await screen.findByText(/Đã đặt mật khẩu/);
    const sent = fetch.mock.calls.map(([input, init]) => [input as string, init?.body]);
    expect(sent.at(-1)).toEqual(['/api/v1/password-link', '{"secret":"bi-mat","new":"moi"}']);
    expect(sent.some(([address]) => (address as string).includes('bi-mat'))).toBe(false);
  });
  it('says what to do about a link of no use', async () => {
    const refused = { status: 404, body: { code: 'not_found', detail: 'Hãy xin liên kết mới.' } };
    serve({ 'GET /info': info, 'POST /password-link/check': refused });
    renderPage(<Reset />, '/reset');
    await screen.findByText('Hãy xin liên kết mới.');
    expect(screen.getByRole('link', { name: 'Tới trang đăng nhập' }).getAttribute('href')).toBe('/login');
  });
});
