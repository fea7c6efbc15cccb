import { describe, expect, it } from 'vitest';
import type { RushesPiece } from '../types';
import { easing, wanted } from './reel';

/** Pieces of a second each, 100 bytes, every fourth with a key frame. */
const pieces: RushesPiece[] = Array.from({ length: 60 }, (_, n) => ({
  atMs: n * 1000,
  endMs: n * 1000 + 1000,
  offset: 50 + n * 100,
  bytes: 100,
  key: n % 4 === 0,
}));
const seconds = (found: RushesPiece[]) => found.map(({ atMs }) => atMs / 1000);

describe('what is loaded of a file', () => {
  it('begins with the key frame before a moment and goes some seconds on', () => {
    expect(seconds(wanted(pieces, new Set(), 6500))[0]).toBe(4);
    expect(seconds(wanted(pieces, new Set(), 6500)).at(-1)).toBe(18);
  });

  it('is not what is there already, and nothing of before it', () => {
    const have = new Set(pieces.slice(6, 10).map(({ offset }) => offset));
    expect(seconds(wanted(pieces, have, 6500))[0]).toBe(10);
    expect(wanted(pieces, new Set(pieces.map(({ offset }) => offset)), 6500)).toEqual([]);
  });

  it('is one run of bytes, of a size that a slow line carries', () => {
    const heavy = pieces.map((piece, n) => ({ ...piece, offset: n * 900_000, bytes: 900_000 }));
    expect(seconds(wanted(heavy, new Set(), 0))).toEqual([0, 1]);
    const torn = pieces.filter((_, n) => n !== 3);
    expect(seconds(wanted(torn, new Set(), 0))).toEqual([0, 1, 2]);
    expect(wanted([], new Set(), 0)).toEqual([]);
  });
});

describe('a file that is not in step', () => {
  it('is slowed when it is ahead, hastened when it is behind, and left alone when it is neither', () => {
    expect(easing(0.01)).toBe(1);
    expect(easing(0.1)).toBeCloseTo(0.95);
    expect(easing(-0.1)).toBeCloseTo(1.05);
    expect(easing(5)).toBe(0.9);
  });
});
