import { describe, expect, it } from 'vitest';
import { nearest, type Box } from './arrows';

const box = (left: number, top: number, size = 10): Box => ({
  left,
  top,
  right: left + size,
  bottom: top + size,
});

describe('nearest', () => {
  const grid = [box(0, 0), box(20, 0), box(40, 0), box(0, 20), box(20, 20), box(40, 20)];
  const around = (index: number) => grid.filter((_, other) => other !== index);
  it.each([
    ['ArrowRight', 5],
    ['ArrowLeft', 3],
    ['ArrowUp', 1],
  ] as const)('%s from the middle of the lower row', (direction, target) => {
    const others = around(4);
    expect(others[nearest(grid[4] as Box, others, direction)]).toBe(grid[target]);
  });
  it('finds nothing beyond the edge', () => {
    expect(nearest(grid[4] as Box, around(4), 'ArrowDown')).toBe(-1);
  });
  it('prefers what lies straight ahead to what lies aside', () => {
    expect(nearest(box(0, 0), [box(12, 30), box(40, 0)], 'ArrowRight')).toBe(1);
  });
});
