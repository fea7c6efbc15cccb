import type { MeetingFilter } from '../api';
import { addDays, dayOf, instantOf, isDay, type Day } from '../../format/day';
import type { MeetingState } from '../types';

export const states: MeetingState[] = [
  'draft',
  'submitted',
  'approved',
  'issued',
  'live',
  'paused',
  'ended',
  'cancelled',
  'postponed',
];

export const periods = ['coming', 'past', 'all', 'days'] as const;
export type Period = (typeof periods)[number];

/** What the caller, or the caller's unit, has to do with a meeting. */
export const parts = ['mine', 'hosts', 'attends', 'prepares'] as const;
export type Part = (typeof parts)[number];

/** What the list's address asks for. */
export interface Asked {
  q: string;
  state: MeetingState | '';
  host: string;
  period: Period;
  /** The first and the last day of the period 'days'; '' is open. */
  first: Day;
  last: Day;
  part: Part | '';
  /** Only the meetings of this series. */
  series: string;
}

export function read(params: URLSearchParams): Asked {
  const state = states.find((known) => known === params.get('state')) ?? '';
  const period = periods.find((known) => known === params.get('period')) ?? 'coming';
  return {
    q: params.get('q') ?? '',
    state,
    host: params.get('host') ?? '',
    period,
    first: dayIn(params.get('first')),
    last: dayIn(params.get('last')),
    part: parts.find((known) => known === params.get('part')) ?? '',
    series: params.get('series') ?? '',
  };
}

const dayIn = (text: string | null): Day => (isDay(text) ? text : '');

/** Whether anything but the usual is asked for. */
export function narrowed({ q, state, host, period, part, series }: Asked): boolean {
  return q !== '' || state !== '' || host !== '' || period !== 'coming' || part !== '' || series !== '';
}

/** The question to the server: coming ones by the next first, past ones by the last first. */
export function question(asked: Asked, now: Date, ownUnit: string): MeetingFilter {
  const { q, state, host, series } = asked;
  return {
    q,
    state,
    host,
    series,
    below: host !== '' || undefined,
    ...within(asked, instantOf(dayOf(now))),
    ...taking(asked.part, ownUnit),
  };
}

function within({ period, first, last }: Asked, today: string): MeetingFilter {
  switch (period) {
    case 'coming':
      return { from: today, order: 'asc' };
    case 'past':
      return { to: today, order: 'desc' };
    case 'all':
      return { order: 'desc' };
    case 'days':
      return {
        from: first === '' ? undefined : instantOf(first),
        to: last === '' ? undefined : instantOf(addDays(last, 1)),
        order: 'asc',
      };
  }
}

/** Its own unit alone: what a unit below does is found by the host. */
function taking(part: Asked['part'], ownUnit: string): MeetingFilter {
  switch (part) {
    case 'mine':
      return { person: 'me' };
    case 'hosts':
      return { host: ownUnit, below: undefined };
    case 'attends':
      return { unit: ownUnit };
    case 'prepares':
      return { prepares: ownUnit };
    case '':
      return {};
  }
}
