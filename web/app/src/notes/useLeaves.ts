import { useEffect, useState, useSyncExternalStore } from 'react';
import type { Leaves, Notebook } from './notebook';

/** The notes of a notebook, read anew when somebody comes to the page, and why they could not be read. */
export function useLeaves(book: Notebook): { leaves: Leaves; error: unknown; retry: () => void } {
  const leaves = useSyncExternalStore(book.subscribe, book.get);
  const [error, setError] = useState<unknown>(null);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let gone = false;
    const read = () =>
      void book.read().then(
        () => !gone && setError(null),
        (cause: unknown) => !gone && setError(cause),
      );
    const closing = (event: BeforeUnloadEvent) => {
      if (!book.unsaved()) return;
      void book.flush();
      event.preventDefault();
    };
    read();
    window.addEventListener('focus', read);
    window.addEventListener('beforeunload', closing);
    return () => {
      gone = true;
      window.removeEventListener('focus', read);
      window.removeEventListener('beforeunload', closing);
      void book.flush();
    };
  }, [book, attempt]);
  return { leaves, error, retry: () => setAttempt((now) => now + 1) };
}
