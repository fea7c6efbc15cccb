import { createContext, use, useSyncExternalStore } from 'react';
import type { Ticket } from '../api/types';
import type { Conference } from './conference';
import type { RosterState } from './store/roster';
import type { Site } from './store/site';
import type { Actions } from './useActions';
import type { LayoutState } from './useLayout';

export type Panel =
  | 'people'
  | 'chat'
  | 'devices'
  | 'screen'
  | 'line'
  | 'help'
  | 'floor'
  | 'votes'
  | 'roll'
  | 'stage'
  | 'notes'
  | 'recording';

/** What every part of the hall may use; it changes only when layout, pin or panel do. */
export interface HallState extends LayoutState {
  conference: Conference;
  ticket: Ticket;
  /** Between the grid and one large picture, at this screen only. */
  flipLayout: () => void;
  /** Key of the pinned picture; empty when none is. */
  pinned: string;
  setPinned: (key: string) => void;
  panel: Panel | null;
  setPanel: (panel: Panel | null) => void;
  /** The most tiles on one page of the grid. */
  density: number;
  setDensity: (density: number) => void;
  actions: Actions;
}

export const HallContext = createContext<HallState | null>(null);

export function useHall(): HallState {
  const hall = use(HallContext);
  if (hall === null) throw new Error('useHall outside of the hall');
  return hall;
}

/** A part of the roster; the component renders again only when that part changes. */
export function useRoster<T>(select: (state: RosterState) => T): T {
  const { roster } = useHall().conference;
  return useSyncExternalStore(roster.subscribe, () => select(roster.get()));
}

export function useSite(identity: string): Site | undefined {
  return useRoster((state) => state.sites.get(identity));
}

/** The member at this end. */
export function useOwnSite(): Site | undefined {
  const { ticket } = useHall();
  return useSite(ticket.identity);
}

/** The place in the queue of raised hands, from 1; 0 while the hand is down. */
export function useHandPlace(identity: string): number {
  return useRoster((state) => state.hands.indexOf(identity) + 1);
}
