import type { ScheduleItem } from './api';

/** The meeting to enter now: one under way before one to come, the earlier before the later; not the one that was left. */
export function due(items: readonly ScheduleItem[], left: string): ScheduleItem | undefined {
  const running = ({ state }: ScheduleItem) => state === 'live' || state === 'paused';
  const open = items.filter(({ id, verdict }) => verdict === 'enter' && id !== left);
  return [...open].sort(
    (a, b) => Number(running(b)) - Number(running(a)) || Date.parse(a.start) - Date.parse(b.start),
  )[0];
}

/** The meetings whose line test is open. */
export function testable(items: readonly ScheduleItem[], now: number): ScheduleItem[] {
  return items.filter(
    ({ state, testAt, end }) => state === 'issued' && Date.parse(testAt) <= now && now < Date.parse(end),
  );
}
