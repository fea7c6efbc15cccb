import { describe, expect, it } from 'vitest';
import type { ScheduleItem } from './api';
import { due, testable } from './due';
import { patience } from './useEntry';

const item = (id: string, change: Partial<ScheduleItem> = {}): ScheduleItem => ({
  id,
  title: 'Giao ban',
  host: 'Uỷ ban nhân dân tỉnh',
  state: 'issued',
  start: '2026-11-29T08:00:00Z',
  end: '2026-11-29T09:00:00Z',
  testAt: '2026-11-29T07:00:00Z',
  verdict: 'enter',
  ...change,
});

describe('the meeting to enter', () => {
  it('is one under way before one to come', () => {
    const coming = item('coming', { start: '2026-11-29T07:00:00Z' });
    expect(due([coming, item('live', { state: 'live' })], '')?.id).toBe('live');
    expect(due([coming, item('paused', { state: 'paused' })], '')?.id).toBe('paused');
  });
  it('is the earlier of two', () => {
    expect(due([item('late'), item('early', { start: '2026-11-29T07:30:00Z' })], '')?.id).toBe('early');
  });
  it('is not one whose door is closed, nor the one that was left by hand', () => {
    expect(due([item('shut', { verdict: 'wait' as ScheduleItem['verdict'] })], '')).toBeUndefined();
    expect(due([item('left')], 'left')).toBeUndefined();
  });
});

describe('the line test', () => {
  const at = (time: string) => Date.parse(`2026-11-29T${time}Z`);
  it('is open from its hour until the end, while the meeting is issued', () => {
    expect(testable([item('a')], at('06:59:59'))).toHaveLength(0);
    expect(testable([item('a')], at('07:00:00'))).toHaveLength(1);
    expect(testable([item('a')], at('09:00:00'))).toHaveLength(0);
    expect(testable([item('a', { state: 'live' })], at('07:30:00'))).toHaveLength(0);
  });
});

describe('coming back', () => {
  it('two hundred do not come in one second', () => {
    expect(patience(1, 0)).toBe(1);
    expect(patience(1, 1)).toBe(2);
    expect(patience(3, 0)).toBeLessThan(patience(3, 1));
    for (let attempt = 0; attempt < 40; attempt++) expect(patience(attempt, 1)).toBeLessThanOrEqual(20);
  });
});
