import type { Gap } from '../types';
import type { FilmState } from './film';
import type { WatchLog } from './watched';

/** What the player plays: the programme, or before there is one the tracks themselves. */
export interface Playable {
  gaps: readonly Gap[];
  /** Whether silences are passed, where they are known. */
  skipping: boolean;
  readonly log: WatchLog;
  get(): FilmState;
  subscribe(listener: () => void): () => void;
  seek(seconds: number): void;
  step(seconds: number): void;
  play(): void;
  pause(): void;
  toggle(): void;
  setRate(rate: number): void;
  faster(step: 1 | -1): void;
  toggleMute(): void;
  setVolume(volume: number): void;
  /** Tries once more what could not be played. */
  again(): void;
}
