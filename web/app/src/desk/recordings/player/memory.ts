/** Where somebody was in a recording, kept on this device for each person. */
const key = (userId: string, recordingId: string) => `giaoban.watched.${userId}.${recordingId}`;

export function remember(userId: string, recordingId: string, seconds: number): void {
  try {
    localStorage.setItem(key(userId, recordingId), String(Math.floor(seconds)));
  } catch {
    // Full or forbidden: one begins at the start.
  }
}

export function recall(userId: string, recordingId: string): number {
  try {
    return Number(localStorage.getItem(key(userId, recordingId))) || 0;
  } catch {
    return 0;
  }
}

const edge = 15;

/** Where to begin: where the address says, else where one was, unless that was hardly begun or nearly over. */
export function startAt(
  hash: number | null,
  recalled: number,
  length: number,
): { at: number; recalled: boolean } {
  if (hash !== null) return { at: Math.min(hash, Math.max(0, length - 1)), recalled: false };
  if (recalled > edge && recalled < length - edge) return { at: recalled, recalled: true };
  return { at: 0, recalled: false };
}
