import type { SiteCall, Where } from './api';

/**
 * The call to show, of those that ring: the latest that concerns this place and is not over by the server's clock. Pages
 * other than the meeting's own and the room's screen ring for those who serve the site alone.
 */
export function ringing(
  calls: readonly SiteCall[],
  where: Where,
  now: number,
  answered: ReadonlySet<string>,
): SiteCall | undefined {
  return calls.find(
    ({ id, serves, until }) => (where !== 'desk' || serves) && now < Date.parse(until) && !answered.has(id),
  );
}
