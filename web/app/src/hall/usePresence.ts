import { useEffect } from 'react';
import { getSession } from '../api/endpoints';

const everyMs = 4 * 60_000;

/**
 * Sitting in a meeting is not being idle: without this the session of a silent site would end behind its back, and a
 * site thrown out by a failing line could not come back by itself.
 */
export function usePresence(): void {
  useEffect(() => {
    // The answer does not matter: a stay that was let in goes on, whatever becomes of the session.
    const tell = () => void getSession().catch(() => null);
    const timer = setInterval(tell, everyMs);
    return () => clearInterval(timer);
  }, []);
}
