import { describe, expect, it } from 'vitest';
import { nextState, type RosterState } from './roster';
import { held, type Site } from './site';

const none: RosterState = { sites: new Map(), order: [], screens: [], hands: [], speakers: [] };

function site(identity: string, change: Partial<Site> = {}): Site {
  return {
    identity,
    name: `Điểm cầu ${identity}`,
    role: 'delegate',
    person: '',
    position: '',
    place: '',
    local: false,
    microphone: { sid: `TR_A${identity}`, muted: true },
    camera: { sid: `TR_V${identity}`, muted: false },
    screen: null,
    speaking: false,
    hand: '',
    quality: 'good',
    joinedAt: 1000,
    ...change,
  };
}

describe('nextState', () => {
  it('is the same object when nothing shown has changed', () => {
    const first = nextState(none, [site('a'), site('b')], ['a']);
    expect(nextState(first, [site('a'), site('b')], ['a'])).toBe(first);
  });
  it('replaces only the site that changed', () => {
    const first = nextState(none, [site('a'), site('b')], []);
    const second = nextState(first, [site('a'), site('b', { quality: 'poor' })], []);
    expect(second.sites.get('a')).toBe(first.sites.get('a'));
    expect(second.sites.get('b')).not.toBe(first.sites.get('b'));
    expect(second.order).toBe(first.order);
  });
  it('sees that another publication stands for a track after a full reconnect', () => {
    const camera = { sid: 'TR_Va', muted: false };
    const first = nextState(none, [site('a', { camera: { ...camera, instance: 1 } })], []);
    const second = nextState(first, [site('a', { camera: { ...camera, instance: 2 } })], []);
    expect(second.sites.get('a')).not.toBe(first.sites.get('a'));
  });
  it('sees a track muted', () => {
    const first = nextState(none, [site('a')], []);
    const second = nextState(first, [site('a', { camera: { sid: 'TR_Va', muted: true } })], []);
    expect(second).not.toBe(first);
  });
  it('sees a picture that the line is too narrow for', () => {
    const first = nextState(none, [site('a')], []);
    const paused = nextState(
      first,
      [site('a', { camera: { sid: 'TR_Va', muted: false, paused: true } })],
      [],
    );
    expect(paused).not.toBe(first);
    expect(held(paused.sites.get('a')?.camera ?? null)).toBe(true);
    const muted = site('a', { camera: { sid: 'TR_Va', muted: true, paused: true } });
    expect(held(muted.camera)).toBe(false);
  });
  it('puts chair and secretary first and the rest as they came', () => {
    const state = nextState(
      none,
      [
        site('late', { joinedAt: 3000 }),
        site('early', { joinedAt: 1000 }),
        site('thuky', { role: 'secretary', joinedAt: 5000 }),
        site('chutri', { role: 'chair', joinedAt: 9000 }),
      ],
      [],
    );
    expect(state.order).toEqual(['chutri', 'thuky', 'early', 'late']);
  });
  it('leaves those shown in place when a site comes late', () => {
    const first = nextState(none, [site('a', { joinedAt: 1 }), site('b', { joinedAt: 2 })], []);
    const second = nextState(first, [site('0', { joinedAt: 3 }), ...first.sites.values()], []);
    expect(second.order).toEqual(['a', 'b', '0']);
  });
  it('queues hands by the time they went up, across zones', () => {
    const state = nextState(
      none,
      [
        site('a', { hand: '2026-11-23T08:00:10+07:00' }),
        site('b', { hand: '2026-11-23T01:00:05Z' }),
        site('c'),
      ],
      [],
    );
    expect(state.hands).toEqual(['b', 'a']);
  });
  it('shows the latest screen first', () => {
    const screen = { sid: 'TR_VS', muted: false };
    const first = nextState(none, [site('a', { screen }), site('b', { joinedAt: 2000 })], []);
    const second = nextState(first, [site('a', { screen }), site('b', { joinedAt: 2000, screen })], []);
    expect(second.screens).toEqual(['b', 'a']);
  });
  it('forgets speakers who have left', () => {
    expect(nextState(none, [site('a')], ['gone', 'a']).speakers).toEqual(['a']);
  });
});
