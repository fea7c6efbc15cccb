import { useCallback, useEffect, useState } from 'react';
import { waitBefore } from './ending';

export interface ComeBack {
  phase: 'counting' | 'trying' | 'stopped';
  /** Whole seconds until the next try. */
  seconds: number;
  /** How many tries have found no server. */
  attempt: number;
  stop: () => void;
}

/** Counts down, asks whether the server answers, and goes back in when it does; otherwise counts down again, longer. */
export function useComeBack(wanted: boolean, answers: () => Promise<unknown>, go: () => void): ComeBack {
  const [attempt, setAttempt] = useState(0);
  const [seconds, setSeconds] = useState(() => waitBefore(0));
  const [stopped, setStopped] = useState(false);
  const active = wanted && !stopped;

  useEffect(() => {
    if (!active) return;
    if (seconds > 0) {
      const timer = setTimeout(() => setSeconds(seconds - 1), 1000);
      return () => clearTimeout(timer);
    }
    let live = true;
    answers().then(
      () => {
        if (live) go();
      },
      () => {
        if (!live) return;
        setAttempt(attempt + 1);
        setSeconds(waitBefore(attempt + 1));
      },
    );
    return () => {
      live = false;
    };
  }, [active, seconds, attempt, answers, go]);

  const stop = useCallback(() => setStopped(true), []);
  return { phase: !active ? 'stopped' : seconds > 0 ? 'counting' : 'trying', seconds, attempt, stop };
}
