import { useCallback, useEffect, useRef, useState } from 'react';
import type { Ending } from '../hall/ending';
import { getSelf, type ScheduleItem } from './api';
import { due } from './due';
import { reallyRemoved } from './sent';
import { patience } from './useEntry';

/** What the terminal is at. A meeting that is entered anew has another round. */
export type Mode =
  | { at: 'idle' }
  | { at: 'meeting'; id: string; title: string; back: boolean; round: number }
  | { at: 'test'; id: string };

/** The meeting that somebody here has left, or was sent out of. */
export interface LeftBy {
  id: string;
  why: Ending;
}

export interface Moves {
  enter: (item: ScheduleItem) => void;
  test: (id: string) => void;
  idle: () => void;
  rejoin: () => void;
  ended: (ending: Ending) => void;
  /** The door has closed meanwhile. */
  refusedAtDoor: () => void;
}

const byHand: readonly Ending[] = ['left', 'removed', 'elsewhere'];

/** Goes into the meetings whose door is open and comes back from them, by itself. */
export function useMode(
  items: readonly ScheduleItem[] | null,
  read: () => void,
  /** The server no longer knows the session. */
  refused: () => void,
): { mode: Mode; left: LeftBy | null; moves: Moves } {
  const [mode, setMode] = useState<Mode>({ at: 'idle' });
  const [left, setLeft] = useState<LeftBy | null>(null);
  // What was read before something ended is not to be believed; and two hundred must not come back in one second.
  const [rest, setRest] = useState({ until: 0, back: false });
  const rounds = useRef(0);

  const open = useCallback(({ id, title }: ScheduleItem, back: boolean) => {
    rounds.current += 1;
    setMode({ at: 'meeting', id, title, back, round: rounds.current });
  }, []);
  useEffect(() => {
    if (mode.at !== 'idle' || items === null) return;
    const next = due(items, left?.id ?? '');
    if (!next) return;
    const wait = setTimeout(() => open(next, rest.back), Math.max(0, rest.until - Date.now()));
    return () => clearTimeout(wait);
  }, [mode.at, items, left, rest, open]);

  const current = mode.at === 'idle' ? '' : mode.id;
  const idle = useCallback(
    (seconds: number, back: boolean) => {
      setRest({ until: Date.now() + seconds * 1000, back });
      setMode({ at: 'idle' });
      read();
    },
    [read],
  );
  const settle = 3;
  return {
    mode,
    left,
    moves: {
      enter: useCallback(
        (item: ScheduleItem) => {
          setLeft(null);
          open(item, false);
        },
        [open],
      ),
      test: useCallback((id: string) => setMode({ at: 'test', id }), []),
      idle: useCallback(() => idle(0, false), [idle]),
      rejoin: useCallback(() => {
        rounds.current += 1;
        const round = rounds.current;
        setMode((now) => (now.at === 'meeting' ? { ...now, back: true, round } : now));
      }, []),
      ended: useCallback(
        (told: Ending) => {
          void reallyRemoved(told, getSelf).then(({ ending, gone }) => {
            if (gone) refused();
            if (byHand.includes(ending)) setLeft({ id: current, why: ending });
            const cut = !byHand.includes(ending) && ending !== 'ended';
            idle(cut ? patience(1) + settle : settle, cut);
          });
        },
        [idle, current, refused],
      ),
      refusedAtDoor: useCallback(() => idle(settle, false), [idle]),
    },
  };
}
