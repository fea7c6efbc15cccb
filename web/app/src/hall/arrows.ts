export type Direction = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown';

export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

const middle = (box: Box) => ({ x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 });

/** How far apart two spans are; 0 when they overlap. */
function apart(a1: number, a2: number, b1: number, b2: number): number {
  return Math.max(0, Math.max(a1, b1) - Math.min(a2, b2));
}

/** The index of the box that lies nearest in a direction; -1 when nothing lies there. */
export function nearest(from: Box, boxes: readonly Box[], direction: Direction): number {
  const start = middle(from);
  const flat = direction === 'ArrowLeft' || direction === 'ArrowRight';
  const sign = direction === 'ArrowRight' || direction === 'ArrowDown' ? 1 : -1;
  let found = -1;
  let least = Infinity;
  boxes.forEach((box, index) => {
    const end = middle(box);
    const ahead = sign * (flat ? end.x - start.x : end.y - start.y);
    if (ahead <= 1) return;
    const aside = flat
      ? apart(from.top, from.bottom, box.top, box.bottom)
      : apart(from.left, from.right, box.left, box.right);
    // What lies straight ahead is nearer than what lies beside.
    const cost = ahead + 4 * aside;
    if (cost < least) [found, least] = [index, cost];
  });
  return found;
}

const focusable = 'button:not([disabled]), a[href], input:not([disabled]), select, textarea, [tabindex="0"]';

/** Moves the focus within an element to what lies in that direction; false when nothing does. */
export function moveFocus(root: HTMLElement, direction: Direction): boolean {
  const candidates = [...root.querySelectorAll<HTMLElement>(focusable)].filter((element) => {
    const { width, height } = element.getBoundingClientRect();
    return width > 0 && height > 0;
  });
  const active = document.activeElement;
  if (!(active instanceof HTMLElement) || !root.contains(active)) {
    candidates[0]?.focus();
    return candidates.length > 0;
  }
  const others = candidates.filter((element) => element !== active);
  const boxes = others.map((element) => element.getBoundingClientRect());
  const next = others[nearest(active.getBoundingClientRect(), boxes, direction)];
  next?.focus();
  return next !== undefined;
}
