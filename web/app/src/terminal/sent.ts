import type { Ending } from '../hall/ending';
import { ApiError, isCode } from '../api/problem';

/**
 * Why the terminal is out of a meeting, when the room says that it was removed: the server removes too those whose session
 * has ended, and they are to come back when they have proved themselves again. That is no hand's doing.
 */
export async function reallyRemoved(
  ending: Ending,
  self: () => Promise<unknown>,
): Promise<{ ending: Ending; gone: boolean }> {
  if (ending !== 'removed') return { ending, gone: false };
  try {
    await self();
  } catch (error) {
    if (isCode(error, 'unauthenticated')) return { ending: 'lost', gone: true };
    if (!(error instanceof ApiError)) throw error;
  }
  return { ending, gone: false };
}
