import type { components } from '../../api/schema.gen';
import type { SeatMap } from '../../directory/types';
import type { Mark, Roll, View } from './types';

export type Attendee = components['schemas']['ConductAttendeeItem'];

export const marks = ['in_room', 'online', 'late', 'excused', 'unexcused', 'substitute'] as const;

/** Marks that want a word more: why, or who comes instead. */
export const explained: readonly Mark[] = ['excused', 'substitute'];

/** How the roll names a site. */
export function siteSubject(unit: { catalogue: string; code: string }): string {
  return `site:${unit.catalogue}/${unit.code}`;
}

export function isPresent(mark: string | undefined): boolean {
  return mark === 'in_room' || mark === 'online' || mark === 'late' || mark === 'substitute';
}

export interface SitePeople {
  people: Attendee[];
  present: number;
}

/** The people that were named, by the subject of their site, and how many of them are there. */
export function peopleBySite(attendees: readonly Attendee[], roll: Roll): Map<string, SitePeople> {
  const sites = new Map<string, SitePeople>();
  for (const attendee of attendees) {
    if (attendee.kind !== 'person') continue;
    const subject = siteSubject(attendee.unit);
    const site = sites.get(subject) ?? { people: [], present: 0 };
    site.people.push(attendee);
    if (isPresent(roll.marks?.[attendee.subject]?.mark)) site.present += 1;
    sites.set(subject, site);
  }
  return sites;
}

export type Presence = NonNullable<NonNullable<View['presence']>['all']>[number];

/** Who is or was in the room, by the roll's name of them. */
export function presenceByPerson(all: readonly Presence[]): Map<string, Presence> {
  const found = new Map<string, Presence>();
  for (const presence of all) {
    if (!presence.who.personId) continue;
    const subject = `person:${presence.who.personId}`;
    // One who has two devices is there while one of them is.
    if (!found.get(subject)?.here) found.set(subject, presence);
  }
  return found;
}

export type Place = NonNullable<Roll['places']>[string];
export type Move = Place['moves'][number];

/** When somebody came and left, by their own device and by the roll's hand, each change once. */
export function movesOf(presence: Presence | undefined, place: Place | undefined): Move[] {
  const all = [...(presence?.moves ?? []), ...(place?.moves ?? [])];
  all.sort((a, b) => Date.parse(a.at) - Date.parse(b.at) || Number(a.here) - Number(b.here));
  const moves: Move[] = [];
  for (const [index, move] of all.entries()) {
    // From one device to another, or from the hand to a device, at once: they never were away.
    if (!move.here && all[index + 1]?.here && all[index + 1]?.at === move.at) continue;
    if (moves.at(-1)?.here !== move.here) moves.push(move);
  }
  return moves;
}

const seats = (plan: SeatMap | undefined) => plan?.blocks.flatMap((block) => block.seats) ?? [];

/** The seat with somebody's name plate, '' when there is none. */
export function seatOf(plan: SeatMap | undefined, name: string): string {
  return seats(plan).find((seat) => seat.name === name)?.label ?? '';
}

/** The seats of a site's room that nobody else has; those with a name plate are told with it. */
export function seatsFree(plan: SeatMap | undefined, roll: Roll, site: string, subject: string): string[] {
  const taken = new Set(
    Object.entries(roll.places ?? {})
      .filter(([holder, place]) => holder !== subject && place.site === site && place.seat)
      .map(([, place]) => place.seat?.toUpperCase()),
  );
  return seats(plan)
    .map(({ label }) => label)
    .filter((label) => !taken.has(label.toUpperCase()));
}
