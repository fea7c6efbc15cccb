import type { Area } from '../types';

export interface Size {
  width: number;
  height: number;
}

/** How large pages are shown: fitted, or by a factor of their printed size. */
export type Zoom = 'width' | 'page' | number;

export const zoomSteps = [0.5, 0.67, 0.8, 1, 1.25, 1.5, 2, 3, 4];

/** Room between pages and beside them, in pixels. */
export const gap = 16;

/** PDF units are 1/72 inch, CSS pixels 1/96. */
const cssPerUnit = 96 / 72;

/** The CSS pixels of one PDF unit. */
export function scaleOf(zoom: Zoom, page: Size, room: Size): number {
  if (typeof zoom === 'number') return zoom * cssPerUnit;
  const wide = Math.max(0.1, (room.width - 2 * gap) / page.width);
  if (zoom === 'width') return Math.min(wide, 3 * cssPerUnit);
  return Math.max(0.1, Math.min(wide, (room.height - 2 * gap) / page.height));
}

/** The factor that a scale is, for showing and for the next step. */
export const factorOf = (scale: number) => scale / cssPerUnit;

/** The next larger or smaller factor. */
export function stepZoom(scale: number, direction: 1 | -1): number {
  const now = factorOf(scale);
  const [first = 0.5, last = 4] = [zoomSteps[0], zoomSteps.at(-1)];
  if (direction === 1) return zoomSteps.find((step) => step > now + 0.01) ?? last;
  return [...zoomSteps].reverse().find((step) => step < now - 0.01) ?? first;
}

/** Browsers give up on larger canvases; a page is then drawn coarser. */
const maxPixels = 16_000_000;

/** Device pixels for one CSS pixel that a page of this size is drawn with. */
export function densityOf({ width, height }: Size, device: number): number {
  return Math.min(device, Math.sqrt(maxPixels / Math.max(1, width * height)));
}

const clamp = (value: number) => Math.min(1, Math.max(0, value));

/** Boxes on the screen as parts of a page; what lies outside of it is cut off, neighbours in a line are one. */
export function areasOf(boxes: Iterable<DOMRect>, page: DOMRect): Area[] {
  const areas: Area[] = [];
  for (const box of boxes) {
    const x = clamp((box.left - page.left) / page.width);
    const y = clamp((box.top - page.top) / page.height);
    const width = clamp((box.right - page.left) / page.width) - x;
    const height = clamp((box.bottom - page.top) / page.height) - y;
    if (width <= 0.0005 || height <= 0.0005) continue;
    const last = areas.at(-1);
    const sameLine = last && Math.abs(last.y - y) < 0.004 && Math.abs(last.height - height) < 0.006;
    if (sameLine && x <= last.x + last.width + 0.01 && x >= last.x - 0.01) {
      last.width = Math.max(last.x + last.width, x + width) - last.x;
      last.height = Math.max(last.height, height);
    } else {
      areas.push({ x, y, width, height });
    }
  }
  return areas;
}

/** A line drawn by hand, with the points that make its shape: at most so many. */
export function thin(points: Area[], most = 400): Area[] {
  if (points.length <= most) return points;
  const step = (points.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, index) => points[Math.round(index * step)] as Area);
}
