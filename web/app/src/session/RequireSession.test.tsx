import { useQueryClient } from '@tanstack/react-query';
import { screen, waitFor } from '@testing-library/react';
import { Route, Routes } from 'react-router';
import { describe, expect, it } from 'vitest';
import { renderPage, serve, user } from '../test/render';
import { RequireSession } from './RequireSession';
import { forgetSession, useLogOut } from './useSession';

const of = (id: string, username: string) => ({
  body: {
    user: { id, username, role: 'secretary', displayName: 'Trần Thị Bích Ngà' },
    expiresAt: '2026-11-23T09:00:00Z',
  },
});

function Editor() {
  const client = useQueryClient();
  const logOut = useLogOut();
  return (
    <>
      <input aria-label="Trích yếu" />
      <button onClick={() => forgetSession(client)}>hết phiên</button>
      <button onClick={() => logOut.mutate(undefined)}>đăng xuất</button>
    </>
  );
}

async function openEditor(next = of('AC_1', 'thuky')) {
  const fetch = serve({
    'GET /session': of('AC_1', 'thuky'),
    'POST /session': next,
    'DELETE /session': { status: 204 },
  });
  renderPage(
    <Routes>
      <Route element={<RequireSession />}>
        <Route path="" element={<Editor />} />
      </Route>
    </Routes>,
    '/edit',
    '/edit/*',
  );
  await user.type(await screen.findByLabelText('Trích yếu'), 'Họp giao ban');
  return fetch;
}

const unlock = async () => {
  await user.type(await screen.findByLabelText('Mật khẩu'), 'Giữ-Kín-2026');
  await user.click(screen.getByRole('button', { name: 'Mở khóa' }));
  await waitFor(() => expect(screen.queryByTestId('lock')).toBeNull());
};

describe('RequireSession', () => {
  it('locks a page whose session has ended, and gives it back as it was', async () => {
    const fetch = await openEditor();
    await user.click(screen.getByText('hết phiên'));
    await screen.findByText(/Phiên làm việc của Trần Thị Bích Ngà đã khóa/);
    expect(screen.getByLabelText('Trích yếu').closest('[hidden][inert]')).not.toBeNull();
    expect(document.body.dataset.locked).toBe('');
    await unlock();
    expect(screen.getByLabelText('Trích yếu')).toHaveProperty('value', 'Họp giao ban');
    expect(screen.getByLabelText('Trích yếu').closest('[hidden]')).toBeNull();
    expect(document.body.dataset.locked).toBeUndefined();
    const sent = fetch.mock.calls.find(([, init]) => init?.method === 'POST');
    expect(sent?.[1]?.body).toContain('"username":"thuky"');
  });
  it('shows nothing of it to somebody else', async () => {
    await openEditor(of('AC_2', 'khac'));
    await user.click(screen.getByText('hết phiên'));
    await unlock();
    expect(screen.getByLabelText('Trích yếu')).toHaveProperty('value', '');
  });
  it('does not lock for whoever logs out', async () => {
    const fetch = await openEditor();
    await user.click(screen.getByText('đăng xuất'));
    await waitFor(() => expect(fetch.mock.calls.some(([, init]) => init?.method === 'DELETE')).toBe(true));
    await user.type(screen.getByLabelText('Trích yếu'), '.');
    expect(screen.queryByTestId('lock')).toBeNull();
  });
  it('tells with every request how long nobody has touched the page', async () => {
    const fetch = await openEditor();
    const headers = fetch.mock.calls[0]?.[1]?.headers as Record<string, string>;
    expect(Number(headers['Giaoban-Quiet'])).toBeLessThan(60);
  });
});
