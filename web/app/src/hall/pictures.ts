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
