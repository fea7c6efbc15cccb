import { describe, expect, it } from 'vitest';
import { left, minutes, ran } from './clock';
import type { Turn } from './types';

const start = '2026-11-30T01:00:00.000Z';
const at = (seconds: number) => Date.parse(start) + seconds * 1000;
const turn = (part: Partial<Turn>): Turn => ({
  id: 'FR_1',
  queue: 'speech',
  who: { identity: 'a', name: 'A', role: 'delegate' },
  start,
  since: start,
  before: 0,
  ...part,
});

describe('the clock of a turn', () => {
  it('runs from where it last started', () => {
    expect(ran(turn({}), at(61))).toBe(61);
    expect(ran(turn({ before: 30_000 }), at(5))).toBe(35);
  });
  it('stands while the turn is held, and when it has ended', () => {
    expect(ran(turn({ before: 12_000, held: start }), at(100))).toBe(12);
    expect(ran(turn({ end: '2026-11-30T01:00:20.000Z' }), at(100))).toBe(20);
  });
  it('is not thrown off by a clock behind the server', () => {
    expect(ran(turn({}), at(-5))).toBe(0);
  });
  it('warns before the time is over and says by how much it is', () => {
    expect(left(turn({ seconds: 120 }), at(60))).toEqual({ seconds: 60, warning: 'none' });
    expect(left(turn({ seconds: 120 }), at(95))).toEqual({ seconds: 25, warning: 'soon' });
    expect(left(turn({ seconds: 120 }), at(130))).toEqual({ seconds: -10, warning: 'over' });
    expect(left(turn({}), at(500))).toEqual({ seconds: null, warning: 'none' });
  });
  it('is written as people read it', () => {
    expect([minutes(5), minutes(65), minutes(3723), minutes(-30)]).toEqual([
      '0:05',
      '1:05',
      '1:02:03',
      '-0:30',
    ]);
  });
});
