import { plain } from '../../format/name';
import type { Level, Row, View } from './api';

/** How many samples a row of the list shows: five minutes. */
export const shown = 60;

/** What is known after another message of the stream: the first brings histories, those after it a sample each. */
export function merged(before: View | undefined, message: View): View {
  const histories = new Map(before?.rows.map(({ key, history }) => [key, history ?? []]));
  return {
    ...message,
    rows: message.rows.map((row) => {
      if (row.history && row.history.length > 0) return row;
      const history = histories.get(row.key) ?? [];
      const { latest } = row;
      if (!latest || history.at(-1)?.at === latest.at) return { ...row, history };
      return { ...row, history: [...history, latest].slice(-shown) };
    }),
  };
}

export const filters = ['all', 'trouble', 'away', 'good'] as const;
export type Filter = (typeof filters)[number];

/** Whether a row belongs to a filter. */
export function belongs({ level, alarms }: Row, filter: Filter): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'trouble':
      return level === 'bad' || level === 'care' || alarms.length > 0;
    case 'away':
      return level === 'away';
    case 'good':
      return level === 'good';
  }
}

/** Whether a row's site or person is meant by words, however they are accented. */
export function matches({ name, siteName }: Row, words: string): boolean {
  const wanted = plain(words).split(/\s+/).filter(Boolean);
  const text = plain(`${siteName} ${name}`);
  return wanted.every((word) => text.includes(word));
}

const ranks: Record<Level, number> = { bad: 0, away: 1, care: 2, good: 3 };

/** The worst first: by level, then what the line loses, then how long a round trip takes. */
export function worst(a: Row, b: Row): number {
  return (
    ranks[a.level] - ranks[b.level] ||
    lost(b) - lost(a) ||
    (b.latest?.rttMs ?? 0) - (a.latest?.rttMs ?? 0) ||
    byName(a, b)
  );
}

export const byName = (a: Row, b: Row) => titleOf(a).localeCompare(titleOf(b), 'vi');

const lost = ({ latest }: Row) => Math.max(latest?.upLossPct ?? 0, latest?.downLossPct ?? 0);

/** What a row is called: its site, or who is there without one. */
export const titleOf = ({ siteName, name }: Row) => siteName || name;
