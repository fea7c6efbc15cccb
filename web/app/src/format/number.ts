import type { Language } from '../i18n';

const locale = (language: Language) => (language === 'vi' ? 'vi-VN' : 'en-GB');

/** A number with the language's separators: 1.234,5 in Vietnamese. */
export function number(value: number, language: Language, digits = 0): string {
  return new Intl.NumberFormat(locale(language), { maximumFractionDigits: digits }).format(value);
}

/** Bits a second as "12,5 Mbit/s", or "640 kbit/s" below one megabit. */
export function bitrate(bps: number, language: Language): string {
  if (bps >= 1e6) return `${number(bps / 1e6, language, 1)} Mbit/s`;
  return `${number(bps / 1e3, language)} kbit/s`;
}

/** Milliseconds with their unit. */
export function milliseconds(value: number, language: Language): string {
  return `${number(value, language, value < 10 ? 1 : 0)} ms`;
}
