import { useEffect, useRef } from 'react';
import { useLetters } from '../../../hall/useKeys';
import type { Chapter } from '../types';
import { commandOf, taken, type Command } from './keys';
import type { Playable } from './playable';
import { neighbour } from './timeline';

interface Means {
  film: Playable | null;
  chapters: readonly Chapter[];
  captions: () => void;
  silence: () => void;
  full: () => void;
  help: () => void;
}

const step = 5;
const far = 10;

export function run(command: Command, { film, chapters, captions, silence, full, help }: Means): void {
  const to = (direction: 1 | -1) => {
    const chapter = film && neighbour(chapters, film.get().at * 1000, direction);
    if (chapter) film.seek(chapter.fromMs / 1000);
    else if (direction === -1) film?.seek(0);
  };
  const acts: Record<Command, () => void> = {
    play: () => film?.toggle(),
    back: () => film?.step(-step),
    ahead: () => film?.step(step),
    farBack: () => film?.step(-far),
    farAhead: () => film?.step(far),
    faster: () => film?.faster(1),
    slower: () => film?.faster(-1),
    previous: () => to(-1),
    next: () => to(1),
    mute: () => film?.toggleMute(),
    captions,
    silence,
    full,
    help,
  };
  acts[command]();
}

/** Lets the player be worked by keys, wherever on its page the focus is. */
export function useKeys(means: Means): void {
  const [letters] = useLetters();
  const latest = useRef({ means, letters });
  useEffect(() => {
    latest.current = { means, letters };
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const now = latest.current;
      if (event.defaultPrevented || taken(event.target, event.key)) return;
      const command = commandOf(event, now.letters);
      if (command === undefined) return;
      event.preventDefault();
      run(command, now.means);
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
}
