import {
  addDays,
  addMonths,
  clockOf,
  dayOf,
  instantOf,
  isDay,
  monthGrid,
  monthStart,
  weekStart,
  type Day,
} from '../../format/day';
import type { MeetingFilter } from '../api';
import type { MeetingSummary } from '../types';

export const views = ['day', 'week', 'month'] as const;
export type View = (typeof views)[number];
export const owners = ['me', 'person', 'unit', 'room'] as const;
export type Owner = (typeof owners)[number];

/** What the calendar's address says: the view, a day in it, and whose calendar it is. */
export interface Shown {
  view: View;
  day: Day;
  by: Owner;
  /** The unit's key, the person's id or the room's name; empty: the caller's unit, or nobody and no room yet. */
  of: string;
  below: boolean;
}

export function read(params: URLSearchParams, today: Day): Shown {
  const day = params.get('day');
  return {
    view: views.find((known) => known === params.get('view')) ?? 'week',
    day: isDay(day) ? day : today,
    by: owners.find((known) => known === params.get('by')) ?? 'unit',
    of: params.get('of') ?? '',
    below: params.get('below') === '1',
  };
}

/** The first day shown and the day after the last. */
export function range({ view, day }: Pick<Shown, 'view' | 'day'>): [Day, Day] {
  switch (view) {
    case 'day':
      return [day, addDays(day, 1)];
    case 'week':
      return [weekStart(day), addDays(weekStart(day), 7)];
    case 'month': {
      const grid = monthGrid(day);
      return [grid[0] ?? day, addDays(grid.at(-1) ?? day, 1)];
    }
  }
}

/** A day in the period before (-1) or after (1). */
export function step({ view, day }: Pick<Shown, 'view' | 'day'>, by: number): Day {
  if (view === 'month') return addMonths(monthStart(day), by);
  return addDays(day, view === 'week' ? 7 * by : by);
}

/** The question to the server; null while a person or a room is still to be chosen. */
export function question(shown: Shown, ownUnit: string): MeetingFilter | null {
  const [from, to] = range(shown);
  const period: MeetingFilter = { from: instantOf(from), to: instantOf(to), order: 'asc' };
  switch (shown.by) {
    case 'me':
      return { ...period, person: 'me' };
    case 'person':
      return shown.of === '' ? null : { ...period, person: shown.of };
    case 'unit': {
      const unit = shown.of || ownUnit;
      return { ...period, unit, below: (unit !== '' && shown.below) || undefined };
    }
    case 'room':
      return shown.of === '' ? null : { ...period, room: shown.of };
  }
}

/** Meetings by the days that they are on, in order; one over several days is on each of them. */
export function byDay(meetings: MeetingSummary[], days: Day[]): Map<Day, MeetingSummary[]> {
  const found = new Map<Day, MeetingSummary[]>(days.map((day) => [day, []]));
  for (const meeting of meetings) {
    const last = dayOf(new Date(new Date(meeting.end).getTime() - 1));
    for (let day = dayOf(new Date(meeting.start)); day <= last; day = addDays(day, 1)) {
      found.get(day)?.push(meeting);
    }
  }
  return found;
}

/** The half of the day in which a meeting is listed: that of its start, the morning for one that began days before. */
export function half(meeting: MeetingSummary, day: Day): 'morning' | 'afternoon' {
  const start = new Date(meeting.start);
  return dayOf(start) < day || clockOf(start) < '12:00' ? 'morning' : 'afternoon';
}

/** Those that the calendar of a week or month counts: what was called off stays in lists only. */
export function planned(meetings: MeetingSummary[]): MeetingSummary[] {
  return meetings.filter(({ state }) => state !== 'cancelled' && state !== 'postponed');
}
