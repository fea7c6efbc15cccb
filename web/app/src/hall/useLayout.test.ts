import { beforeEach, describe, expect, it } from 'vitest';
import { flipped, keptFor } from './useLayout';

describe("a screen's own layout", () => {
  beforeEach(() => localStorage.clear());
  it('is there when the page is loaded anew, until it goes back to that of the chair', () => {
    keptFor('ME_1').save('grid');
    expect(keptFor('ME_1').load()).toBe('grid');
    keptFor('ME_1').save(null);
    expect(keptFor('ME_1').load()).toBeNull();
  });
  it('is of one meeting', () => {
    keptFor('ME_1').save('panel');
    expect(keptFor('ME_2').load()).toBeNull();
  });
  it.each(['{', 'null', '{"meeting":"ME_1","layout":"wall"}'])('is none when %s is kept', (kept) => {
    localStorage.setItem('giaoban.layout', kept);
    expect(keptFor('ME_1').load()).toBeNull();
  });
});

describe('flipping', () => {
  it.each([
    ['speaker', undefined, 'grid'],
    ['grid', undefined, 'speaker'],
    ['panel', 'panel', 'grid'],
    ['grid', 'panel', null],
    ['grid', 'grid', 'speaker'],
    ['speaker', 'grid', null],
  ] as const)('%s where the chair has %s: %s', (layout, chairs, next) =>
    expect(flipped({ layout, chairs })).toBe(next),
  );
});
