// When somebody last touched the page. Requests tell the server, so that a page that reads again by itself does not keep
// an abandoned desk open, and one in which somebody types for an hour does not lock.

/** The header that tells how many seconds ago that was. */
export const quietHeader = 'Giaoban-Quiet';

// Whoever opens a page is there.
let touched = Date.now();
let pressed = touched;

const touch = (event: Event) => {
  if (event.isTrusted) touched = pressed = Date.now(); // scripts are nobody
};
for (const name of ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'])
  globalThis.addEventListener(name, touch, { capture: true, passive: true });

/** How long a film may play before its watcher has to stir. */
const longestFilm = 3 * 3_600_000;

/** Somebody watches a film: they sit there without a hand on the page, but not for ever. */
export function watching(now = Date.now()): void {
  if (now - pressed <= longestFilm) touched = now;
}

/** Whole seconds since then. */
export function quietSeconds(now = Date.now()): number {
  return Math.max(0, Math.floor((now - touched) / 1000));
}
