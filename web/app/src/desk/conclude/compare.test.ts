import { describe, expect, it } from 'vitest';
import { compare, linesOf } from './compare';
import type { Doc } from './types';

const p = (text: string): Doc => ({ type: 'paragraph', content: [{ type: 'text', text }] });
const doc = (...content: Doc[]): Doc => ({ type: 'doc', content });

describe('comparing two versions', () => {
  it('reads paragraphs, headings and lists as lines', () => {
    const list: Doc = {
      type: 'bulletList',
      content: [
        { type: 'listItem', content: [p('một')] },
        { type: 'listItem', content: [p('hai')] },
      ],
    };
    expect(linesOf(doc(p('đầu'), { type: 'paragraph' }, list))).toEqual(['đầu', '- một', '- hai']);
  });

  it('shows nothing as changed between equal texts', () => {
    expect(compare(doc(p('a'), p('b')), doc(p('a'), p('b'))).some(({ changed }) => changed)).toBe(false);
  });

  it('marks the words that differ in a line', () => {
    const [only] = compare(doc(p('có mặt 120 đại biểu')), doc(p('có mặt 121 đại biểu')));
    expect(only?.left?.filter(({ changed }) => changed).map(({ text }) => text)).toEqual(['120']);
    expect(only?.right?.filter(({ changed }) => changed).map(({ text }) => text)).toEqual(['121']);
  });

  it('keeps added and removed lines on their side', () => {
    const pairs = compare(doc(p('giữ nguyên'), p('bỏ đi')), doc(p('giữ nguyên')));
    expect(pairs[1]).toMatchObject({ right: null, changed: true });
    expect(compare(undefined, doc(p('mới')))[0]).toMatchObject({ left: null, changed: true });
  });

  it('shows every line of both texts once', () => {
    const [a, b] = [doc(p('1'), p('2'), p('3')), doc(p('0'), p('2'), p('4'), p('5'))];
    const pairs = compare(a, b);
    const text = (side: 'left' | 'right') =>
      pairs.flatMap((pair) => (pair[side] ? [pair[side].map((piece) => piece.text).join('')] : []));
    expect(text('left')).toEqual(linesOf(a));
    expect(text('right')).toEqual(linesOf(b));
  });
});
