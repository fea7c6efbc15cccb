import type { Turn } from './types';

/** A question with the replies to it, or any other turn alone. */
export interface Pair {
  turn: Turn;
  replies: Turn[];
}

/** Turns in their order, replies under the question that they answer; one whose question is not there stands alone. */
export function pairs(turns: readonly Turn[]): Pair[] {
  const found = turns
    .filter((turn) => !isReply(turn, turns))
    .map((turn) => ({ turn, replies: [] as Turn[] }));
  for (const turn of turns) {
    if (isReply(turn, turns)) found.find((pair) => pair.turn.id === turn.reply)?.replies.push(turn);
  }
  for (const pair of found) pair.replies.sort((a, b) => Date.parse(a.start) - Date.parse(b.start));
  return found;
}

function isReply(turn: Turn, among: readonly Turn[]): boolean {
  return turn.reply !== undefined && among.some((other) => other.id === turn.reply);
}
