import type { Turn } from './types';

/** How long a turn has run, whole seconds; now is the server's time in milliseconds. */
export function ran(turn: Turn, now: number): number {
  if (turn.held !== undefined) return Math.floor(turn.before / 1000);
  const until = turn.end === undefined ? now : Date.parse(turn.end);
  return Math.max(0, Math.floor((turn.before + Math.max(0, until - Date.parse(turn.since))) / 1000));
}

/** How a turn stands to its time. */
export type Warning = 'none' | 'soon' | 'over';

const soonSeconds = 30;

/** Seconds left (negative: over), null when no time was set, and how loud to say so. */
export function left(turn: Turn, now: number): { seconds: number | null; warning: Warning } {
  if (!turn.seconds) return { seconds: null, warning: 'none' };
  const seconds = turn.seconds - ran(turn, now);
  return { seconds, warning: seconds < 0 ? 'over' : seconds <= soonSeconds ? 'soon' : 'none' };
}

/** "4:05", "1:02:03", "-0:30". */
export function minutes(seconds: number): string {
  const all = Math.abs(Math.trunc(seconds));
  const pad = (n: number) => String(n).padStart(2, '0');
  const hours = Math.floor(all / 3600);
  const text =
    hours > 0
      ? `${hours}:${pad(Math.floor((all % 3600) / 60))}:${pad(all % 60)}`
      : `${Math.floor(all / 60)}:${pad(all % 60)}`;
  return seconds < 0 ? `-${text}` : text;
}
