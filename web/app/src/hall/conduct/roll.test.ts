import { describe, expect, it } from 'vitest';
import {
  movesOf,
  peopleBySite,
  presenceByPerson,
  seatOf,
  seatsFree,
  type Attendee,
  type Place,
  type Presence,
} from './roll';
import type { Roll } from './types';

const attendee = (subject: string, code: string, over: Partial<Attendee> = {}): Attendee => ({
  subject,
  kind: 'person',
  name: subject,
  unit: { catalogue: 'c', code },
  role: 'delegate',
  coming: '',
  ...over,
});
const roll = (marks: Record<string, string>): Roll => ({
  counts: {},
  sites: {},
  planned: 1,
  quorum: { present: 0, total: 1, met: false },
  marks: Object.fromEntries(
    Object.entries(marks).map(([subject, mark]) => [subject, { mark, at: '2026-11-30T01:00:00Z' }]),
  ),
});

describe('peopleBySite', () => {
  it('counts those who are there, however they are', () => {
    const sites = peopleBySite(
      [
        attendee('person:1', 'a'),
        attendee('person:2', 'a'),
        attendee('person:3', 'a'),
        attendee('person:4', 'b'),
        attendee('site:c/a', 'a', { kind: 'site' }),
      ],
      roll({ 'person:1': 'late', 'person:2': 'substitute', 'person:3': 'excused', 'person:4': 'unexcused' }),
    );
    expect(sites.get('site:c/a')).toMatchObject({ present: 2, people: { length: 3 } });
    expect(sites.get('site:c/b')).toMatchObject({ present: 0, people: { length: 1 } });
  });
});

describe('presenceByPerson', () => {
  const presence = (identity: string, personId: string, here: boolean) =>
    ({ here, who: { identity, personId, name: identity, role: 'delegate' } }) as Presence;
  it('says there while one of two devices is', () => {
    for (const all of [
      [presence('x', '1', true), presence('y', '1', false)],
      [presence('y', '1', false), presence('x', '1', true)],
    ]) {
      expect(presenceByPerson(all).get('person:1')?.here).toBe(true);
    }
  });
  it('leaves out terminals, which are nobody', () => {
    expect(presenceByPerson([presence('t', '', true)]).size).toBe(0);
  });
});

describe('movesOf', () => {
  const at = (minute: number) => new Date(Date.UTC(2026, 10, 30, 1, minute)).toISOString();
  const moves = (...all: [number, boolean][]) => all.map(([minute, here]) => ({ at: at(minute), here }));
  const came = (...all: [number, boolean][]) => ({ moves: moves(...all) }) as Presence & Place;
  it('tells of those before a terminal what the roll does', () => {
    expect(movesOf(undefined, came([0, true], [10, false], [15, true]))).toEqual(
      moves([0, true], [10, false], [15, true]),
    );
  });
  it('makes one of the hand and the device that takes over', () => {
    expect(movesOf(came([5, true], [9, false]), came([0, true], [5, false]))).toEqual(
      moves([0, true], [9, false]),
    );
  });
  it('tells nothing of those who never came', () => expect(movesOf(undefined, undefined)).toEqual([]));
});

describe('seats of a room', () => {
  const plan = {
    columns: 2,
    rows: 1,
    blocks: [
      {
        kind: 'row' as const,
        name: '',
        x: 0,
        y: 0,
        width: 2,
        height: 1,
        seats: [{ label: 'A1' }, { label: 'A2', name: 'Ma Văn Thượng' }],
      },
    ],
  };
  const site = 'site:c/a';
  const place = (seat: string, of = site): Place => ({ site: of, seat, here: true, moves: [] });
  it('offers those that nobody else has at the site', () => {
    const with1 = { ...roll({}), places: { 'person:1': place('a1'), 'person:2': place('A2', 'site:c/b') } };
    expect(seatsFree(plan, with1, site, 'person:3')).toEqual(['A2']);
    expect(seatsFree(plan, with1, site, 'person:1')).toEqual(['A1', 'A2']);
    expect(seatsFree(undefined, with1, site, 'person:1')).toEqual([]);
  });
  it('finds the name plate', () => {
    expect(seatOf(plan, 'Ma Văn Thượng')).toBe('A2');
    expect(seatOf(plan, 'Ai đó')).toBe('');
  });
});
