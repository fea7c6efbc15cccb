import { describe, expect, it } from 'vitest';
import * as day from './day';

describe('days in the province', () => {
  it('begin at midnight there, whatever this computer is set to', () => {
    expect(day.dayOf(new Date('2026-11-22T16:59:59Z'))).toBe('2026-11-22');
    expect(day.dayOf(new Date('2026-11-22T17:00:00Z'))).toBe('2026-11-23');
    expect(day.instantOf('2026-11-23', '08:00')).toBe('2026-11-23T01:00:00.000Z');
    expect(day.clockOf(new Date('2026-11-23T01:05:00Z'))).toBe('08:05');
  });
  it('make weeks that begin on Monday', () => {
    expect(day.weekStart('2026-11-22')).toBe('2026-11-16');
    expect(day.weekStart('2026-11-23')).toBe('2026-11-23');
    expect(day.weekdayName('2026-11-22', 'vi')).toBe('Chủ nhật');
  });
  it('make months', () => {
    expect(day.addMonths('2027-01-31', 1)).toBe('2027-02-28');
    expect(day.addMonths('2026-01-15', -1)).toBe('2025-12-15');
    const grid = day.monthGrid('2026-11-23');
    expect([grid[0], grid.at(-1), grid.length]).toEqual(['2026-10-26', '2026-12-06', 42]);
    expect(day.monthGrid('2027-02-10')).toHaveLength(28);
  });
  it('are written as officials do', () => {
    const [start, end] = [new Date('2026-11-23T01:00:00Z'), new Date('2026-11-23T04:30:00Z')];
    expect(day.periodText(start, end, 'vi')).toBe('08 giờ 00 – 11 giờ 30, thứ Hai, ngày 23/11/2026');
    expect(day.shortDay('2026-11-23')).toBe('23/11');
  });
  it.each([
    ['2026-11-23', true],
    ['2026-13-45', false],
    ['hôm nay', false],
    [null, false],
  ])('%s is a day: %s', (text, known) => {
    expect(day.isDay(text)).toBe(known);
  });
});
