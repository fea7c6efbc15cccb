import { describe, expect, it } from 'vitest';
import { areasOf, densityOf, scaleOf, stepZoom, thin } from './geometry';
import { findIn, fold, piecesOf, textOf } from './search';

const room = { width: 832, height: 600 };
const page = { width: 400, height: 800 };

describe('size of pages', () => {
  it('fits the width or the whole page into the room', () => {
    expect(scaleOf('width', page, room)).toBe(2);
    expect(scaleOf('page', page, room)).toBeCloseTo(568 / 800);
  });

  it('a step goes to the next known factor, and stops at the ends', () => {
    const scale = (factor: number) => (factor * 96) / 72;
    expect(stepZoom(scale(1), 1)).toBe(1.25);
    expect(stepZoom(scale(1.1), -1)).toBe(1);
    expect(stepZoom(scale(4), 1)).toBe(4);
    expect(stepZoom(scale(0.5), -1)).toBe(0.5);
  });

  it('a page too large for a canvas is drawn coarser', () => {
    expect(densityOf({ width: 800, height: 1000 }, 2)).toBe(2);
    expect(densityOf({ width: 8000, height: 8000 }, 2)).toBe(0.5);
  });
});

describe('areas on a page', () => {
  const box = (x: number, y: number, width: number, height: number) =>
    ({ left: x, top: y, right: x + width, bottom: y + height, width, height }) as DOMRect;

  it('are parts of it, cut off at its edges', () => {
    expect(areasOf([box(150, 50, 100, 50)], box(100, 0, 100, 200))).toEqual([
      { x: 0.5, y: 0.25, width: 0.5, height: 0.25 },
    ]);
  });

  it('neighbours in a line are one, what is elsewhere is left out', () => {
    const boxes = [box(0, 10, 20, 10), box(20, 10, 30, 10), box(300, 300, 10, 10)];
    expect(areasOf(boxes, box(0, 0, 100, 100))).toEqual([{ x: 0, y: 0.1, width: 0.5, height: 0.1 }]);
  });

  it('a long line keeps its ends when it is thinned', () => {
    const line = Array.from({ length: 5000 }, (_, x) => ({ x, y: 0, width: 0, height: 0 }));
    const thinned = thin(line, 100);
    expect(thinned).toHaveLength(100);
    expect([thinned[0]?.x, thinned.at(-1)?.x]).toEqual([0, 4999]);
  });
});

describe('search', () => {
  const find = (text: string, words: string) =>
    findIn(1, fold(text), words).map(({ start, end }) => text.slice(start, end));

  it('knows no case, no accents and no đ', () => {
    expect(find('Điểm cầu Chiêm Hóa, điểm cầu Na Hang', 'DIEM CAU')).toEqual(['Điểm cầu', 'điểm cầu']);
    expect(find('Ủy ban', 'uỷ ban')).toEqual(['Ủy ban']);
  });

  it('finds what a file keeps with its accents apart', () => {
    const apart = 'Họp giao ban'.normalize('NFD');
    expect(find(apart, 'ho').map((text) => text.normalize('NFC'))).toEqual(['Họ']);
    expect(find(apart, 'giao ban')).toEqual(['giao ban']);
  });

  it('finds words across the end of a line, in the parts that it covers', () => {
    const items = [
      { str: 'vốn đầu', hasEOL: true },
      { str: 'tư công', hasEOL: false },
    ];
    const [match] = findIn(3, fold(textOf(items)), 'dau tu');
    expect(match?.page).toBe(3);
    expect(match && piecesOf(items, match)).toEqual([
      { item: 0, from: 4, to: 7 },
      { item: 1, from: 0, to: 2 },
    ]);
  });

  it('nothing is found of nothing', () => expect(find('abc', '  ')).toEqual([]));
});
