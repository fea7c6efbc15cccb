import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { renderPage, serve, user } from '../../test/render';
import Invitations from './Invitations';

const invitation = (change = {}) => ({
  id: 'IN_1',
  version: 4,
  meetingId: 'ME_1',
  kind: 'unit',
  role: 'delegate',
  name: 'Xã Chiêm Hoá',
  state: 'seen',
  document: '12/GM-UBND',
  documentId: 'DO_1',
  meeting: {
    title: 'Giao ban tuần',
    start: '2099-11-30T01:00:00Z',
    end: '2099-11-30T03:00:00Z',
    location: 'Phòng họp tỉnh',
    cancelled: false,
    postponed: false,
    at: '2026-11-22T00:00:00Z',
  },
  ...change,
});
const session = { body: { user: { id: 'AC_1', role: 'delegate', displayName: 'A' } } };
const page = (answers: Parameters<typeof serve>[0]) => {
  const calls = serve({ 'GET /session': session, ...answers });
  renderPage(<Invitations />, '/invitations');
  return calls;
};
const sent = (calls: ReturnType<typeof serve>) =>
  calls.mock.calls.find(([, init]) => init?.method === 'PUT')?.[1];

describe('my invitations', () => {
  it('are confirmed at one press, of the version that was read', async () => {
    let state = 'seen';
    const calls = page({
      'GET /invitations': () => ({ body: { items: [invitation({ state })] } }),
      'PUT /invitations/IN_1/answer': () => {
        state = 'confirmed';
        return { body: invitation({ state }) };
      },
    });
    await user.click(await screen.findByTestId('confirm-attendance'));
    await screen.findByText('Đã xác nhận dự');
    expect(JSON.parse(sent(calls)?.body as string)).toEqual({ state: 'confirmed' });
    expect(new Headers(sent(calls)?.headers).get('If-Match')).toBe('"4"');
  });
  it('are answered by who has opened them just now: opening is no change of somebody else', async () => {
    const calls = page({
      'GET /invitations': { body: { items: [invitation({ state: 'pending' })] } },
      'PUT /invitations/IN_1/seen': { body: invitation({ version: 5 }) },
      'PUT /invitations/IN_1/answer': { body: invitation({ state: 'confirmed', version: 6 }) },
    });
    const confirm = await screen.findByTestId<HTMLButtonElement>('confirm-attendance');
    await waitFor(() => expect(confirm.disabled).toBe(false));
    await user.click(confirm);
    const answer = () => calls.mock.calls.find(([path]) => (path as string).endsWith('/answer'))?.[1];
    await waitFor(() => expect(answer()).toBeDefined());
    expect(new Headers(answer()?.headers).get('If-Match')).toBe('"5"');
  });
  it('are declined only with a reason', async () => {
    const calls = page({ 'GET /invitations': { body: { items: [invitation()] } } });
    await user.click(await screen.findByRole('button', { name: 'Báo vắng' }));
    await user.click(screen.getByRole('button', { name: 'Gửi trả lời' }));
    await screen.findByText('Hãy nêu lý do vắng.');
    expect(sent(calls)).toBeUndefined();
  });
  it('name a substitute whom the directory does not know', async () => {
    const calls = page({
      'GET /invitations': { body: { items: [invitation()] } },
      'GET /people': { body: { items: [] } },
      'PUT /invitations/IN_1/answer': { body: invitation({ state: 'substituted' }) },
    });
    await user.click(await screen.findByTestId('substitute'));
    await user.click(screen.getByRole('button', { name: 'Người ngoài danh bạ' }));
    await user.type(screen.getByRole('textbox', { name: /Họ và tên/ }), 'Lò Thị Mai');
    await user.click(screen.getByTestId('send-answer'));
    await waitFor(() => expect(sent(calls)).toBeDefined());
    expect(JSON.parse(sent(calls)?.body as string)).toMatchObject({
      state: 'substituted',
      substitute: { name: 'Lò Thị Mai' },
    });
  });
  it('of a cancelled meeting cannot be answered', async () => {
    const { meeting } = invitation();
    page({
      'GET /invitations': { body: { items: [invitation({ meeting: { ...meeting, cancelled: true } })] } },
    });
    await screen.findByText('Cuộc họp đã hủy.');
    expect(screen.queryByTestId('confirm-attendance')).toBeNull();
  });
  it('say so when there are none', async () => {
    page({ 'GET /invitations': { body: { items: [] } } });
    await screen.findByText('Chưa có giấy mời nào');
  });
});
