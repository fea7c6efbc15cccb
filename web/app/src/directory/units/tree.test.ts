import { describe, expect, it } from 'vitest';
import type { Unit } from '../types';
import { above, moveOf, rowsOf } from './tree';

const unit = (code: string, children = 0) =>
  ({ code, children, catalogue: 'c', name: { vi: code, en: '' }, path: `/c/${code}/` }) as unknown as Unit;
const roots = [unit('08', 2), unit('09')];
const below = new Map([['08', [unit('a'), unit('b', 1)]]]);

describe('tree of units', () => {
  it('shows what is below units that are open', () => {
    expect(rowsOf(roots, below, new Set()).map((row) => row.unit.code)).toEqual(['08', '09']);
    const open = rowsOf(roots, below, new Set(['08', 'b']));
    expect(open.map((row) => [row.unit.code, row.depth, row.loading])).toEqual([
      ['08', 0, false],
      ['a', 1, false],
      ['b', 1, true],
      ['09', 0, false],
    ]);
  });
  it('is walked, opened and closed by keys', () => {
    const rows = rowsOf(roots, below, new Set(['08']));
    expect(moveOf('ArrowDown', rows, 0)).toEqual({ to: 1 });
    expect(moveOf('ArrowRight', rows, 0)).toEqual({ to: 1 });
    expect(moveOf('ArrowRight', rows, 2)).toEqual({ toggle: true });
    expect(moveOf('ArrowLeft', rows, 2)).toEqual({ to: 0 });
    expect(moveOf('ArrowLeft', rows, 0)).toEqual({ toggle: true });
    expect(moveOf('End', rows, 0)).toEqual({ to: 3 });
    expect(moveOf('x', rows, 0)).toBeNull();
  });
  it('knows from a path what is above', () => expect(above('/c/08/070/02287/')).toEqual(['08', '070']));
});
