import type { Presence } from './roll';
import type { Motion } from './types';

/** One who may vote. */
export interface Eligible {
  key: string;
  name: string;
  unit: string;
}

/**
 * Who could vote if the vote was opened now: the chair and the delegates in the room, each person or each unit once. The
 * server decides; this is its rule, so that the list can be looked at before.
 */
export function eligible(all: readonly Presence[], byUnit: boolean): Eligible[] {
  const found = new Map<string, Eligible>();
  for (const { here, who } of all) {
    if (!here || (who.role !== 'chair' && who.role !== 'delegate')) continue;
    const unit = who.unit && who.unit.code !== '' ? who.unit : undefined;
    if (byUnit && unit === undefined) continue;
    const key =
      byUnit && unit
        ? `unit:${unit.catalogue}/${unit.code}`
        : who.personId
          ? `person:${who.personId}`
          : who.identity;
    if (found.has(key)) continue;
    found.set(key, { key, name: byUnit ? who.site || who.name : who.name, unit: who.site ?? '' });
  }
  return [...found.values()].sort((a, b) => order(a.unit, b.unit) || order(a.name, b.name));
}

const order = (a: string, b: string) => a.localeCompare(b, 'vi');

/** What is sent of the weights that were given: those that are not one, of voters who are still there. */
export function weightsOf(
  voters: readonly Eligible[],
  given: Readonly<Record<string, number>>,
): { voter: string; weight: number }[] {
  return voters
    .map(({ key }) => ({ voter: key, weight: given[key] ?? 1 }))
    .filter(({ weight }) => weight !== 1);
}

/** How many votes there are, and what they weigh. */
export function sumOf(
  voters: readonly Eligible[],
  given: Readonly<Record<string, number>>,
): { count: number; weight: number } {
  const weights = voters.map(({ key }) => given[key] ?? 1).filter((weight) => weight > 0);
  return { count: weights.length, weight: weights.reduce((sum, weight) => sum + weight, 0) };
}

export type Stage = 'cast' | 'ready' | 'absent';

/** Where each voter stands: has voted, has the ballot before them, or neither. Of secret votes nobody is told who voted. */
export function stages(motion: Motion): { key: string; name: string; weight: number; stage: Stage }[] {
  const rank: Record<Stage, number> = { absent: 0, ready: 1, cast: 2 };
  return (motion.voters ?? [])
    .map(({ key, name, weight }) => {
      const stage: Stage =
        !motion.secret && motion.hasCast?.[key] ? 'cast' : motion.isReady?.[key] ? 'ready' : 'absent';
      return { key, name, weight, stage };
    })
    .sort((a, b) => rank[a.stage] - rank[b.stage]);
}
