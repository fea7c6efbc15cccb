import { useFullscreenDocument, useLocalStorage } from '@mantine/hooks';
import { useEffect, useRef, type RefObject } from 'react';
import { moveFocus, type Direction } from './arrows';
import type { HallState, Panel } from './context';
import { commandOf, typing, type Command } from './keys';
import type { Pager } from './view/TileGrid';

/** Whether one-letter shortcuts are on; kept on this device. */
export function useLetters() {
  return useLocalStorage({ key: 'giaoban.letters', defaultValue: true, getInitialValueInEffect: false });
}

interface Means {
  hall: HallState;
  pager: RefObject<Pager | null>;
  root: RefObject<HTMLElement | null>;
  askLeave: () => void;
}

/** Lets the whole hall be worked by keys: letters, arrows, page keys. */
export function useKeys(means: Means): void {
  const [letters] = useLetters();
  const { toggle } = useFullscreenDocument();
  const latest = useRef({ means, letters, toggle });
  useEffect(() => {
    latest.current = { means, letters, toggle };
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const now = latest.current;
      if (event.defaultPrevented || inOverlay(event.target)) return;
      if (typing(event.target) && event.key !== 'Escape') return;
      const asked = questionOf(event.target);
      if (asked !== null) {
        if (event.key.startsWith('Arrow') && moveFocus(asked, event.key as Direction)) event.preventDefault();
        return;
      }
      const command = commandOf(event, now.letters);
      if (command !== undefined) {
        event.preventDefault();
        run(command, now.means, () => void now.toggle());
      } else if (event.key.startsWith('Arrow') && now.means.root.current) {
        if (moveFocus(now.means.root.current, event.key as Direction)) event.preventDefault();
      }
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
}

/** Menus and lists handle their own keys. */
function inOverlay(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[role="menu"],[role="listbox"]') !== null;
}

/** A question that waits for its answer, such as a ballot: a remote control's arrows move within it, nothing else does. */
function questionOf(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>('[role="dialog"]') : null;
}

function run(command: Command, { hall, pager, askLeave }: Means, full: () => void): void {
  const { actions, panel, setPanel } = hall;
  const flip = (name: Panel) => setPanel(panel === name ? null : name);
  const acts: Record<Command, () => void> = {
    microphone: () => void actions.toggleMicrophone(),
    camera: () => void actions.toggleCamera(),
    share: () => void actions.toggleShare(),
    hand: () => void actions.toggleHand(),
    muteAll: () => void actions.muteAll(),
    chat: () => flip('chat'),
    people: () => flip('people'),
    notes: () => flip('notes'),
    devices: () => flip('devices'),
    help: () => flip('help'),
    layout: hall.flipLayout,
    full,
    leave: askLeave,
    next: () => pager.current?.turn(1),
    previous: () => pager.current?.turn(-1),
    close: () => setPanel(null),
  };
  acts[command]();
}
