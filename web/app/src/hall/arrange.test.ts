import { describe, expect, it } from 'vitest';
import { arrange, layouts, pairOf, type Scene } from './arrange';
import { emptyRoom, roomOf, sharedScreen as screen } from '../test/roster';

const hall = roomOf(
  { identity: 'chair', role: 'chair' },
  { identity: 'me', local: true },
  { identity: 'a' },
  { identity: 'b' },
);
const sharing = roomOf(
  { identity: 'chair', role: 'chair' },
  { identity: 'me', local: true },
  { identity: 'a', screen },
  { identity: 'b' },
);

const scene = (change: Partial<Scene>): Scene => ({
  layout: 'speaker',
  roster: hall,
  pinned: '',
  called: '',
  speaker: '',
  other: '',
  panel: [],
  paper: false,
  ...change,
});

describe('speaker', () => {
  const large = (change: Partial<Scene>) => arrange(scene(change)).large;
  it('shows nothing in an empty room', () =>
    expect(arrange(scene({ roster: emptyRoom }))).toEqual({ large: [], tiles: [], shape: 'strip' }));
  it('shows the first other site before anybody speaks', () => {
    expect(large({ roster: roomOf({ identity: 'me', local: true }, { identity: 'a' }) })).toEqual([
      'camera:a',
    ]);
  });
  it('shows oneself when alone', () => {
    expect(large({ roster: roomOf({ identity: 'me', local: true }) })).toEqual(['camera:me']);
  });
  it('shows who speaks, and whom the chair has called before them', () => {
    expect(large({ speaker: 'b' })).toEqual(['camera:b']);
    expect(large({ speaker: 'b', called: 'a' })).toEqual(['camera:a']);
    expect(large({ speaker: 'b', called: 'gone' })).toEqual(['camera:b']);
  });
  it('has everyone else in the strip', () => {
    expect(arrange(scene({ speaker: 'b' })).tiles).toEqual(['camera:chair', 'camera:me', 'camera:a']);
  });
  it('shows what is pinned before all else, while it is there', () => {
    expect(large({ pinned: 'camera:b', speaker: 'a', paper: true, roster: sharing })).toEqual(['camera:b']);
    expect(large({ pinned: 'camera:gone', speaker: 'a' })).toEqual(['camera:a']);
  });
});

describe('a screen that is shared', () => {
  it.each(layouts)('is large in the layout %s', (layout) => {
    const { large, tiles } = arrange(scene({ layout, roster: sharing, panel: ['b'], called: 'b' }));
    expect(large).toEqual(['screen:a']);
    expect(tiles).not.toContain('screen:a');
    expect(tiles[0]).toBe(layout === 'grid' || layout === 'side_by_side' ? 'camera:chair' : 'camera:b');
  });
  it.each(layouts)('has a paper that is open beside it in the layout %s', (layout) => {
    expect(arrange(scene({ layout, roster: sharing, panel: ['b'], paper: true })).large).toEqual([
      'screen:a',
      'paper',
    ]);
  });
  it('is not large for whoever shares it', () => {
    const own = roomOf({ identity: 'me', local: true, screen }, { identity: 'b' });
    expect(arrange(scene({ roster: own })).large).toEqual(['camera:b']);
  });
});

describe('papers', () => {
  it('stand beside whoever speaks', () => {
    expect(arrange(scene({ layout: 'papers', paper: true, speaker: 'b' }))).toEqual({
      large: ['paper'],
      tiles: ['camera:b'],
      shape: 'column',
    });
  });
  it('leave the speaker large while none is open', () => {
    expect(arrange(scene({ layout: 'papers', speaker: 'b' }))).toMatchObject({
      large: ['camera:b'],
      shape: 'strip',
    });
  });
});

describe('grid', () => {
  it('has everybody, in the same order at every site', () => {
    const everybody = ['camera:chair', 'camera:me', 'camera:a', 'camera:b'];
    expect(arrange(scene({ layout: 'grid' }))).toEqual({ large: [], tiles: everybody, shape: 'grid' });
    expect(arrange(scene({ layout: 'grid', roster: sharing })).tiles).toEqual(everybody);
    expect(arrange(scene({ layout: 'grid', paper: true, called: 'b' })).tiles).toEqual(everybody);
    const own = roomOf({ identity: 'me', local: true, screen }, { identity: 'b' });
    expect(arrange(scene({ layout: 'grid', roster: own })).tiles).toEqual(['camera:me', 'camera:b']);
  });
});

describe('panel', () => {
  it('has exactly the chosen ones who are there, in their order', () => {
    const panel = ['b', 'gone', 'chair', 'b'];
    expect(arrange(scene({ layout: 'panel', panel, speaker: 'a', called: 'a' }))).toEqual({
      large: [],
      tiles: ['camera:b', 'camera:chair'],
      shape: 'few',
    });
  });
  it('stays exact beside a paper', () => {
    expect(arrange(scene({ layout: 'panel', panel: ['b'], paper: true }))).toEqual({
      large: ['paper'],
      tiles: ['camera:b'],
      shape: 'column',
    });
  });
  it('shows the speaker when nobody of it is there', () => {
    expect(arrange(scene({ layout: 'panel', panel: ['gone'], speaker: 'b' }))).toMatchObject({
      large: ['camera:b'],
      shape: 'strip',
    });
  });
});

describe('side by side', () => {
  const pair = (change: Partial<Scene>) => pairOf(scene({ layout: 'side_by_side', ...change }));
  it('has the chair and whoever speaks', () => {
    expect(arrange(scene({ layout: 'side_by_side', speaker: 'b' }))).toEqual({
      large: [],
      tiles: ['camera:chair', 'camera:b'],
      shape: 'few',
    });
  });
  it('keeps who spoke last while the chair speaks', () =>
    expect(pair({ speaker: 'chair', other: 'b' })).toEqual(['chair', 'b']));
  it('prefers whom the chair has called', () =>
    expect(pair({ speaker: 'a', called: 'b' })).toEqual(['chair', 'b']));
  it('takes anybody before somebody has spoken', () => expect(pair({})).toEqual(['chair', 'me']));
  it('is the chair alone in an empty hall', () =>
    expect(pair({ roster: roomOf({ identity: 'c', role: 'chair' }) })).toEqual(['c']));
  it('shows the speaker while the chair is away', () => {
    const without = roomOf({ identity: 'a' }, { identity: 'b' });
    expect(arrange(scene({ layout: 'side_by_side', roster: without, speaker: 'b' }))).toMatchObject({
      large: ['camera:b'],
    });
  });
});
