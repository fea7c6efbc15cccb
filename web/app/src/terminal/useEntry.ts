import { useCallback, useEffect, useState } from 'react';
import { ApiError, isCode } from '../api/problem';
import { beginPairing, challenge, enter, getPairing, getSelf, type Self } from './api';
import { canKeep, forgetDevice, loadDevice, newDevice, saveDevice, type Device } from './key';

/** Where a browser stands on its way to being its room's terminal. */
export type Entry =
  | { phase: 'starting' }
  /** No key can be kept here. */
  | { phase: 'unfit' }
  | { phase: 'pairing'; code: string; expiresAt: number }
  /** The server does not answer; it is asked again and again. */
  | { phase: 'waiting' }
  | { phase: 'ready'; self: Self }
  /** Another place speaks with this terminal's key. */
  | { phase: 'displaced' };

const second = 1000;
const pause = (ms: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });

/** Seconds before the server is asked again; two hundred terminals must not come in one second. */
export const patience = (attempt: number, random = Math.random()) =>
  Math.min(20, 2 ** Math.min(attempt, 5)) * (0.5 + random / 2);

/**
 * Makes this browser its room's terminal, without a hand but the administrator's once: a key, a code until it is
 * confirmed, then a session, and another one whenever that has ended. refused tells that the server no longer knows the
 * session; displaced that another place has taken it over, after which only a hand goes on.
 */
export function useEntry(): { entry: Entry; refused: () => void; displaced: () => void; again: () => void } {
  const [entry, setEntry] = useState<Entry>({ phase: 'starting' });
  const [round, setRound] = useState(0);

  useEffect(() => {
    const abort = new AbortController();
    const { signal } = abort;
    const tell = (next: Entry) => {
      if (!signal.aborted) setEntry(next);
    };
    const work = async () => {
      if (!canKeep()) {
        tell({ phase: 'unfit' });
        return;
      }
      for (let attempt = 0; !signal.aborted; attempt++) {
        try {
          const self = await arrive(signal, tell);
          if (self) {
            tell({ phase: 'ready', self });
            return;
          }
        } catch (error) {
          if (!(error instanceof ApiError)) {
            tell({ phase: 'unfit' });
            return;
          }
          tell({ phase: 'waiting' });
          await pause(patience(attempt) * second, signal);
        }
      }
    };
    void work();
    return () => abort.abort();
  }, [round]);

  const again = useCallback(() => setRound((now) => now + 1), []);
  const displaced = useCallback(() => setEntry({ phase: 'displaced' }), []);
  return { entry, refused: again, displaced, again };
}

/** One try: the terminal, or null when the browser has to be paired anew. Throws ApiError. */
async function arrive(signal: AbortSignal, tell: (entry: Entry) => void): Promise<Self | null> {
  let device = await loadDevice();
  if (device === null) {
    device = await newDevice();
    await saveDevice(device);
  }
  if (device.terminalId === '') return pair(device, signal, tell);
  try {
    await enter(device, await known(challenge(device)));
    return await getSelf();
  } catch (error) {
    // A new key, since the old one is known to be of no use.
    if (!(error instanceof Gone) && !isCode(error, 'invalid_credentials')) throw error;
    await forgetDevice();
    return null;
  }
}

/** The terminal is not known to the server, or was revoked. */
class Gone extends Error {}

/** Only the challenge says so: a signature is also refused when two pages of this browser ask at once. */
async function known<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw isCode(error, 'not_found') ? new Gone() : error;
  }
}

/** Shows codes until one is confirmed. */
async function pair(device: Device, signal: AbortSignal, tell: (entry: Entry) => void): Promise<null> {
  const over = () => signal.aborted;
  while (!over()) {
    const begun = await beginPairing(device);
    tell({ phase: 'pairing', code: begun.code ?? '', expiresAt: Date.parse(begun.expiresAt) });
    for (;;) {
      await pause(2.5 * second, signal);
      if (over()) return null;
      const now = await getPairing(begun.id).catch((error: unknown) => {
        if (isCode(error, 'not_found')) return { state: 'expired' as const, terminalId: '' };
        if (error instanceof ApiError) return { state: 'waiting' as const, terminalId: '' };
        throw error;
      });
      if (now.state === 'paired' && now.terminalId) {
        await saveDevice({ ...device, terminalId: now.terminalId });
        return null;
      }
      if (now.state === 'expired') break;
    }
  }
  return null;
}
