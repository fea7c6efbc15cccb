import { describe, expect, it } from 'vitest';
import { clampPage, gridFor, sitesPerTurn, turned, type GridInput } from './layout';

const hall: GridInput = { width: 1440, height: 740, count: 1, most: 25, leastWidth: 220, gap: 8, band: 38 };

describe('gridFor', () => {
  it.each([
    [1, 1, 1],
    [2, 2, 1],
    [4, 2, 2],
    [9, 3, 3],
    [16, 4, 4],
  ])('%d sites on a wide screen: %d × %d', (count, columns, rows) => {
    expect(gridFor({ ...hall, count })).toMatchObject({ columns, rows, pages: 1 });
  });
  it('pages two hundred sites', () => {
    const grid = gridFor({ ...hall, count: 200 });
    expect(grid.perPage).toBe(24);
    expect(grid.pages).toBe(9);
    expect(grid.tileWidth).toBeGreaterThanOrEqual(220);
  });
  it('never lets tiles leave the stage', () => {
    for (let count = 1; count <= 60; count++) {
      for (const [width, height] of [
        [1440, 740],
        [1024, 600],
        [390, 600],
        [844, 250],
      ] as const) {
        const grid = gridFor({ ...hall, width, height, count, leastWidth: 150 });
        expect(grid.columns * grid.tileWidth + (grid.columns - 1) * hall.gap).toBeLessThanOrEqual(width);
        expect(grid.rows * grid.tileHeight + (grid.rows - 1) * hall.gap).toBeLessThanOrEqual(height);
        expect(grid.perPage * grid.pages).toBeGreaterThanOrEqual(count);
      }
    }
  });
  it('shows fewer, legible tiles on a telephone', () => {
    const grid = gridFor({ ...hall, width: 390, height: 600, count: 200, leastWidth: 150 });
    expect(grid.tileWidth).toBeGreaterThanOrEqual(150);
    expect(grid.columns).toBe(2);
  });
  it('shows one tile on a stage too small for any', () => {
    expect(gridFor({ ...hall, width: 100, height: 80, count: 5 })).toMatchObject({ perPage: 1, pages: 5 });
  });
  it('keeps a strip in one column', () => {
    const strip = gridFor({
      ...hall,
      width: 260,
      height: 740,
      count: 200,
      columns: 1,
      leastWidth: 150,
      band: 68,
    });
    expect(strip.columns).toBe(1);
    expect(strip.perPage).toBe(4);
    expect(strip.tileWidth).toBeGreaterThanOrEqual(150);
  });
  it('has one empty page when nobody is there', () => expect(gridFor({ ...hall, count: 0 }).pages).toBe(1));
});

describe('paging', () => {
  it('falls back to the last page when sites leave', () => {
    expect(clampPage(7, 3)).toBe(2);
    expect(clampPage(-1, 3)).toBe(0);
    expect(clampPage(2, 0)).toBe(0);
  });
});

describe('pages that are turned for all', () => {
  const beat = { since: 1_000_000, seconds: 20 };
  const at = (seconds: number, fits = 16, count = 40) =>
    turned(count, fits, beat, beat.since + seconds * 1000);

  it('goes through them and begins anew', () => {
    expect([0, 19.9, 20, 40, 59, 60].map((seconds) => at(seconds).page)).toEqual([0, 0, 1, 2, 2, 0]);
    expect(at(41)).toEqual({ page: 2, pages: 3, from: 32, to: 40, next: 19_000, step: 2 });
  });
  it('shows a late screen the same page', () => {
    expect(at(1000)).toEqual(at(1000));
    expect(at(1000.5)).toMatchObject({ page: at(1000).page, from: at(1000).from });
  });
  it('shows a small screen the parts of the same page, every site once', () => {
    for (const fits of [1, 2, 3, 5, 7, 8, 15, 16, 25]) {
      for (const count of [1, 15, 16, 17, 40, 200]) {
        const seen = new Set<number>();
        const pages = Math.ceil(count / sitesPerTurn);
        for (let now = 0; now < pages * 20_000;) {
          const { page, from, to, next } = turned(count, fits, beat, beat.since + now);
          expect(page).toBe(Math.floor(now / 20_000));
          expect(to - from).toBeLessThanOrEqual(fits);
          for (let site = from; site < to; site++) {
            expect(Math.floor(site / sitesPerTurn)).toBe(page);
            seen.add(site);
          }
          if (next === Infinity) break;
          expect(next).toBeGreaterThan(0);
          now += next;
        }
        expect(seen.size).toBe(count);
      }
    }
  });
  it('stands still when all fit on one page', () => {
    expect(at(500, 16, 12)).toMatchObject({ page: 0, pages: 1, from: 0, to: 12, next: Infinity });
  });
  it('is on the first page for a clock that is behind', () => expect(at(-3).page).toBe(0));
  it('has one empty page when nobody is there', () =>
    expect(at(5, 16, 0)).toMatchObject({ page: 0, pages: 1, from: 0, to: 0, next: Infinity }));
});
