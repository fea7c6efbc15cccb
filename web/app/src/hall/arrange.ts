import { allPictures } from './pictures';
import type { RosterState } from './store/roster';
import { cameraKey, screenKey, type PictureKey } from './store/subscriptions';

export const layouts = ['speaker', 'papers', 'grid', 'panel', 'side_by_side'] as const;
export type Layout = (typeof layouts)[number];

/** The layout of a word; undefined for one that is none. */
export const layoutOf = (word: unknown): Layout | undefined => layouts.find((known) => known === word);

/** What decides what stands where. */
export interface Scene {
  layout: Layout;
  roster: RosterState;
  /** A picture that this screen's own people have pinned; empty: none. */
  pinned: string;
  /** Whom the chair's acts put before everyone; empty: nobody. */
  called: string;
  /** Who speaks, and who spoke last beside the chair. */
  speaker: string;
  other: string;
  /** Identities that the chair has chosen, in order. */
  panel: readonly string[];
  /** A paper is open at every site. */
  paper: boolean;
}

export type Large = PictureKey | 'paper';

/** What stands where. */
export interface Arrangement {
  /** The large ones: one, or a paper and a screen side by side; none where all are equal. */
  large: readonly Large[];
  tiles: readonly PictureKey[];
  /**
   * How the tiles lie: pages of equals, a few equals that are all shown, pages in a strip beside what is large, a few
   * that are all shown there.
   */
  shape: 'grid' | 'few' | 'strip' | 'column';
}

const present = ({ sites }: RosterState, identities: readonly string[]) =>
  identities.filter((identity, index) => sites.has(identity) && identities.indexOf(identity) === index);

/** Whoever is to be seen first: whom the chair has called, who speaks, else the first other site. */
export function facing({ roster, called, speaker }: Pick<Scene, 'roster' | 'called' | 'speaker'>): string {
  const first =
    roster.order.find((identity) => roster.sites.get(identity)?.local === false) ?? roster.order[0] ?? '';
  return [called, speaker].find((identity) => roster.sites.has(identity)) ?? first;
}

/** The chair, and whoever else is to be seen; only one of them when the other is not there. */
export function pairOf(scene: Scene): string[] {
  const { roster, called, speaker, other } = scene;
  const chair = roster.order.find((identity) => roster.sites.get(identity)?.role === 'chair');
  if (chair === undefined) return [];
  const found = [called, speaker, other].find((one) => one !== chair && roster.sites.has(one));
  const second = found ?? roster.order.find((identity) => identity !== chair);
  return second === undefined ? [chair] : [chair, second];
}

/** What is shared by somebody else, and the paper: they are large in every layout. */
function contents({ roster, paper }: Scene): Large[] {
  const screen = roster.screens.find((identity) => roster.sites.get(identity)?.local === false);
  return [...(screen === undefined ? [] : [screenKey(screen)]), ...(paper ? (['paper'] as const) : [])];
}

const cameras = (identities: readonly string[]) => identities.map(cameraKey);

/** The chosen few of a layout, none when it has none or nobody of them is there. */
function chosen(scene: Scene): PictureKey[] {
  switch (scene.layout) {
    case 'panel':
      return cameras(present(scene.roster, scene.panel));
    case 'side_by_side':
      return cameras(pairOf(scene));
    case 'papers':
      return cameras(present(scene.roster, [facing(scene)]));
    default:
      return [];
  }
}

/** Says what stands where. A screen that is shared is large whatever the layout; so is a paper. */
export function arrange(scene: Scene): Arrangement {
  const { layout, roster, pinned } = scene;
  const all = allPictures(roster);
  const held = all.find((key) => key === pinned);
  const large = held === undefined ? contents(scene) : [held];
  const few = held === undefined ? chosen(scene) : [];
  if (large.length > 0) {
    if (few.length > 0) return { large, tiles: few, shape: few.length > 6 ? 'strip' : 'column' };
    // The pages of the grid hold the same sites everywhere, at whoever shares a screen too.
    const tiles =
      layout === 'grid' && held === undefined
        ? cameras(roster.order)
        : calledFirst(
            all.filter((key) => !large.includes(key)),
            scene,
          );
    return { large, tiles, shape: 'strip' };
  }
  if (layout === 'grid') return { large: [], tiles: cameras(roster.order), shape: 'grid' };
  if (few.length > 0 && layout !== 'papers') return { large: [], tiles: few, shape: 'few' };
  const first = facing(scene);
  if (first === '') return { large: [], tiles: [], shape: 'strip' };
  const main = cameraKey(first);
  return { large: [main], tiles: all.filter((key) => key !== main), shape: 'strip' };
}

/** Whom the chair has called is not on a further page of the strip. */
function calledFirst(keys: readonly PictureKey[], { called }: Scene): readonly PictureKey[] {
  const key = cameraKey(called);
  return keys.includes(key) ? [key, ...keys.filter((other) => other !== key)] : keys;
}
