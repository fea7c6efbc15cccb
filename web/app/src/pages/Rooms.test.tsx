import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { renderPage, serve, user } from '../test/render';
import { Rooms } from './Rooms';

const room = (name: string, vi: string, change = {}) => ({
  name,
  title: { vi, en: vi },
  participants: 0,
  live: false,
  practice: false,
  ...change,
});
const practice = room('thu', 'Phòng họp thử', { practice: true, live: true, participants: 3 });
const first = { body: { items: [practice, room('a', 'Phòng họp xã Yên Minh')], nextCursor: 'n1' } };
const second = { body: { items: [room('b', 'Phòng họp xã Mèo Vạc')] } };

describe('Rooms', () => {
  it('shows the practice room above all and the others page by page', async () => {
    serve({ 'GET /rooms': (query) => (query.get('cursor') === 'n1' ? second : first) });
    renderPage(<Rooms />, '/rooms');
    const action = await screen.findByTestId('practice');
    expect(action.getAttribute('href')).toBe('/rooms/thu/join');
    expect(screen.getByText('3 điểm cầu trong phòng')).toBeDefined();
    await user.click(screen.getByRole('button', { name: 'Xem thêm' }));
    const next = await screen.findByRole('link', { name: 'Vào phòng Phòng họp xã Mèo Vạc' });
    expect(next.getAttribute('href')).toBe('/rooms/b/join');
    expect(screen.queryByRole('button', { name: 'Xem thêm' })).toBeNull();
  });
  it('lets the server search and says how to go on when nothing matches', async () => {
    serve({ 'GET /rooms': (query) => (query.get('q') === 'zzz' ? { body: { items: [] } } : first) });
    renderPage(<Rooms />, '/rooms');
    await screen.findByTestId('practice');
    await user.type(screen.getByRole('searchbox'), 'zzz');
    await screen.findByText('Không có phòng nào khớp “zzz”');
    await user.click(screen.getByRole('button', { name: 'Xóa ô tìm' }));
    await screen.findByTestId('practice');
  });
  it('offers to try again when the list cannot be had', async () => {
    let down = true;
    serve({ 'GET /rooms': () => (down ? { status: 503 } : first) });
    renderPage(<Rooms />, '/rooms');
    const retry = await screen.findByRole('button', { name: 'Thử lại' });
    down = false;
    await user.click(retry);
    await waitFor(() => screen.getByTestId('practice'));
  });
});
