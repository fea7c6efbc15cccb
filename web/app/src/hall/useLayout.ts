import { useCallback, useMemo, useState, useSyncExternalStore } from 'react';
import { layoutOf, type Layout } from './arrange';
import type { Conduct } from './conduct/store';

/** Where a screen keeps the layout of its own, so that it finds it again when it is loaded anew. */
export interface Kept {
  load: () => Layout | null;
  save: (layout: Layout | null) => void;
}

const key = 'giaoban.layout';

/** Keeps it for one meeting: the next begins with what its chair shows. */
export function keptFor(meeting: string): Kept {
  return {
    load: () => {
      try {
        const kept = JSON.parse(localStorage.getItem(key) ?? '{}') as { meeting?: string; layout?: string };
        return kept.meeting === meeting ? (layoutOf(kept.layout) ?? null) : null;
      } catch {
        return null;
      }
    },
    save: (layout) => {
      try {
        if (layout === null) localStorage.removeItem(key);
        else localStorage.setItem(key, JSON.stringify({ meeting, layout }));
      } catch {
        // Without storage it lasts for this page only.
      }
    },
  };
}

/** In a room without a chair's layout nothing is kept: everyone arranges their own pictures. */
const keptNowhere: Kept = { load: () => null, save: () => undefined };

export interface LayoutState {
  /** What is shown. */
  layout: Layout;
  /** What the chair has chosen for all; undefined where nobody chooses for all. */
  chairs: Layout | undefined;
  /** What this screen has chosen for itself; null: nothing. */
  own: Layout | null;
  /** Chooses for this screen; null follows the chair again. */
  setLayout: (layout: Layout | null) => void;
}

const nothing = () => () => undefined;

/** The layout of this screen: its own, else the chair's. */
export function useLayout(conduct: Conduct | null, kept: Kept | null): LayoutState {
  const chairs = useSyncExternalStore(conduct?.subscribe ?? nothing, () =>
    layoutOf(conduct?.get()?.stage?.layout),
  );
  const keeps = kept ?? keptNowhere;
  const [own, setOwn] = useState(() => keeps.load());
  const setLayout = useCallback(
    (layout: Layout | null) => {
      keeps.save(layout);
      setOwn(layout);
    },
    [keeps],
  );
  return useMemo(
    () => ({ layout: own ?? chairs ?? 'speaker', chairs, own, setLayout }),
    [own, chairs, setLayout],
  );
}

/** What the key and the button for it choose: the grid, or one large picture again; the chair's is no choice of one's own. */
export function flipped({ layout, chairs }: Pick<LayoutState, 'layout' | 'chairs'>): Layout | null {
  const next = layout === 'grid' ? (chairs !== undefined && chairs !== 'grid' ? chairs : 'speaker') : 'grid';
  return next === chairs ? null : next;
}
