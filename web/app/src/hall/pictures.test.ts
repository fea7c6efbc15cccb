import { describe, expect, it } from 'vitest';
import { allPictures, mainPicture, partsOf } from './pictures';
import { nextState, type RosterState } from './store/roster';
import type { Site } from './store/site';

const none: RosterState = { sites: new Map(), order: [], screens: [], hands: [], speakers: [] };

function roster(...members: (Partial<Site> & { identity: string })[]): RosterState {
  const sites = members.map((member, index) => ({
    name: member.identity,
    role: '',
    local: false,
    microphone: null,
    camera: null,
    screen: null,
    speaking: false,
    hand: '',
    quality: 'good' as const,
    joinedAt: index,
    ...member,
  }));
  return nextState(none, sites, []);
}

const screen = { sid: 'TR_VS', muted: false };

describe('mainPicture', () => {
  const state = roster({ identity: 'me', local: true }, { identity: 'a' }, { identity: 'b' });
  it('is nothing in an empty room', () => expect(mainPicture(none, '', '')).toBeNull());
  it('is the first other site before anybody speaks', () =>
    expect(mainPicture(state, '', '')).toBe('camera:a'));
  it('is the own picture when alone', () => {
    expect(mainPicture(roster({ identity: 'me', local: true }), '', '')).toBe('camera:me');
  });
  it('is who speaks', () => expect(mainPicture(state, '', 'b')).toBe('camera:b'));
  it('is the screen of another site before who speaks', () => {
    const sharing = roster({ identity: 'a', screen }, { identity: 'b' });
    expect(mainPicture(sharing, '', 'b')).toBe('screen:a');
  });
  it('is not the own screen', () => {
    const sharing = roster({ identity: 'me', local: true, screen }, { identity: 'b' });
    expect(mainPicture(sharing, '', '')).toBe('camera:b');
  });
  it('is what is pinned before all else, while it is there', () => {
    expect(mainPicture(state, 'camera:b', 'a')).toBe('camera:b');
    expect(mainPicture(state, 'camera:gone', 'a')).toBe('camera:a');
  });
});

describe('allPictures', () => {
  it('puts screens first', () => {
    expect(allPictures(roster({ identity: 'a' }, { identity: 'b', screen }))).toEqual([
      'screen:b',
      'camera:a',
      'camera:b',
    ]);
  });
});

describe('partsOf', () => {
  it('keeps colons of an identity', () => {
    expect(partsOf('screen:unit:08:00691')).toEqual({ kind: 'screen', identity: 'unit:08:00691' });
  });
});
