import { describe, expect, it } from 'vitest';
import { countdown } from './clock';
import { isPressing, lacks, stepsOf } from './steps';

describe('the next step', () => {
  it.each([
    [['submit', 'cancel'], 'submit', [], ['cancel']],
    [['withdraw', 'cancel'], undefined, [], ['withdraw', 'cancel']],
    [['return', 'approve', 'cancel'], 'approve', ['return'], ['cancel']],
    [['start', 'postpone', 'cancel'], 'start', [], ['postpone', 'cancel']],
    [['pause', 'end'], 'pause', ['end'], []],
    [['resume', 'end'], 'resume', ['end'], []],
    [[], undefined, [], []],
  ])('of %s', (actions, first, others, rare) => {
    expect(stepsOf(actions)).toEqual({ first, others, rare });
  });
  it('is to open the meeting only when its hour is near', () => {
    const start = '2026-11-30T01:00:00Z';
    expect(isPressing('start', start, Date.parse('2026-11-29T01:00:00Z'))).toBe(false);
    expect(isPressing('start', start, Date.parse('2026-11-30T00:30:00Z'))).toBe(true);
    expect(isPressing('end', start, Date.parse(start))).toBe(false);
  });
  it('of a draft waits for its chair and its secretary', () => {
    expect(lacks({})).toEqual(['noChair', 'noSecretary']);
    expect(lacks({ chair: { id: 'a', name: 'A' }, secretary: { id: 'b', name: 'B' } })).toEqual([]);
  });
});

describe('countdown', () => {
  it.each([
    [7 * 86_400 + 22 * 3600, '7 ngày 22 giờ'],
    [3 * 3600 + 5 * 60, '3 giờ 05 phút'],
    [665, '11 phút 05 giây'],
    [0, '0 giây'],
  ])('%d s', (seconds, text) => {
    expect(countdown(seconds, 'vi')).toBe(text);
  });
});
