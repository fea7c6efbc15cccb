import { describe, expect, it } from 'vitest';
import type { Presence } from './roll';
import type { Motion } from './types';
import { eligible, stages, sumOf, weightsOf } from './voters';

const present = (identity: string, role: string, code: string, over: Record<string, unknown> = {}) =>
  ({
    here: true,
    who: {
      identity,
      role,
      name: identity,
      personId: `PE_${identity}`,
      unit: { catalogue: 'c', code },
      site: `Xã ${code}`,
    },
    ...over,
  }) as unknown as Presence;

const room = [
  present('chutri', 'chair', '0'),
  present('thuky', 'secretary', '0'),
  present('mot', 'delegate', '1'),
  present('hai', 'delegate', '1'),
  present('vang', 'delegate', '2', { here: false }),
  present('khach', 'guest', '3'),
];

describe('eligible', () => {
  it('is each chair and delegate who is there', () => {
    expect(eligible(room, false).map(({ key }) => key)).toEqual([
      'person:PE_chutri',
      'person:PE_hai',
      'person:PE_mot',
    ]);
  });
  it('is each of their units once', () => {
    expect(eligible(room, true)).toEqual([
      { key: 'unit:c/0', name: 'Xã 0', unit: 'Xã 0' },
      { key: 'unit:c/1', name: 'Xã 1', unit: 'Xã 1' },
    ]);
  });
});

describe('weights', () => {
  const voters = eligible(room, false);
  it('are sent where they are not one, and of those who are there', () => {
    const given = { 'person:PE_mot': 3, 'person:PE_hai': 0, 'person:PE_chutri': 1, 'person:PE_vang': 9 };
    expect(weightsOf(voters, given)).toEqual([
      { voter: 'person:PE_hai', weight: 0 },
      { voter: 'person:PE_mot', weight: 3 },
    ]);
    expect(sumOf(voters, given)).toEqual({ count: 2, weight: 4 });
  });
});

describe('stages', () => {
  const motion = {
    voters: ['a', 'b', 'c'].map((key) => ({ key, name: key, weight: 1, identities: [] })),
    isReady: { a: true, b: true },
    hasCast: { a: true },
  } as unknown as Motion;
  it('has those first who must be asked', () => {
    expect(stages(motion).map(({ key, stage }) => `${key} ${stage}`)).toEqual([
      'c absent',
      'b ready',
      'a cast',
    ]);
  });
  it('never tells who has voted in secret', () => {
    expect(stages({ ...motion, secret: true }).some(({ stage }) => stage === 'cast')).toBe(false);
  });
});
