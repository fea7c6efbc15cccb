import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { renderPage, serve, user } from '../test/render';
import Left from './Left';

const show = (query: string) => renderPage(<Left />, `/rooms/thu/left${query}`, '/rooms/:name/left');

describe('Left', () => {
  it('tells one who was removed whom to speak to, and does not go back by itself', () => {
    serve({});
    show('?why=removed');
    expect(screen.getByRole('heading', { level: 1 }).textContent).toMatch(/được mời ra/);
    expect(screen.queryByTestId('countdown')).toBeNull();
  });
  it('counts down after a restart until told not to', async () => {
    serve({ 'GET /info': { status: 503 } });
    show('?why=restart');
    expect(screen.getByTestId('countdown').textContent).toMatch(/Tự vào lại sau \d+ giây/);
    await user.click(screen.getByTestId('stay-out'));
    expect(screen.getByTestId('countdown').textContent).toBe('Đã dừng tự vào lại.');
  });
  it('goes back in with the switches it came with', async () => {
    serve({});
    show('?why=lost&spc=0');
    await user.click(screen.getByTestId('rejoin'));
    await screen.findByText('elsewhere');
  });
  it('offers no way back into a closed room', () => {
    serve({});
    show('?why=ended');
    expect(screen.queryByTestId('rejoin')).toBeNull();
  });
});
