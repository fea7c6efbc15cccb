import { Room } from 'livekit-client';
import { startLineTest } from '../api/endpoints';
import { serverAddress } from '../hall/address';
import { pathOf, transportStats } from '../hall/stats';
import type { MediaPath } from './verdict';

/**
 * Joins the private test room and reports the way that media take to the server.
 * It publishes nothing: the data channel's transport is the one that media would use.
 */
export async function measureMedia(signal: AbortSignal): Promise<MediaPath> {
  const ticket = await startLineTest();
  signal.throwIfAborted();
  const room = new Room();
  const stop = () => void room.disconnect();
  signal.addEventListener('abort', stop);
  try {
    await room.connect(serverAddress(ticket.url), ticket.token, {
      autoSubscribe: false,
      maxRetries: 0,
      peerConnectionTimeout: 10_000,
    });
    for (const report of await transportStats(room)) {
      const path = pathOf(report);
      if (path) return path;
    }
    throw new Error('connected, but no candidate pair was chosen');
  } finally {
    signal.removeEventListener('abort', stop);
    await room.disconnect();
  }
}
