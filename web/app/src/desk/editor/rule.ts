import { addMonths, dayOf, instantOf, isDay, weekdayOf, type Day } from '../../format/day';
import type { Recurrence } from '../types';

export const repeats = [
  'none',
  'workdays',
  'weekly',
  'biweekly',
  'monthly',
  'monthlyWeekday',
  'custom',
] as const;
export type Repeat = (typeof repeats)[number];

/** The days of a week as RFC 5545 writes them, from Monday. */
export const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;
export type Weekday = (typeof weekdays)[number];

/** How a meeting repeats, as the page holds it. */
export interface RuleForm {
  repeat: Repeat;
  /** Of a weekly rule; none = the weekday of the first meeting. */
  onDays: Weekday[];
  ends: 'count' | 'until';
  count: number;
  until: Day;
  /** Of a rule of one's own: an RRULE. */
  ruleText: string;
  holidays: Recurrence['holidays'];
}

export const noRule = (day: Day): RuleForm => ({
  repeat: 'none',
  onDays: [],
  ends: 'count',
  count: 10,
  until: isDay(day) ? addMonths(day, 3) : '',
  ruleText: '',
  holidays: 'move',
});

const workdays = 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR';

function frequency({ repeat, onDays }: RuleForm, day: Day): string {
  const by = onDays.length > 0 ? `;BYDAY=${weekdays.filter((name) => onDays.includes(name)).join()}` : '';
  switch (repeat) {
    case 'workdays':
      return workdays;
    case 'weekly':
      return `FREQ=WEEKLY${by}`;
    case 'biweekly':
      return `FREQ=WEEKLY;INTERVAL=2${by}`;
    case 'monthlyWeekday':
      return `FREQ=MONTHLY;BYDAY=${placeInMonth(day)}${weekdays[weekdayOf(day)]}`;
    default:
      return 'FREQ=MONTHLY';
  }
}

/** Which of its weekday a day is in its month; a fifth is the last. */
export function placeInMonth(day: Day): number {
  const place = Math.ceil(Number(day.slice(8)) / 7);
  return place > 4 ? -1 : place;
}

/** The rule by which meetings repeat from a day; null when they don't. */
export function recurrenceOf(form: RuleForm & { day: Day }): Recurrence | null {
  const { repeat, ends, count, until, ruleText, holidays } = form;
  if (repeat === 'none') return null;
  if (repeat === 'custom') return { rule: ruleText.trim(), holidays };
  const last = isDay(until) ? instantOf(until, '23:59').replace(/[-:]|\.\d+/g, '') : '';
  const end = ends === 'count' ? `COUNT=${count}` : `UNTIL=${last}`;
  return { rule: `${frequency(form, form.day)};${end}`, holidays };
}

/** The fields that give a rule; one that they cannot give is a rule of one's own. left is how many meetings are to come. */
export function ruleFormOf({ rule, holidays }: Recurrence, day: Day, left: number): RuleForm {
  const form: RuleForm = { ...noRule(day), holidays, count: Math.max(left, 1), ruleText: rule };
  const { UNTIL: until = '', ...rest } = Object.fromEntries<string>(
    rule.split(';').map((part) => part.split('=', 2) as [string, string]),
  );
  delete rest.COUNT;
  const read = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(until);
  if (read) {
    form.ends = 'until';
    form.until = dayOf(new Date(until.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z')));
  }
  const onDays = (rest.BYDAY ?? '').split(',').filter((name) => weekdays.some((known) => known === name));
  for (const repeat of repeats) {
    if (repeat === 'none' || repeat === 'custom') continue;
    const weekly = repeat === 'weekly' || repeat === 'biweekly';
    const like: RuleForm = { ...form, repeat, onDays: weekly ? (onDays as Weekday[]) : [] };
    if (frequency(like, day) === plain(rest)) return like;
  }
  return { ...form, repeat: 'custom' };
}

// A rule without its end, in the order in which this page writes it.
const plain = ({ FREQ = '', INTERVAL = '', BYDAY = '', ...others }: Record<string, string>) =>
  [
    `FREQ=${FREQ}`,
    INTERVAL !== '' && INTERVAL !== '1' && `INTERVAL=${INTERVAL}`,
    BYDAY !== '' && `BYDAY=${BYDAY.replace(/\+/g, '')}`,
    ...Object.entries(others).map(([name, value]) => `${name}=${value}`),
  ]
    .filter(Boolean)
    .join(';');
