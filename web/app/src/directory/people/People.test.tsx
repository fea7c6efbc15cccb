import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { renderPage, serve } from '../../test/render';
import People, { question } from './People';

const nobody = { q: '', unit: '', unitName: '', only: '', role: '', inactive: '' };
const session = (role: string) => ({ body: { user: { id: 'AC_1', role }, requires: undefined } });
const viewer = { body: { roles: [] } };

describe('people', () => {
  it('asks with units below unless told otherwise', () => {
    expect(question(nobody)).toEqual({});
    expect(question({ ...nobody, unit: 'c:08', role: 'chair' })).toMatchObject({
      unit: 'c:08',
      below: true,
      role: 'chair',
    });
    expect(question({ ...nobody, unit: 'c:08', only: '1', role: 'king' })).toEqual({ unit: 'c:08' });
  });
  it('offers changes only to those who keep the directory', async () => {
    serve({
      'GET /session': session('delegate'),
      'GET /viewer': viewer,
      'GET /people': { body: { items: [] } },
      'GET /units': { body: { items: [] } },
    });
    renderPage(<People />, '/directory/people');
    await screen.findByText('Chưa có mục nào');
    expect(screen.queryByText('Thêm người')).toBeNull();
  });
  it('says who gives the right when the server refuses', async () => {
    serve({
      'GET /session': session('admin'),
      'GET /viewer': viewer,
      'GET /people': { status: 403, body: { code: 'forbidden' } },
    });
    renderPage(<People />, '/directory/people');
    await screen.findByText('Anh, chị không có quyền xem trang này');
    await screen.findByText('Thêm người');
  });
});
