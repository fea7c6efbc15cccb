import type { MeetingFilter } from '../api';
import { dayOf, instantOf } from '../../format/day';
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

export const periods = ['coming', 'past', 'all'] as const;
export type Period = (typeof periods)[number];

/** What the list's address asks for. */
export interface Asked {
  q: string;
  state: MeetingState | '';
  host: string;
  period: Period;
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
    series: params.get('series') ?? '',
  };
}

/** Whether anything but the usual is asked for. */
export function narrowed({ q, state, host, period, series }: Asked): boolean {
  return q !== '' || state !== '' || host !== '' || period !== 'coming' || series !== '';
}

/** The question to the server: coming ones by the next first, past ones by the last first. */
export function question({ q, state, host, period, series }: Asked, now: Date): MeetingFilter {
  const today = instantOf(dayOf(now));
  return {
    q,
    state,
    host,
    series,
    below: host !== '' || undefined,
    from: period === 'coming' ? today : undefined,
    to: period === 'past' ? today : undefined,
    order: period === 'coming' ? 'asc' : 'desc',
  };
}
