/** Where words were found: on a page, from one place of its text to another. */
export interface Match {
  page: number;
  start: number;
  end: number;
}

/** A text without case, accents and đ, each character of it knowing its place in the original. */
export interface Folded {
  text: string;
  places: number[];
  /** Of the original. */
  length: number;
}

/** Folds a text, so that "hop" finds "Họp". Runs of spaces are one. */
export function fold(original: string): Folded {
  let text = '';
  const places: number[] = [];
  let at = 0;
  for (const char of original) {
    const plain = char
      .normalize('NFD')
      .replace(/\p{M}/gu, '')
      .replace(/[đĐ]/g, 'd')
      .toLowerCase()
      .replace(/\s/g, ' ');
    for (const one of plain) {
      if (one === ' ' && text.endsWith(' ')) continue;
      text += one;
      for (let unit = 0; unit < one.length; unit++) places.push(at);
    }
    at += char.length;
  }
  return { text, places, length: original.length };
}

/** All places of the words in a page's text. */
export function findIn(page: number, folded: Folded, words: string): Match[] {
  const wanted = fold(words.trim()).text;
  const found: Match[] = [];
  if (wanted === '') return found;
  for (let at = folded.text.indexOf(wanted); at >= 0; at = folded.text.indexOf(wanted, at + wanted.length)) {
    const end = folded.places[at + wanted.length] ?? folded.length;
    found.push({ page, start: folded.places[at] ?? 0, end });
  }
  return found;
}

/** What a page's text is made of, as the PDF library gives it. */
export interface TextItem {
  str: string;
  hasEOL: boolean;
}

/** The text of a page; lines are parted by a space. */
export const textOf = (items: TextItem[]) =>
  items.map(({ str, hasEOL }) => str + (hasEOL ? ' ' : '')).join('');

/** A part of one item of a page's text. */
export interface Piece {
  item: number;
  from: number;
  to: number;
}

/** The parts of a page's items that a match covers. */
export function piecesOf(items: TextItem[], { start, end }: Match): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  items.forEach(({ str, hasEOL }, item) => {
    const from = Math.max(start - at, 0);
    const to = Math.min(end - at, str.length);
    if (from < to) pieces.push({ item, from, to });
    at += str.length + (hasEOL ? 1 : 0);
  });
  return pieces;
}
