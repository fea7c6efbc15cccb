import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { renderPage, serve, user } from '../test/render';
import Profile from './Profile';

const chrome =
  'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36';
const at = '2026-11-23T01:00:00Z';
const session = {
  body: {
    user: {
      id: 'AC_1',
      personId: 'PE_1',
      username: 'thuky',
      role: 'secretary',
      displayName: 'Trần Thị Bích Ngà',
    },
    expiresAt: at,
  },
};
const place = (id: string, current: boolean) => ({
  id,
  current,
  createdAt: at,
  lastSeenAt: at,
  expiresAt: at,
  source: '10.8.0.17',
  userAgent: chrome,
});
const login = (outcome: string) => ({ at, source: '10.8.0.17', userAgent: chrome, outcome });

function answers(factor: object) {
  return {
    'GET /info': { body: { passwordMinLength: 12 } },
    'GET /session': session,
    'GET /people/PE_1': { body: { id: 'PE_1', position: 'Chuyên viên', mail: 'nga@vp.example' } },
    'GET /session/second-factor': { body: factor },
    'GET /sessions': { body: { items: [place('SE_1', true), place('SE_2', false)] } },
    'GET /session/logins': (query: URLSearchParams) =>
      query.get('cursor') === null
        ? { body: { items: [login('ok'), login('wrong_code')], nextCursor: 'x' } }
        : { body: { items: [login('locked')] } },
  };
}
const off = { on: false, required: false, recoveryCodes: 0 };
const on = { on: true, since: at, required: false, recoveryCodes: 7 };

describe('Profile', () => {
  it('says who one is and shows the log by pages', async () => {
    serve(answers(off));
    renderPage(<Profile />, '/profile');
    await screen.findByText('Trần Thị Bích Ngà');
    await screen.findByText('nga@vp.example');
    screen.getByText('Chuyên viên');
    screen.getByText('Chưa có'); // no phone
    await screen.findByText('Đúng mật khẩu, sai mã xác thực');
    expect(screen.queryByText('Bị từ chối vì tài khoản tạm khóa')).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Xem thêm' }));
    await screen.findByText('Bị từ chối vì tài khoản tạm khóa');
  });
  it('ends a session elsewhere, never this one', async () => {
    const fetch = serve({ ...answers(off), 'DELETE /sessions/SE_2': { status: 204 } });
    renderPage(<Profile />, '/profile');
    const end = await screen.findByRole('button', {
      name: 'Kết thúc phiên Chrome 126 · Windows, từ 10.8.0.17',
    });
    expect(screen.getByText('Thiết bị này')).toBeTruthy();
    await user.click(end);
    await waitFor(() => expect(fetch.mock.calls.some(([, init]) => init?.method === 'DELETE')).toBe(true));
  });
  it('changes the password and says so', async () => {
    serve({ ...answers(off), 'PUT /session/password': { status: 204 } });
    renderPage(<Profile />, '/profile');
    await user.click(await screen.findByRole('button', { name: 'Đổi mật khẩu' }));
    await screen.findByText(/Ít nhất 12 ký tự/);
    await user.type(screen.getByLabelText('Mật khẩu hiện tại'), 'cu');
    await user.type(screen.getByLabelText('Mật khẩu mới'), 'moi');
    await user.type(screen.getByLabelText('Nhập lại mật khẩu mới'), 'moi');
    await user.click(screen.getByRole('button', { name: 'Đổi mật khẩu' }));
    await screen.findByText(/Đã đổi mật khẩu/);
  });
  it('turns two-step login off with the password, and keeps it on when that is wrong', async () => {
    const refused = { status: 401, body: { code: 'invalid_credentials' } };
    serve({ ...answers(on), 'POST /session/second-factor/end': refused });
    renderPage(<Profile />, '/profile');
    await screen.findByText(/Còn 7 mã dự phòng/);
    await user.click(screen.getByRole('button', { name: 'Tắt xác thực hai bước' }));
    await user.type(screen.getByLabelText('Mật khẩu hiện tại'), 'sai');
    await user.click(screen.getByRole('button', { name: 'Tắt xác thực hai bước' }));
    await screen.findByText(/mật khẩu chưa đúng/);
  });
  it('does not offer to turn off what the role requires', async () => {
    serve(answers({ ...on, required: true }));
    renderPage(<Profile />, '/profile');
    await screen.findByText(/bắt buộc dùng xác thực hai bước/);
    expect(screen.queryByRole('button', { name: 'Tắt xác thực hai bước' })).toBeNull();
  });
  it('shows new recovery codes once', async () => {
    const codes = { body: { recoveryCodes: ['AAAA-BBBB-CCCC-DDDD'] } };
    serve({ ...answers(on), 'POST /session/second-factor/recovery-codes': codes });
    renderPage(<Profile />, '/profile');
    await user.click(await screen.findByRole('button', { name: 'Tạo mã dự phòng mới' }));
    await user.type(screen.getByLabelText('Mật khẩu hiện tại'), 'dung');
    await user.click(screen.getByRole('button', { name: 'Tạo mã dự phòng mới' }));
    await screen.findByText('AAAA-BBBB-CCCC-DDDD');
    await user.click(screen.getByRole('button', { name: /Tôi đã cất/ }));
    await waitFor(() => expect(screen.queryByText('AAAA-BBBB-CCCC-DDDD')).toBeNull());
  });
});
