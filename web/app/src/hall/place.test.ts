import { describe, expect, it } from 'vitest';
import { serve } from '../test/render';
import { join, NotLetIn, placeOf } from './place';

describe('a place', () => {
  it('is a room by its name, or a meeting by its id', () => {
    expect(placeOf('phòng a')).toEqual({ name: 'phòng a', base: '/rooms/ph%C3%B2ng%20a', meeting: false });
    expect(placeOf(undefined, 'ME_1')).toEqual({ name: 'ME_1', base: '/meetings/ME_1', meeting: true });
  });
});

describe('join', () => {
  const ticket = { url: '', token: 'a', role: 'delegate' };
  it('takes a meeting’s ticket when its door is open', async () => {
    serve({ 'POST /meetings/ME_1/join': { body: { verdict: 'enter', ticket } } });
    await expect(join({ name: 'ME_1', meeting: true }, '')).resolves.toEqual(ticket);
  });
  it('says so when it is not', async () => {
    serve({ 'POST /meetings/ME_1/join': { body: { verdict: 'wait', reason: 'early' } } });
    await expect(join({ name: 'ME_1', meeting: true }, '')).rejects.toBeInstanceOf(NotLetIn);
  });
  it('asks a room for a ticket in the name given', async () => {
    const asked = serve({ 'POST /rooms/a/join': { body: ticket } });
    await join({ name: 'a', meeting: false }, 'Điểm cầu A');
    expect(asked.mock.calls[0]?.[1]?.body).toBe('{"displayName":"Điểm cầu A"}');
  });
});
