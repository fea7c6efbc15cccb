import { describe, expect, it } from 'vitest';
import { pairs } from './pairs';
import type { Turn } from './types';

const turn = (id: string, start: string, reply?: string): Turn => ({
  id,
  queue: 'question',
  who: { identity: id, name: id, role: 'delegate' },
  start,
  since: start,
  before: 0,
  ...(reply === undefined ? {} : { reply }),
});

describe('questions and replies', () => {
  it('puts replies under their question, the first first', () => {
    const late = turn('c', '2026-11-30T01:02:00Z', 'a');
    const early = turn('b', '2026-11-30T01:01:00Z', 'a');
    const question = turn('a', '2026-11-30T01:00:00Z');
    const speech = turn('d', '2026-11-30T00:59:00Z');
    expect(pairs([late, early, question, speech])).toEqual([
      { turn: question, replies: [early, late] },
      { turn: speech, replies: [] },
    ]);
  });

  it('keeps a reply whose question is not shown any more', () => {
    const reply = turn('b', '2026-11-30T01:01:00Z', 'gone');
    expect(pairs([reply])).toEqual([{ turn: reply, replies: [] }]);
  });
});
