import type { Language } from '../i18n';

/** The zone in which the province reads its clocks, whatever this computer is set to. */
export const zone = 'Asia/Ho_Chi_Minh';

const weekdays = ['Chủ nhật', 'thứ Hai', 'thứ Ba', 'thứ Tư', 'thứ Năm', 'thứ Sáu', 'thứ Bảy'];
const englishWeekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

const numeric = new Intl.DateTimeFormat('en-GB', {
  timeZone: zone,
  weekday: 'short',
  day: '2-digit',
  month: '2-digit',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

const english = new Intl.DateTimeFormat('en-GB', {
  timeZone: zone,
  day: 'numeric',
  month: 'long',
  year: 'numeric',
});
const englishWeekday = new Intl.DateTimeFormat('en-GB', { timeZone: zone, weekday: 'long' });

function partsOf(at: Date): Record<string, string> {
  return Object.fromEntries(numeric.formatToParts(at).map((part) => [part.type, part.value]));
}

/** "08 giờ 00", or "08:00" in English. */
export function clockTime(at: Date, language: Language): string {
  const part = partsOf(at);
  return language === 'vi' ? `${part.hour} giờ ${part.minute}` : `${part.hour}:${part.minute}`;
}

/** As officials write it: "08 giờ 00, thứ Hai, ngày 23/11/2026". */
export function dateTime(at: Date, language: Language): string {
  const part = partsOf(at);
  if (language === 'en') return `${clockTime(at, 'en')}, ${englishWeekday.format(at)}, ${english.format(at)}`;
  const day = weekdays[englishWeekdays.indexOf(part.weekday ?? '')] ?? '';
  return `${clockTime(at, 'vi')}, ${day}, ngày ${part.day}/${part.month}/${part.year}`;
}

/** A span of whole seconds in words: "4 phút 05 giây"; English "4 min 05 s". */
export function span(seconds: number, language: Language): string {
  const whole = Math.max(0, Math.ceil(seconds));
  const minutes = Math.floor(whole / 60);
  const rest = whole % 60;
  const [m, s] = language === 'vi' ? ['phút', 'giây'] : ['min', 's'];
  if (minutes === 0) return `${rest} ${s}`;
  return `${minutes} ${m} ${String(rest).padStart(2, '0')} ${s}`;
}
