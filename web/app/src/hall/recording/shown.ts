import type { RecordingNow } from '../../desk/recordings/types';

/** What people in the room must know: whether they are recorded. */
export type Shown = 'recording' | 'paused' | null;

/**
 * The media server knows whether a recorder is in the room and tells late comers too; that it is paused is known to the
 * meeting alone. Until that is told, and in rooms of no meeting, whoever is in the room is taken to be recorded.
 */
export function shownOf(active: boolean, state: RecordingNow['state'] | undefined): Shown {
  if (!active) return null;
  return state === 'paused' ? 'paused' : 'recording';
}

export type News = 'began' | 'here' | 'paused' | 'resumed' | 'ended';

/** What is said when it changes; before is undefined for who has just come in. */
export function newsOf(before: Shown | undefined, after: Shown): News | null {
  if (before === undefined) return after === null ? null : 'here';
  if (before === after) return null;
  if (after === null) return 'ended';
  if (before === null) return 'began';
  return after === 'paused' ? 'paused' : 'resumed';
}

const byThemselves = ['stopped', 'room_closed'];

/** Why a recording ended that nobody ended: whoever leads the meeting is told; '' for one that was ended. */
export function faultOf(now: Pick<RecordingNow, 'state' | 'reason'> | undefined): string {
  if (now === undefined || !['finishing', 'ready', 'failed'].includes(now.state)) return '';
  return byThemselves.includes(now.reason ?? '') ? '' : (now.reason ?? '');
}
