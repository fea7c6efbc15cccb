import { plain } from '../../../format/name';
import type { Chapter, Cue, Gap, Index, Speech, Stretch, StripInfo } from '../types';

/** A point in a recording as players write it: "4:05", "1:04:05" from one hour. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (n: number) => String(n).padStart(2, '0');
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** Seconds of what clock() writes, with tenths if there are any; null for what is none. */
export function secondsOf(text: string): number | null {
  const found = /^(?:(\d{1,3}):)?(\d{1,3}):([0-5]\d(?:[.,]\d{1,3})?)$/.exec(text.trim());
  if (!found) return null;
  const [, h = '0', m = '0', s = '0'] = found;
  return Number(h) * 3600 + Number(m) * 60 + Number(s.replace(',', '.'));
}

/** Seconds in the hash of an address, "#t=125.5"; null when it names none. */
export function hashTime(hash: string): number | null {
  const found = /(?:^#|&)t=(\d+(?:\.\d+)?)(?:&|$)/.exec(hash);
  return found ? Number(found[1]) : null;
}

export const timeHash = (seconds: number) => `#t=${Math.max(0, Math.floor(seconds))}`;

/** Where something lies on a bar: per cent from its start, and how long it is; at least so wide that it is seen. */
export function placed(fromMs: number, toMs: number, lengthMs: number) {
  if (lengthMs <= 0) return { left: 0, width: 0 };
  const part = (ms: number) => Math.min(100, Math.max(0, (100 * ms) / lengthMs));
  const left = part(fromMs);
  return { left, width: Math.max(0, part(toMs) - left) };
}

/** What was going on at a moment: the last that had begun and was not over. */
export function during<T extends { fromMs: number; toMs: number }>(
  all: readonly T[],
  ms: number,
): T | undefined {
  return all.findLast(({ fromMs, toMs }) => fromMs <= ms && ms < toMs);
}

/** Gaps that are worth passing; a player that jumps over less only stutters. */
const leastGap = 500;

/** Where to go on from inside a gap; null outside of one. The end of the recording is no place to go on. */
export function pass(gaps: readonly Gap[], ms: number, lengthMs: number): number | null {
  const gap = gaps.find(
    ({ startMs, endMs }) => endMs - startMs >= leastGap && startMs <= ms && ms < endMs - 50,
  );
  return gap && gap.endMs < lengthMs ? gap.endMs : null;
}

/** What is silent so long is passed when that is wanted. */
const leastSilence = 1300;

/** Where to go on from inside a silence; null outside of one, and in what is left of one that would be no gain. */
export function passSilence(silences: readonly Stretch[], ms: number, lengthMs: number): number | null {
  const silence = silences.find(
    ({ fromMs, toMs }) => toMs - fromMs >= leastSilence && fromMs <= ms && ms < toMs - 500,
  );
  if (silence === undefined) return null;
  // Not over the end: there one sees that it is over.
  const to = Math.min(silence.toMs, lengthMs - 1000);
  return to > ms + 500 ? to : null;
}

/** Silences that touch are one. */
export function joined(silences: readonly Stretch[]): Stretch[] {
  const all: Stretch[] = [];
  for (const { fromMs, toMs } of [...silences].sort((a, b) => a.fromMs - b.fromMs)) {
    const last = all.at(-1);
    if (last !== undefined && fromMs <= last.toMs + 50) last.toMs = Math.max(last.toMs, toMs);
    else all.push({ fromMs, toMs });
  }
  return all;
}

/** How much shorter a recording is without its silences; gaps are passed anyhow. Milliseconds. */
export function silentMs(silences: readonly Stretch[], gaps: readonly Gap[]): number {
  let ms = 0;
  for (const { fromMs, toMs } of silences) {
    if (toMs - fromMs < leastSilence) continue;
    ms += toMs - fromMs;
    for (const { startMs, endMs } of gaps) {
      ms -= Math.max(0, Math.min(toMs, endMs) - Math.max(fromMs, startMs));
    }
  }
  return Math.max(0, ms);
}

/** The chapter before or after a moment. Back within the first seconds of one is the one before it. */
export function neighbour(chapters: readonly Chapter[], ms: number, step: 1 | -1): Chapter | undefined {
  if (step === 1) return chapters.find(({ fromMs }) => fromMs > ms + 50);
  return chapters.findLast(({ fromMs }) => fromMs < ms - 3000);
}

/** Where in which of the strip's files the picture of a moment is. */
export function pictureAt(strip: StripInfo, ms: number) {
  const each = strip.across * strip.across;
  const number = Math.max(0, Math.floor(ms / strip.everyMs));
  const inFile = number % each;
  return {
    file: strip.file.replace('%d', String(Math.floor(number / each) + 1)),
    x: (inFile % strip.across) * strip.width,
    y: Math.floor(inFile / strip.across) * strip.height,
  };
}

export type EntryKind = 'chapter' | 'turn' | 'vote' | 'note' | 'said';

/** One line of what happened. */
export interface Entry {
  key: string;
  kind: EntryKind;
  fromMs: number;
  toMs: number;
  title: string;
  detail: string;
}

/** What happened, in its order; words() says what a turn and a vote are called. */
export function entriesOf(
  index: Index,
  words: { turn: (turn: Speech) => string; vote: (vote: Index['votes'][number]) => string },
): Entry[] {
  const entries: Entry[] = [
    ...index.chapters.map((one, n) => ({
      ...stretch(one),
      key: `chapter-${n}`,
      kind: 'chapter' as const,
      title: `${one.number}. ${one.title}`,
      detail: '',
    })),
    ...index.turns.map((one, n) => ({
      ...stretch(one),
      key: `turn-${n}`,
      kind: 'turn' as const,
      title: one.name,
      detail: words.turn(one),
    })),
    ...index.votes.map((one, n) => ({
      ...stretch(one),
      key: `vote-${n}`,
      kind: 'vote' as const,
      title: one.question,
      detail: words.vote(one),
    })),
    ...index.notes.map(({ atMs, text }, n) => ({
      key: `note-${n}`,
      kind: 'note' as const,
      fromMs: atMs,
      toMs: atMs,
      title: text,
      detail: '',
    })),
  ];
  return entries.sort((a, b) => a.fromMs - b.fromMs);
}

/** What was said, as lines of what happened. */
export const saidOf = (cues: readonly Cue[]): Entry[] =>
  cues.map((cue, n) => ({
    ...stretch(cue),
    key: `said-${n}`,
    kind: 'said' as const,
    title: cue.text,
    detail: cue.voice ?? '',
  }));

const stretch = ({ fromMs, toMs }: { fromMs: number; toMs: number }) => ({ fromMs, toMs });

/** The entries in which all words are, without case and diacritics, of a kind and of a speaker when these are given. */
export function narrowed(
  entries: readonly Entry[],
  q: string,
  kind: EntryKind | '',
  speaker: string,
): Entry[] {
  const words = plain(q).split(/\s+/).filter(Boolean);
  return entries.filter((entry) => {
    if (kind !== '' && entry.kind !== kind) return false;
    if (speaker !== '' && !(entry.kind === 'turn' && entry.title === speaker)) return false;
    const text = plain(`${entry.title} ${entry.detail}`);
    return words.every((word) => text.includes(word));
  });
}

/** Who spoke, who spoke longest first. */
export function speakersOf(
  turns: readonly Speech[],
): { name: string; unit: string; ms: number; turns: number }[] {
  const all = new Map<string, { name: string; unit: string; ms: number; turns: number }>();
  for (const { name, unit, fromMs, toMs } of turns) {
    const one = all.get(name) ?? { name, unit, ms: 0, turns: 0 };
    one.ms += toMs - fromMs;
    one.turns += 1;
    all.set(name, one);
  }
  return [...all.values()].sort((a, b) => b.ms - a.ms);
}
