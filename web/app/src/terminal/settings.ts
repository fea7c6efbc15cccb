import { layoutOf } from '../hall/arrange';
import type { Kept } from '../hall/useLayout';
import type { Report } from './api';

/** What a terminal was told and keeps for the meetings to come; devices are kept with the choices of the check page. */
export interface Settings {
  volume: number;
  layout: Report['layout'];
}

const key = 'giaoban.terminal';
const defaults: Settings = { volume: 100, layout: 'chair' };

export function loadSettings(): Settings {
  try {
    const { volume, layout } = JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<Settings>;
    return {
      volume:
        typeof volume === 'number' && volume >= 0 && volume <= 100 ? Math.round(volume) : defaults.volume,
      layout: layoutOf(layout) ?? defaults.layout,
    };
  } catch {
    return defaults;
  }
}

export function saveSettings(change: Partial<Settings>): void {
  try {
    localStorage.setItem(key, JSON.stringify({ ...loadSettings(), ...change }));
  } catch {
    // Storage may be forbidden or full; the setting then lasts for this page only.
  }
}

/** A terminal keeps its own layout from meeting to meeting, whether it was chosen at the room or from afar. */
export const keptHere: Kept = {
  load: () => layoutOf(loadSettings().layout) ?? null,
  save: (layout) => saveSettings({ layout: layout ?? 'chair' }),
};
