import { describe, expect, it } from 'vitest';
import type { MeetingSummary } from '../types';
import { byDay, half, planned, question, range, read, step } from './view';

const meeting = (start: string, end: string, state: MeetingSummary['state'] = 'issued') =>
  ({ id: start, start, end, state }) as MeetingSummary;

describe('the calendar’s address', () => {
  it('holds the view, the day and whose calendar it is', () => {
    const shown = read(new URLSearchParams('view=month&day=2026-11-23&by=room&of=r1'), '2026-01-01');
    expect(shown).toEqual({ view: 'month', day: '2026-11-23', by: 'room', of: 'r1', below: false });
  });
  it('falls back to this week of the own unit', () => {
    const shown = read(new URLSearchParams('view=year&day=mai&by=all'), '2026-11-22');
    expect(shown).toEqual({ view: 'week', day: '2026-11-22', by: 'unit', of: '', below: false });
  });
});

describe('a period', () => {
  it('is a whole week from Monday', () => {
    expect(range({ view: 'week', day: '2026-11-22' })).toEqual(['2026-11-16', '2026-11-23']);
  });
  it('is stepped by its own length', () => {
    expect(step({ view: 'day', day: '2026-11-30' }, 1)).toBe('2026-12-01');
    expect(step({ view: 'week', day: '2026-11-22' }, -1)).toBe('2026-11-15');
    expect(step({ view: 'month', day: '2027-01-31' }, 1)).toBe('2027-02-01');
  });
  it('is asked for by who it is of', () => {
    const shown = { view: 'day', day: '2026-11-23', by: 'unit', of: '', below: true } as const;
    expect(question(shown, 'c:08')).toMatchObject({
      unit: 'c:08',
      below: true,
      from: '2026-11-22T17:00:00.000Z',
      to: '2026-11-23T17:00:00.000Z',
    });
    expect(question({ ...shown, by: 'room' }, 'c:08')).toBeNull();
    expect(question({ ...shown, by: 'person' }, 'c:08')).toBeNull();
    expect(question({ ...shown, by: 'person', of: 'PE_1' }, 'c:08')).toMatchObject({ person: 'PE_1' });
    expect(question({ ...shown, by: 'me' }, 'c:08')).toMatchObject({ person: 'me' });
  });
});

describe('meetings', () => {
  it('are on every day they last, by the province’s clock', () => {
    const long = meeting('2026-11-23T01:00:00Z', '2026-11-24T10:00:00Z');
    const late = meeting('2026-11-22T17:30:00Z', '2026-11-22T18:00:00Z');
    const midnight = meeting('2026-11-24T10:00:00Z', '2026-11-24T17:00:00Z');
    const days = byDay([long, late, midnight], ['2026-11-22', '2026-11-23', '2026-11-24', '2026-11-25']);
    expect([...days.values()].map((list) => list.length)).toEqual([0, 2, 2, 0]);
  });
  it('are in the half of the day in which they begin', () => {
    const morning = meeting('2026-11-23T01:00:00Z', '2026-11-23T09:00:00Z');
    const noon = meeting('2026-11-23T05:00:00Z', '2026-11-24T09:00:00Z');
    expect(half(morning, '2026-11-23')).toBe('morning');
    expect(half(noon, '2026-11-23')).toBe('afternoon');
    expect(half(noon, '2026-11-24')).toBe('morning');
  });
  it('leave the calendar when they were called off', () => {
    const [start, end] = ['2026-11-23T01:00:00Z', '2026-11-23T02:00:00Z'];
    expect(planned([meeting(start, end, 'cancelled'), meeting(start, end, 'draft')])).toHaveLength(1);
  });
});
