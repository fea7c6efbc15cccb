import { describe, expect, it } from 'vitest';
import type { Meeting } from '../types';
import {
  blank,
  changedUnits,
  clockAgenda,
  draftOf,
  firstDay,
  formOf,
  moved,
  needs,
  newItem,
  withSites,
  type FormSite,
} from './form';
import { recurrenceOf, ruleFormOf } from './rule';
import { differing } from './stale';

const host = { value: 'c:08', label: 'Tỉnh', key: { catalogue: 'c', code: '08' } };
const site = (code: string): FormSite => ({
  unit: { catalogue: 'c', code },
  name: code,
  room: `r${code}`,
  roomTitle: '',
  main: false,
  needKbps: 0,
});
const whole = () => ({ ...blank('2026-11-30', host, null), title: 'Giao ban', noStateSecret: true });
const meeting = {
  id: 'ME_1',
  version: 3,
  title: 'Giao ban',
  description: '',
  urgency: 'normal',
  host: { ...host.key, level: 'province', name: 'Tỉnh' },
  start: '2026-11-30T01:00:00.000Z',
  end: '2026-11-30T04:00:00.000Z',
  mode: 'online',
  sites: [],
  agenda: [
    { id: 'AG_1', title: 'Báo cáo', minutes: 20, begins: '', vote: false },
    { id: 'AG_2', title: 'Kết luận', minutes: 10, start: '2026-11-30T02:00:00.000Z', begins: '', vote: true },
  ],
  policies: { microphones: 'one', waitingRoom: true, recording: false, sharing: 'chair', openBefore: 30 },
  noStateSecret: true,
} as unknown as Meeting;

describe('the editor', () => {
  it('begins four working days ahead, so that the rule of three is kept', () => {
    expect(firstDay('2026-11-22')).toBe('2026-11-26');
    expect(firstDay('2026-11-25')).toBe('2026-12-01');
  });
  it('says what is missing by its place', () => {
    const form = { ...blank('2026-11-30', null, null), to: '07:00', agenda: [newItem()] };
    expect(needs(form)).toEqual({
      title: 'title',
      host: 'host',
      end: 'end',
      noStateSecret: 'declare',
      'agenda[0].title': 'item',
    });
    expect(needs(whole())).toEqual({});
  });
  it('gives back the plan it was made of, fixed times moved along with the start', () => {
    const draft = draftOf({ ...formOf(meeting), day: '2026-12-01', endDay: '2026-12-01' });
    expect(draft.start).toBe('2026-12-01T01:00:00.000Z');
    expect(draft.agenda?.map(({ id, start }) => [id, start])).toEqual([
      ['AG_1', undefined],
      ['AG_2', '2026-12-01T02:00:00.000Z'],
    ]);
    expect(draft.policies).toMatchObject({ microphones: 'one', openBefore: 30 });
  });
  it('clocks the agenda', () => {
    const { begins, minutes, end } = clockAgenda(formOf(meeting));
    expect(begins.map((at) => at.toISOString().slice(11, 16))).toEqual(['01:00', '02:00']);
    expect([minutes, end.toISOString()]).toEqual([30, '2026-11-30T02:10:00.000Z']);
  });
  it('makes rules that end', () => {
    expect(recurrenceOf(whole())).toBeNull();
    expect(recurrenceOf({ ...whole(), repeat: 'biweekly', count: 6, holidays: 'skip' })).toEqual({
      rule: 'FREQ=WEEKLY;INTERVAL=2;COUNT=6',
      holidays: 'skip',
    });
    expect(
      recurrenceOf({ ...whole(), repeat: 'monthlyWeekday', ends: 'until', until: '2027-03-01' })?.rule,
    ).toBe('FREQ=MONTHLY;BYDAY=-1MO;UNTIL=20270301T165900Z');
  });
  it.each([
    ['FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;COUNT=6', 'biweekly'],
    ['FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;COUNT=6', 'workdays'],
    ['FREQ=MONTHLY;BYDAY=-1MO;COUNT=6', 'monthlyWeekday'],
    ['FREQ=MONTHLY;COUNT=6', 'monthly'],
    ['FREQ=WEEKLY;UNTIL=20270301T165900Z', 'weekly'],
    ['FREQ=YEARLY;BYMONTH=1;COUNT=2', 'custom'],
  ])('reads the rule %s as %s, and writes it again', (rule, repeat) => {
    const read = ruleFormOf({ rule, holidays: 'keep' }, '2026-11-30', repeat === 'custom' ? 2 : 6);
    expect(read.repeat).toBe(repeat);
    expect(recurrenceOf({ ...read, day: '2026-11-30' })).toEqual({ rule, holidays: 'keep' });
  });
  it('shows fixed times that do not fit', () => {
    const form = formOf(meeting);
    const at = (...offsets: (number | undefined)[]) =>
      clockAgenda({
        ...form,
        agenda: offsets.map((minutes) => ({
          ...newItem(),
          offset: minutes === undefined ? undefined : minutes * 60_000,
        })),
      }).misfits;
    expect(at(undefined, 20, 30, undefined, 175)).toEqual([
      undefined,
      undefined,
      'overlaps',
      undefined,
      'outside',
    ]);
  });
});

describe('sites', () => {
  it('are added once, and those there stay as they are', () => {
    const main = { ...site('1'), main: true };
    const sites = withSites([main], [site('1'), site('2'), site('2')]);
    expect(sites).toEqual([main, site('2')]);
  });
  it('tell who comes onto the list of the invited and who leaves it', () => {
    const change = changedUnits([site('1'), site('2')], [site('2'), site('3')]);
    expect([change.on.map(({ code }) => code), change.off.map(({ code }) => code)]).toEqual([['3'], ['1']]);
  });
});

describe('moved', () => {
  it.each([
    [0, 2, 'bca'],
    [2, 0, 'cab'],
    [0, -1, 'abc'],
    [2, 3, 'abc'],
  ])('from %d to %d: %s', (from, to, text) => {
    expect(moved(['a', 'b', 'c'], from, to).join('')).toBe(text);
  });
});

describe('another’s change', () => {
  it('differs only in what was changed', () => {
    expect(differing(formOf(meeting), meeting)).toEqual([]);
    expect(differing({ ...formOf(meeting), title: 'Khác', to: '12:00' }, meeting)).toEqual(['title', 'end']);
  });
});
