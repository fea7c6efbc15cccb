import { describe, expect, it } from 'vitest';
import { newsOf } from './news';
import type { Turn, View } from './types';

const me = { identity: 'me', name: 'Tôi', role: 'delegate' as const };
const turn: Turn = { id: 'FR_1', queue: 'speech', who: me, start: '', since: '', before: 0 };
const nobody: ReadonlySet<string> = new Set();

function view(part: {
  turns?: Turn[];
  granted?: string[];
  mine?: Partial<View['mine']>;
  approved?: boolean;
}): View {
  return {
    seq: 1,
    now: '',
    mine: {
      who: me,
      audience: 'hall',
      leads: false,
      presents: false,
      rights: { microphone: false, share: false },
      votes: {},
      may: [],
      asked:
        part.approved === undefined
          ? []
          : [{ id: 'FR_2', queue: 'speech', who: me, at: '', approved: part.approved, place: 1 }],
      ...part.mine,
    },
    floor: {
      turns: part.turns ?? [],
      waiting: [],
      counts: {},
      past: [],
      pastCount: 0,
    },
    microphones: { policy: 'chair_only', granted: part.granted ?? [] },
  };
}

describe('news of what was done to one’s rights', () => {
  it('tells of a turn that another has ended or held, not of one’s own act', () => {
    expect(newsOf(view({ turns: [turn] }), view({}), nobody)).toEqual([{ kind: 'ended' }]);
    expect(newsOf(view({ turns: [turn] }), view({}), new Set(['FR_1']))).toEqual([]);
    const held = { ...turn, held: '2026-11-30T01:00:00Z' };
    expect(newsOf(view({ turns: [turn] }), view({ turns: [held] }), nobody)).toEqual([{ kind: 'held' }]);
    expect(newsOf(view({ turns: [held] }), view({ turns: [turn] }), nobody)).toEqual([{ kind: 'resumed' }]);
  });

  it('tells once why a request was refused', () => {
    const refused = { requestId: 'FR_9', queue: 'speech' as const, reason: 'Hết giờ', at: '' };
    const after = view({ mine: { refused } });
    expect(newsOf(view({}), after, nobody)).toEqual([{ kind: 'refused', reason: 'Hết giờ' }]);
    expect(newsOf(after, after, nobody)).toEqual([]);
  });

  it('tells of a microphone and a screen that were taken back', () => {
    expect(newsOf(view({ granted: ['me'] }), view({}), nobody)).toEqual([{ kind: 'microphone' }]);
    const sharing = view({ mine: { rights: { microphone: false, share: true } } });
    expect(newsOf(sharing, view({}), nobody)).toEqual([{ kind: 'share' }]);
    const waiting = { ...sharing, meeting: { phase: 'waiting' as const, notice: { text: '' } } };
    expect(newsOf(waiting, view({}), nobody)).toEqual([{ kind: 'tested' }]);
  });

  it('tells that a request was approved', () => {
    expect(newsOf(view({ approved: false }), view({ approved: true }), nobody)).toEqual([
      { kind: 'approved' },
    ]);
  });
});
