import { diffArrays, diffWordsWithSpace } from 'diff';
import type { Doc } from './types';

/** A piece of a line: kept, or in this version only. */
export interface Piece {
  text: string;
  changed: boolean;
}

/** Two lines side by side; a missing one is null. */
export interface Pair {
  left: Piece[] | null;
  right: Piece[] | null;
  changed: boolean;
}

/** The words of a text, a line for each paragraph, heading or item. */
export function linesOf(doc: Doc | undefined): string[] {
  const lines: string[] = [];
  const walk = (node: Doc, prefix: string) => {
    if (node.type === 'paragraph' || node.type === 'heading') {
      const text = (node.content ?? [])
        .map((child) => (child.type === 'hardBreak' ? ' ' : (child.text ?? '')))
        .join('');
      if (text.trim() !== '') lines.push(prefix + text);
      return;
    }
    (node.content ?? []).forEach((child, index) => {
      const own = node.type === 'bulletList' ? '- ' : node.type === 'orderedList' ? `${index + 1}. ` : prefix;
      walk(child, node.type === 'listItem' && index > 0 ? '' : own);
    });
  };
  if (doc) walk(doc, '');
  return lines;
}

const whole = (text: string, changed: boolean): Piece[] => [{ text, changed }];

/** Sets a line beside the one that took its place, with the words that differ. */
function pair(left: string, right: string): Pair {
  const words = diffWordsWithSpace(left, right);
  const kept = words
    .filter((part) => !part.added && !part.removed)
    .reduce((n, { value }) => n + value.length, 0);
  // Lines with little in common are easier to read as a whole.
  if (kept < Math.max(left.length, right.length) * 0.3) {
    return { left: whole(left, true), right: whole(right, true), changed: true };
  }
  const side = (skip: 'added' | 'removed') =>
    words
      .filter((part) => !part[skip])
      .map(({ value, added, removed }) => ({ text: value, changed: added || removed }));
  return { left: side('added'), right: side('removed'), changed: true };
}

/** Two texts side by side, line by line. */
export function compare(before: Doc | undefined, after: Doc | undefined): Pair[] {
  const pairs: Pair[] = [];
  let removed: string[] = [];
  const flush = (added: string[]) => {
    for (let i = 0; i < Math.max(removed.length, added.length); i++) {
      const [left, right] = [removed[i], added[i]];
      if (left !== undefined && right !== undefined) pairs.push(pair(left, right));
      else if (left !== undefined) pairs.push({ left: whole(left, true), right: null, changed: true });
      else if (right !== undefined) pairs.push({ left: null, right: whole(right, true), changed: true });
    }
    removed = [];
  };
  for (const part of diffArrays(linesOf(before), linesOf(after))) {
    if (part.removed) {
      flush([]);
      removed = part.value;
    } else if (part.added) {
      flush(part.value);
    } else {
      flush([]);
      for (const line of part.value) {
        pairs.push({ left: whole(line, false), right: whole(line, false), changed: false });
      }
    }
  }
  flush([]);
  return pairs;
}
