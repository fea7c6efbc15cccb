import { DisconnectReason } from 'livekit-client';

/** Why a stay ended, as the page that follows tells it. */
export type Ending = 'left' | 'elsewhere' | 'restart' | 'removed' | 'ended' | 'lost';

const endings: readonly Ending[] = ['left', 'elsewhere', 'restart', 'removed', 'ended', 'lost'];

export function endingOf(reason: DisconnectReason | undefined): Ending {
  switch (reason) {
    case DisconnectReason.CLIENT_INITIATED:
      return 'left';
    case DisconnectReason.DUPLICATE_IDENTITY:
      return 'elsewhere';
    case DisconnectReason.SERVER_SHUTDOWN:
      return 'restart';
    case DisconnectReason.PARTICIPANT_REMOVED:
      return 'removed';
    case DisconnectReason.ROOM_DELETED:
    case DisconnectReason.ROOM_CLOSED:
      return 'ended';
    default:
      return 'lost';
  }
}

export function parseEnding(text: string | null): Ending {
  return endings.find((ending) => ending === text) ?? 'left';
}

/** Whether the page tries to come back by itself: only when nobody meant the stay to end. */
export const comesBack = (ending: Ending) => ending === 'restart' || ending === 'lost';

/** Seconds before an automatic try. Two hundred sites that lost one server must not return in one second. */
export function waitBefore(attempt: number, random = Math.random()): number {
  const base = Math.min(30, 3 * 2 ** Math.max(0, attempt));
  return Math.round(base + random * base);
}
