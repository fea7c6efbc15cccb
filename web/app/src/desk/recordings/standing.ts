import type { Recording } from './types';

/** How a recording stands for who wants to watch it. */
export type Standing =
  | 'recording'
  | 'paused'
  | 'finishing'
  | 'waiting'
  | 'making'
  | 'ready'
  | 'notMade'
  | 'empty'
  | 'failed'
  | 'disposed';

export function howItStands({ state, programme }: Pick<Recording, 'state' | 'programme'>): Standing {
  if (state !== 'ready') return state;
  switch (programme) {
    case 'none':
      return 'empty';
    case 'failed':
      return 'notMade';
    default:
      return programme;
  }
}

const ended = ['', 'stopped', 'room_closed', 'disposed'];

/** What is to be known of a recording before it is watched: why it ended by itself, and what the disk was too slow for. */
export function blemishes({ reason = '', dropped }: Pick<Recording, 'reason' | 'dropped'>) {
  return { reason: ended.includes(reason) ? '' : reason, dropped };
}
