import { useCallback, useEffect, useRef, useState } from 'react';
import { isCode } from '../../api/problem';
import type { Doc, Minutes } from './types';

export type Saving = 'saved' | 'waiting' | 'saving' | 'failed' | 'stale';

const pauseMs = 1500;

/**
 * Saves what is typed a moment after the last key, one saving at a time, each on the version of the one before. When
 * somebody else was faster it stops and says so: what was typed stays on the page.
 */
export function useAutosave(start: Minutes, save: (version: number, content: Doc) => Promise<Minutes>) {
  const [saving, setSaving] = useState<Saving>('saved');
  const [error, setError] = useState<unknown>(null);
  const [savedAt, setSavedAt] = useState(start.savedAt);
  const work = useRef({
    version: start.version,
    wanted: null as Doc | null,
    running: null as Promise<void> | null,
    timer: 0,
    stopped: false,
  });
  const saveNow = useRef(save);
  useEffect(() => {
    saveNow.current = save;
  });

  const saveAll = useCallback(async () => {
    const w = work.current;
    // What was typed while one saving was under way is saved by the next.
    let before: Doc | null = null;
    while (w.wanted !== null && w.wanted !== before && !w.stopped) {
      const content: Doc = w.wanted;
      before = content;
      setSaving('saving');
      try {
        const saved = await saveNow.current(w.version, content);
        w.version = saved.version;
        if (w.wanted === content) w.wanted = null;
        setSavedAt(saved.savedAt);
        setError(null);
        setSaving(w.wanted === null ? 'saved' : 'waiting');
      } catch (cause) {
        setError(cause);
        w.stopped = isCode(cause, 'stale');
        setSaving(w.stopped ? 'stale' : 'failed');
      }
    }
  }, []);

  /** Resolves when what was typed has been saved, or could not be: a saving that is under way is waited for. */
  const run = useCallback((): Promise<void> => {
    const w = work.current;
    window.clearTimeout(w.timer);
    if (w.stopped) return Promise.resolve();
    w.running ??= saveAll().finally(() => {
      w.running = null;
    });
    return w.running;
  }, [saveAll]);

  useEffect(() => {
    const w = work.current;
    return () => window.clearTimeout(w.timer);
  }, []);

  /** Takes note of what was typed. */
  const change = useCallback(
    (content: Doc) => {
      const w = work.current;
      w.wanted = content;
      if (w.stopped) return;
      setSaving('waiting');
      window.clearTimeout(w.timer);
      w.timer = window.setTimeout(() => void run(), pauseMs);
    },
    [run],
  );

  /** Goes on from a version that is there now; with content to be saved over it. */
  const resume = useCallback(
    (version: number, content: Doc | null) => {
      const w = work.current;
      Object.assign(w, { version, wanted: content, stopped: false });
      setError(null);
      setSaving(content === null ? 'saved' : 'waiting');
      if (content !== null) void run();
    },
    [run],
  );

  return {
    saving,
    error,
    savedAt,
    change,
    resume,
    flush: run,
    version: () => work.current.version,
    /** What was typed and is not saved. */
    unsaved: () => work.current.wanted,
  };
}
