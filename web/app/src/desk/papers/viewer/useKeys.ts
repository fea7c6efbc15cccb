import { useEffect, type RefObject } from 'react';

interface Actions {
  page: (by: 1 | -1) => void;
  first: () => void;
  last: () => void;
  zoom: (direction: 1 | -1) => void;
  fit: () => void;
  search: () => void;
  escape: () => void;
}

const typing = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** What a key does to the pages; undefined for keys that are none of ours. */
export function actionOf(
  { key, ctrlKey, metaKey, altKey }: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>,
  actions: Actions,
): (() => void) | undefined {
  if (altKey) return undefined;
  if (ctrlKey || metaKey) return key.toLowerCase() === 'f' ? actions.search : undefined;
  switch (key) {
    case 'PageDown':
      return () => actions.page(1);
    case 'PageUp':
      return () => actions.page(-1);
    case 'Home':
      return actions.first;
    case 'End':
      return actions.last;
    case '+':
    case '=':
      return () => actions.zoom(1);
    case '-':
      return () => actions.zoom(-1);
    case '0':
      return actions.fit;
    case '/':
      return actions.search;
    default:
      return undefined;
  }
}

/** The viewer by keyboard: pages, size, search. */
export function useKeys(within: RefObject<HTMLElement | null>, actions: Actions) {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const inside = within.current?.contains(event.target as Node) || event.target === document.body;
      const search = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'f';
      if (event.defaultPrevented || (!inside && !search)) return;
      if (event.key === 'Escape') {
        actions.escape();
        return;
      }
      if (typing(event.target) && !search) return;
      const act = actionOf(event, actions);
      if (!act) return;
      event.preventDefault();
      act();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  });
}
