import { nextState, type RosterState } from '../hall/store/roster';
import type { Site } from '../hall/store/site';

/** A room with nobody in it. */
export const emptyRoom: RosterState = { sites: new Map(), order: [], screens: [], hands: [], speakers: [] };

/** A screen that is shared. */
export const sharedScreen = { sid: 'TR_VS', muted: false };

/** A room with members, in the order of their coming. */
export function roomOf(...members: (Partial<Site> & { identity: string })[]): RosterState {
  const sites = members.map((member, index) => ({
    name: member.identity,
    role: '',
    person: '',
    position: '',
    place: '',
    local: false,
    microphone: null,
    camera: null,
    screen: null,
    speaking: false,
    hand: '',
    quality: 'good' as const,
    joinedAt: index,
    ...member,
  }));
  return nextState(emptyRoom, sites, []);
}
