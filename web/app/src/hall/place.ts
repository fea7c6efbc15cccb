import { useParams } from 'react-router';
import { joinRoom } from '../api/endpoints';
import type { Ticket } from '../api/types';
import { joinMeeting } from '../desk/api';

/** Where one joins: a room of the directory by its name, or a meeting, whose room bears its id. */
export interface Place {
  /** The room's name in the API. */
  name: string;
  /** The beginning of the addresses of its pages. */
  base: string;
  meeting: boolean;
}

/** The place in the page's address. */
export function usePlace(): Place {
  const { name, id } = useParams();
  return placeOf(name, id);
}

export function placeOf(name?: string, id?: string): Place {
  if (id !== undefined) return { name: id, base: `/meetings/${encodeURIComponent(id)}`, meeting: true };
  return { name: name ?? '', base: `/rooms/${encodeURIComponent(name ?? '')}`, meeting: false };
}

/** The door of a meeting is not open for the caller; its page says why and waits. */
export class NotLetIn extends Error {
  override name = 'NotLetIn';
}

/** A ticket to the place. A meeting gives the names itself: of its sites and its people. */
export async function join(place: Pick<Place, 'name' | 'meeting'>, displayName: string): Promise<Ticket> {
  if (!place.meeting) return joinRoom(place.name, displayName);
  const { ticket, verdict } = await joinMeeting(place.name);
  if (!ticket) throw new NotLetIn(verdict);
  return ticket;
}
