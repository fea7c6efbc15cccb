// Polls that say what they still wait for.
import { setTimeout as pause } from 'node:timers/promises';

/** How long anything is waited for, in ms, before it counts as not coming: machines that run tests are slow and shared. */
export const patience = 90_000;

/**
 * Calls check until it returns something true and returns that; after the limit (ms) it fails naming what was
 * awaited and, by saw(), what was there instead.
 */
export async function until(what, check, { limit = patience, every = 100, saw } = {}) {
  const started = Date.now();
  let last;
  for (;;) {
    try {
      last = await check();
    } catch (error) {
      if (Date.now() - started > limit || !transient(error)) throw error;
      last = error;
    }
    if (last && !(last instanceof Error)) return last;
    if (Date.now() - started > limit) {
      const seen = saw?.() ?? (last instanceof Error ? last.message : JSON.stringify(last));
      throw new Error(`still waiting after ${limit} ms for ${what}; last seen: ${seen}`);
    }
    await pause(every);
  }
}

/** Pages that navigate or reload throw for a moment; anything else is a real failure. */
function transient(error) {
  return /Execution context was destroyed|navigation|not ready/i.test(error.message);
}
