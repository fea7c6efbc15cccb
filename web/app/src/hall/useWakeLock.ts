import { useEffect } from 'react';

/** Keeps the screen of a meeting room awake while the hall is shown; browsers without wake locks go without. */
export function useWakeLock(): void {
  useEffect(() => {
    const locks = (navigator as { wakeLock?: WakeLock }).wakeLock;
    if (locks === undefined) return;
    let held: WakeLockSentinel | undefined;
    const ask = () => {
      // A hidden page may not hold one; it is asked for again when the page comes back.
      if (document.visibilityState !== 'visible') return;
      locks.request('screen').then(
        (lock) => (held = lock),
        () => undefined,
      );
    };
    ask();
    document.addEventListener('visibilitychange', ask);
    return () => {
      document.removeEventListener('visibilitychange', ask);
      void held?.release();
    };
  }, []);
}
