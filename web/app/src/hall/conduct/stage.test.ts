import { describe, expect, it } from 'vitest';
import type { Site } from '../store/site';
import { candidates, changed, moved, sameStage, stageSet } from './stage';
import type { View } from './types';

const stage: View['stage'] = {
  layout: 'panel',
  panel: ['a', 'b'],
  rotate: 20,
  second: 'grid',
  spotted: 'a',
};

describe('a change of the stage', () => {
  it('keeps what it does not name', () => {
    expect(changed(stage, { layout: 'grid' })).toEqual({ ...stageSet(stage), layout: 'grid' });
    expect(changed(stage, { panel: ['b'] })).toEqual({ ...stageSet(stage), panel: ['b'] });
  });
  it('begins with the speaker', () => {
    expect(changed(undefined, {})).toEqual({
      layout: 'speaker',
      panel: [],
      rotate: 0,
      second: undefined,
      spotted: '',
    });
  });
  it('shows the speaker instead of a panel of nobody', () => {
    expect(changed(stage, { panel: [] }).layout).toBe('speaker');
    expect(changed(undefined, { layout: 'panel' }).layout).toBe('speaker');
  });
  it('is seen, and what only looks otherwise is not', () => {
    expect(sameStage(stageSet(stage), changed(stage, {}))).toBe(true);
    expect(sameStage({ layout: 'grid' }, { layout: 'grid', panel: [], rotate: 0, spotted: '' })).toBe(true);
    expect(sameStage(stageSet(stage), changed(stage, { panel: ['b', 'a'] }))).toBe(false);
  });
});

describe('moved', () => {
  it.each([
    ['b', -1, ['b', 'a', 'c']],
    ['b', 1, ['a', 'c', 'b']],
    ['a', -1, ['a', 'b', 'c']],
    ['c', 1, ['a', 'b', 'c']],
    ['x', 1, ['a', 'b', 'c']],
  ] as const)('%s by %d', (entry, by, then) => expect(moved(['a', 'b', 'c'], entry, by)).toEqual(then));
});

describe('candidates', () => {
  const site = (identity: string, name: string, person: string) =>
    [identity, { identity, name, person } as Site] as const;
  const sites = new Map([
    site('1', 'Điểm cầu Na Hang', 'Hoàng Thị Dợt'),
    site('2', 'Điểm cầu Chiêm Hoá', 'Điểm cầu Chiêm Hoá'),
    site('3', 'Điểm cầu Đà Vị', ''),
  ]);
  it('are found by site and by person, without diacritics', () => {
    expect(candidates({ sites }, 'chiem hoa')).toEqual([{ identity: '2', name: 'Điểm cầu Chiêm Hoá' }]);
    expect(candidates({ sites }, 'DOT')).toEqual([
      { identity: '1', name: 'Điểm cầu Na Hang · Hoàng Thị Dợt' },
    ]);
    expect(candidates({ sites }, 'da vi')).toHaveLength(1);
    expect(candidates({ sites }, 'x')).toEqual([]);
  });
  it('are in the order of their names', () =>
    expect(candidates({ sites }, '').map(({ identity }) => identity)).toEqual(['2', '3', '1']));
});
