import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useSession } from '../../../session/useSession';
import { watching } from '../../../api/activity';
import { tellWatched } from '../api';
import type { Gap, Stretch } from '../types';
import { Film, nothingPassed, type FilmState } from './film';
import type { Playable } from './playable';
import { RushesFilm, type RushesSource, type SceneTold } from './rushesFilm';
import { recall, remember, startAt } from './memory';
import { hashTime, timeHash } from './timeline';

const idle: FilmState = {
  at: 0,
  length: 0,
  playing: false,
  rate: 1,
  muted: false,
  volume: 1,
  waiting: false,
  failed: false,
  passed: nothingPassed,
  saved: 0,
};
const nothing = () => () => undefined;
const still = () => idle;

/** The film of the video element that gets the ref; null until there is one. */
export function useFilm(gaps: readonly Gap[], silences: readonly Stretch[]) {
  const [film, setFilm] = useState<Film | null>(null);
  const ref = useCallback((video: HTMLVideoElement | null) => {
    if (video === null) return;
    const made = new Film(video);
    setFilm(made);
    return () => {
      made.close();
      setFilm(null);
    };
  }, []);
  const state = useSyncExternalStore(film?.subscribe ?? nothing, film?.get ?? still);
  useEffect(() => {
    // oxlint-disable-next-line react/immutability -- a player is a thing of its own
    if (film) Object.assign(film, { gaps, silences });
  }, [film, gaps, silences]);
  return { film, state, ref };
}

const unknown: SceneTold = { name: '', picture: false, unsupported: 0 };
const black = () => unknown;

/** The same from the tracks: their pictures are put into the element that gets the ref. */
export function useRushes(source: RushesSource, gaps: readonly Gap[]) {
  const [film, setFilm] = useState<RushesFilm | null>(null);
  const ref = useCallback(
    (stage: HTMLElement | null) => {
      if (stage === null) return;
      const made = new RushesFilm(stage, source);
      setFilm(made);
      return () => {
        made.close();
        setFilm(null);
      };
    },
    [source],
  );
  const state = useSyncExternalStore(film?.subscribe ?? nothing, film?.get ?? still);
  const scene = useSyncExternalStore(film?.scene.subscribe ?? nothing, film?.scene.get ?? black);
  useEffect(() => {
    // oxlint-disable-next-line react/immutability -- a player is a thing of its own
    if (film) film.gaps = gaps;
  }, [film, gaps]);
  return { film, state, scene, ref };
}

const everyMs = 60_000;

/** Tells the server which part was watched: now and then, when it is paused, and when the page goes out of sight. */
export function useViews(film: Playable | null, id: string): void {
  useEffect(() => {
    if (film === null) return;
    const tell = () => {
      if (film.get().playing && document.visibilityState === 'visible') watching();
      for (const span of film.log.take()) {
        tellWatched(id, span.fromMs, span.toMs).catch(() => film.log.back([span]));
      }
    };
    const timer = setInterval(tell, everyMs);
    let playing = false;
    const stop = film.subscribe(() => {
      const now = film.get().playing;
      if (playing && !now) {
        film.log.cut();
        tell();
      }
      playing = now;
    });
    const hidden = () => document.visibilityState === 'hidden' && tell();
    document.addEventListener('visibilitychange', hidden);
    return () => {
      clearInterval(timer);
      stop();
      document.removeEventListener('visibilitychange', hidden);
      tell();
    };
  }, [film, id]);
}

const stride = 5;

/** Begins where the address says or where this person was, and keeps both up to date; resolves to what was recalled. */
export function usePosition(film: Playable | null, id: string): { recalled: number; forget: () => void } {
  const user = useSession().data?.user.id ?? '';
  const [recalled, setRecalled] = useState(0);
  const begun = useRef<Playable>(null);
  useEffect(() => {
    if (film === null || user === '') return;
    let last = 0;
    const put = (seconds: number) => {
      last = seconds;
      remember(user, id, seconds);
      window.history.replaceState(window.history.state, '', timeHash(seconds));
    };
    const look = () => {
      const { at, length, playing } = film.get();
      if (length === 0) return;
      if (begun.current !== film) {
        begun.current = film;
        const start = startAt(hashTime(window.location.hash), recall(user, id), length);
        last = start.at;
        if (start.at > 0) film.seek(start.at);
        if (start.recalled) setRecalled(start.at);
        return;
      }
      if (Math.abs(at - last) >= stride || (!playing && Math.abs(at - last) >= 1)) put(at);
    };
    const stop = film.subscribe(look);
    look();
    const named = () => {
      const at = hashTime(window.location.hash);
      if (at !== null) film.seek(at);
    };
    window.addEventListener('hashchange', named);
    return () => {
      stop();
      window.removeEventListener('hashchange', named);
    };
  }, [film, id, user]);
  return { recalled, forget: () => setRecalled(0) };
}
