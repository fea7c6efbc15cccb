import { describe, expect, it } from 'vitest';
import {
  emptyPlan,
  letters,
  moved,
  ofSize,
  resized,
  seatCount,
  twice,
  withBlock,
  without,
  withSeats,
} from './seats';

const two = () => withBlock(withBlock(emptyPlan, 'row'), 'table');

describe('seat map', () => {
  it('gives each block letters of its own', () => {
    const map = two();
    expect(map.blocks[0]?.seats.map(({ label }) => label).slice(0, 2)).toEqual(['A1', 'A2']);
    expect(map.blocks[1]?.seats[0]?.label).toBe('B1');
    expect(seatCount(map)).toBe(16);
    expect(twice(map)).toEqual([]);
  });
  it('puts a block below the others, on a plan that has room', () => {
    let map = emptyPlan;
    for (let n = 0; n < 10; n++) map = withBlock(map, 'table');
    for (const block of map.blocks) {
      expect(block.y + block.height).toBeLessThanOrEqual(map.rows);
      expect(block.x + block.width).toBeLessThanOrEqual(map.columns);
    }
  });
  it('keeps a moved block on the plan', () => {
    const map = moved(moved(two(), 0, -5, -5), 0, 99, 0);
    expect(map.blocks[0]).toMatchObject({ x: map.columns - 8, y: 0 });
  });
  it('keeps a resized block on the plan, of a cell at least', () => {
    expect(resized(two(), 0, -99, -99).blocks[0]).toMatchObject({ width: 1, height: 1 });
    expect(resized(two(), 0, 99, 0).blocks[0]?.width).toBe(two().columns);
  });
  it('goes on with the labels of a block and drops its last seats', () => {
    expect(withSeats(two(), 0, 10).blocks[0]?.seats.at(-1)?.label).toBe('A10');
    expect(withSeats(two(), 0, 3).blocks[0]?.seats.map(({ label }) => label)).toEqual(['A1', 'A2', 'A3']);
    expect(withSeats(two(), 0, 900).blocks[0]?.seats).toHaveLength(200);
  });
  it('moves in what a smaller plan leaves outside', () => {
    const map = ofSize(two(), 3, 2);
    for (const block of map.blocks) {
      expect(block.x + block.width).toBeLessThanOrEqual(3);
      expect(block.y + block.height).toBeLessThanOrEqual(2);
    }
  });
  it('tells labels that stand twice', () => {
    const map = without(two(), 1);
    const doubled = { ...map, blocks: [...map.blocks, ...map.blocks] };
    expect(twice(doubled)).toContain('A1');
  });
  it('counts letters as a spreadsheet does', () =>
    expect([0, 25, 26, 27].map(letters)).toEqual(['A', 'Z', 'AA', 'AB']));
});
