import { describe, expect, it } from 'vitest';
import { clampPage, gridFor, pageOf, type GridInput } from './layout';

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
  it('cuts out a page', () => {
    expect(pageOf([1, 2, 3, 4, 5], 1, 2)).toEqual([3, 4]);
    expect(pageOf([1, 2, 3, 4, 5], 2, 2)).toEqual([5]);
  });
});
