import type { RosterState } from './store/roster';
import { cameraKey, screenKey, type PictureKey } from './store/subscriptions';

export function partsOf(key: PictureKey): { kind: 'camera' | 'screen'; identity: string } {
  const at = key.indexOf(':');
  return { kind: key.slice(0, at) === 'screen' ? 'screen' : 'camera', identity: key.slice(at + 1) };
}

/** Every picture of the room in the order of the grid: screens, then sites. */
export function allPictures(roster: RosterState): PictureKey[] {
  return [...roster.screens.map(screenKey), ...roster.order.map(cameraKey)];
}

/** The large picture: what is pinned, else the latest screen of another site, else who speaks, else the first other site. */
export function mainPicture(roster: RosterState, pinned: string, speaker: string): PictureKey | null {
  const held = allPictures(roster).find((key) => key === pinned);
  if (held) return held;
  const others = (identities: readonly string[]) =>
    identities.find((identity) => roster.sites.get(identity)?.local === false);
  const screen = others(roster.screens);
  if (screen !== undefined) return screenKey(screen);
  if (roster.sites.has(speaker)) return cameraKey(speaker);
  const first = others(roster.order) ?? roster.order[0];
  return first === undefined ? null : cameraKey(first);
}
