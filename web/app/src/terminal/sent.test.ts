import { describe, expect, it } from 'vitest';
import { ApiError } from '../api/problem';
import { reallyRemoved } from './sent';

const fails = (status: number, code: string) => () => Promise.reject(new ApiError(status, { code }));

describe('out of a meeting', () => {
  it('a session that has ended is no removal: the terminal comes back', async () => {
    expect(await reallyRemoved('removed', fails(401, 'unauthenticated'))).toEqual({
      ending: 'lost',
      gone: true,
    });
  });
  it('the chair’s hand is', async () => {
    expect(await reallyRemoved('removed', () => Promise.resolve({}))).toEqual({
      ending: 'removed',
      gone: false,
    });
  });
  it('who cannot be asked is believed', async () => {
    expect(await reallyRemoved('removed', fails(0, 'network'))).toEqual({ ending: 'removed', gone: false });
  });
  it('other endings ask nobody', async () => {
    expect(await reallyRemoved('ended', fails(401, 'unauthenticated'))).toEqual({
      ending: 'ended',
      gone: false,
    });
  });
});
