import { layoutOf, type Layout } from '../arrange';
import type { RosterState } from '../store/roster';
import { plain } from '../../format/name';
import type { Command, View } from './types';

/** What the chair has set for every site. */
export type StageSet = NonNullable<Command['stage']>;

/** The most sites of a panel: as the server has it. */
export const maxPanel = 16;

/** Seconds that a page may stand; 0: pages are not turned. */
export const beats = [0, 10, 15, 20, 30, 60, 120] as const;

/** The stage as it was set, all of it: a change of one part keeps the others. */
export function stageSet(stage: View['stage']): StageSet & { layout: Layout; panel: string[] } {
  return {
    layout: layoutOf(stage?.layout) ?? 'speaker',
    panel: stage?.panel ?? [],
    rotate: stage?.rotate ?? 0,
    second: layoutOf(stage?.second),
    spotted: stage?.spotted ?? '',
  };
}

/** The stage after a change. A panel of nobody is none: the speaker is shown instead. */
export function changed(stage: View['stage'], change: Partial<StageSet>): StageSet {
  const next = { ...stageSet(stage), ...change };
  return next.layout === 'panel' && next.panel.length === 0 ? { ...next, layout: 'speaker' } : next;
}

export function sameStage(a: StageSet, b: StageSet): boolean {
  const told = ({ layout, panel = [], rotate = 0, second = '', spotted = '' }: StageSet) =>
    JSON.stringify([layout, panel, rotate, second, spotted]);
  return told(a) === told(b);
}

/** A list with one of its entries moved up (-1) or down (1). */
export function moved(list: readonly string[], entry: string, by: -1 | 1): string[] {
  const from = list.indexOf(entry);
  const to = from + by;
  if (from < 0 || to < 0 || to >= list.length) return [...list];
  const next = list.filter((other) => other !== entry);
  next.splice(to, 0, entry);
  return next;
}

export interface Candidate {
  identity: string;
  name: string;
}

const byName = new Intl.Collator('vi', { numeric: true });

/** Sites of the room by name, those that have the words; case, diacritics and the place of tone marks don't matter. */
export function candidates({ sites }: Pick<RosterState, 'sites'>, words: string): Candidate[] {
  const wanted = plain(words);
  return [...sites.values()]
    .filter((site) => plain(`${site.name} ${site.person}`).includes(wanted))
    .map(({ identity, name, person }) => ({
      identity,
      name: person === '' || name.includes(person) ? name : `${name} · ${person}`,
    }))
    .sort((a, b) => byName.compare(a.name, b.name));
}
