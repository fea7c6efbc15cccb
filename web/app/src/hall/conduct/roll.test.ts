import { describe, expect, it } from 'vitest';
import { peopleBySite, presenceByPerson, type Attendee, type Presence } from './roll';
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
