/** How a stage is cut into tiles: a picture of 16:9 with a band for the name beneath. */
export interface Grid {
  columns: number;
  rows: number;
  /** Pixels. */
  tileWidth: number;
  tileHeight: number;
  /** Tiles on one page. */
  perPage: number;
  pages: number;
}

export interface GridInput {
  /** The stage, pixels. */
  width: number;
  height: number;
  /** Sites to show in all. */
  count: number;
  /** The most tiles on one page. */
  most: number;
  /** The least width at which a name can be read, pixels. */
  leastWidth: number;
  gap: number;
  /** Height of the name's band, pixels. */
  band: number;
  /** Fixes the number of columns (a strip beside the stage). */
  columns?: number;
}

const aspect = 16 / 9;

function cut(input: GridInput, tiles: number, columns: number): Grid {
  const { width, height, gap, band } = input;
  const rows = Math.ceil(tiles / columns);
  const widest = (width - gap * (columns - 1)) / columns;
  const highest = (height - gap * (rows - 1)) / rows - band;
  const tileWidth = Math.max(0, Math.floor(Math.min(widest, highest * aspect)));
  const tileHeight = Math.floor(tileWidth / aspect) + band;
  return { columns, rows, tileWidth, tileHeight, perPage: tiles, pages: 1 };
}

/** The cut with the largest tiles for so many of them on one page. */
function best(input: GridInput, tiles: number): Grid {
  let found = cut(input, tiles, input.columns ?? 1);
  if (input.columns !== undefined) return found;
  for (let columns = 2; columns <= tiles; columns++) {
    const next = cut(input, tiles, columns);
    if (next.tileWidth > found.tileWidth) found = next;
  }
  return found;
}

/** Shows as many sites as stay legible on a page, in the largest tiles; the rest go to further pages. */
export function gridFor(input: GridInput): Grid {
  const count = Math.max(0, input.count);
  const wished = Math.max(1, Math.min(count, input.most));
  let grid = best(input, wished);
  for (let tiles = wished - 1; tiles >= 1 && grid.tileWidth < input.leastWidth; tiles--) {
    const next = best(input, tiles);
    if (next.tileWidth > grid.tileWidth) grid = next;
  }
  // A full rectangle: the last row of a page has no holes when there are further pages.
  const full = grid.columns * grid.rows;
  const perPage = count > grid.perPage && full <= input.most ? full : grid.perPage;
  return { ...grid, perPage, pages: Math.max(1, Math.ceil(count / perPage)) };
}

/** The page that can be shown: the wished one, or the last when there are fewer by now. */
export function clampPage(page: number, pages: number): number {
  return Math.min(Math.max(0, page), Math.max(0, pages - 1));
}

/** Sites on one page while the pages are turned for all; the same everywhere, so that all look at the same sites. */
export const sitesPerTurn = 16;

/** The beat by which pages are turned for all. */
export interface Beat {
  /** Milliseconds, by the server's clock. */
  since: number;
  /** How long a page stands. */
  seconds: number;
}

/** What is shown at one moment while pages are turned by time. */
export interface Turned {
  page: number;
  pages: number;
  /** Of the sites, the first and the one behind the last that are shown. */
  from: number;
  to: number;
  /** Milliseconds until this changes; Infinity: it does not. */
  next: number;
  /** Counts the pages that were turned since the beginning. */
  step: number;
}

/**
 * The page at a moment. Every screen counts from the same beginning, whenever it came; one on which fewer sites are
 * legible shows the page's sites in parts, within the page's time.
 */
export function turned(count: number, fits: number, { since, seconds }: Beat, now: number): Turned {
  const pages = Math.max(1, Math.ceil(count / sitesPerTurn));
  const stands = Math.max(1, seconds) * 1000;
  const passed = Math.max(0, now - since);
  const step = Math.floor(passed / stands);
  const page = step % pages;
  const first = page * sitesPerTurn;
  const size = Math.max(0, Math.min(sitesPerTurn, count - first));
  const parts = Math.max(1, Math.ceil(size / Math.max(1, fits)));
  const each = Math.ceil(size / parts);
  const within = passed - step * stands;
  const part = Math.min(parts - 1, Math.floor((within * parts) / stands));
  const from = first + part * each;
  const ends = part === parts - 1 ? stands : ((part + 1) * stands) / parts;
  const next = pages === 1 && parts === 1 ? Infinity : Math.ceil(ends - within);
  return { page, pages, from, to: Math.min(from + each, first + size), next, step };
}
