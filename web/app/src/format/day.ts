import type { Language } from '../i18n';
import { clockTime, dateTime, zone } from './time';

/** A day in the province's calendar as "2026-11-23"; a clock there as "08:00". Neither knows a zone of this computer. */
export type Day = string;

const offset = '+07:00'; // Viet Nam has had one offset since 1975 and no summer time

const dayParts = new Intl.DateTimeFormat('en-CA', {
  timeZone: zone,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

const weekdays = {
  vi: ['Chủ nhật', 'thứ Hai', 'thứ Ba', 'thứ Tư', 'thứ Năm', 'thứ Sáu', 'thứ Bảy'],
  en: ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'],
} as const;

const millisADay = 86_400_000;
const noon = (day: Day) => new Date(`${day}T12:00:00Z`);
const ofNoon = (at: Date): Day => at.toISOString().slice(0, 10);

/** The day in the province at an instant. */
export function dayOf(at: Date): Day {
  return dayParts.format(at);
}

/** The day in the province now. */
export function today(): Day {
  return dayOf(new Date());
}

/** The clock in the province at an instant: "08:00". */
export function clockOf(at: Date): string {
  return clockTime(at, 'en');
}

/** The instant of a clock on a day, as the API takes it. */
export function instantOf(day: Day, clock = '00:00'): string {
  return new Date(`${day}T${clock}:00${offset}`).toISOString();
}

export function addDays(day: Day, count: number): Day {
  return ofNoon(new Date(noon(day).getTime() + count * millisADay));
}

/** How many days lie from one day to another. */
export function daysBetween(from: Day, to: Day): number {
  return Math.round((noon(to).getTime() - noon(from).getTime()) / millisADay);
}

/** 0 for Monday to 6 for Sunday. */
export function weekdayOf(day: Day): number {
  return (noon(day).getUTCDay() + 6) % 7;
}

/** The Monday of a day's week. */
export function weekStart(day: Day): Day {
  return addDays(day, -weekdayOf(day));
}

export function monthStart(day: Day): Day {
  return `${day.slice(0, 7)}-01`;
}

/** The same day so many months on, the last of the month where there is none. */
export function addMonths(day: Day, count: number): Day {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const last = new Date(Date.UTC(year, month + count, 0)).getUTCDate();
  return ofNoon(new Date(Date.UTC(year, month - 1 + count, Math.min(date, last), 12)));
}

/** The days that a month's grid of whole weeks shows. */
export function monthGrid(day: Day): Day[] {
  const first = weekStart(monthStart(day));
  const last = addDays(weekStart(addDays(addMonths(monthStart(day), 1), -1)), 6);
  return Array.from({ length: daysBetween(first, last) + 1 }, (_, index) => addDays(first, index));
}

export function isDay(text: string | null): text is Day {
  return text !== null && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(noon(text).getTime());
}

/** "thứ Hai" of a day. */
export function weekdayName(day: Day, language: Language): string {
  return weekdays[language][noon(day).getUTCDay()] ?? '';
}

/** "23/11/2026". */
export function dayText(day: Day): string {
  const [year, month, date] = day.split('-');
  return `${date}/${month}/${year}`;
}

/** "23/11". */
export function shortDay(day: Day): string {
  return dayText(day).slice(0, 5);
}

/** "thứ Hai, ngày 23/11/2026". */
export function longDay(day: Day, language: Language): string {
  return language === 'vi'
    ? `${weekdayName(day, 'vi')}, ngày ${dayText(day)}`
    : `${weekdayName(day, 'en')}, ${dayText(day)}`;
}

/** From when to when: "08 giờ 00 – 11 giờ 30, thứ Hai, ngày 23/11/2026". */
export function periodText(start: Date, end: Date, language: Language): string {
  if (dayOf(start) !== dayOf(end)) return `${dateTime(start, language)} – ${dateTime(end, language)}`;
  return `${clockTime(start, language)} – ${clockTime(end, language)}, ${longDay(dayOf(start), language)}`;
}

/** From when to when on a day that is told elsewhere: "08 giờ 00 – 11 giờ 30". */
export function clockPeriod(start: Date, end: Date, language: Language): string {
  return `${clockTime(start, language)} – ${clockTime(end, language)}`;
}
