import { useEffect, useRef, useState } from 'react';
import type { Form } from './form';

const place = (id: string) => `giaoban.editor.${id}`;

/** What was being written on this device when the page was left, if anything. */
export function recall(id: string): Form | null {
  try {
    const kept = sessionStorage.getItem(place(id));
    return kept === null ? null : (JSON.parse(kept) as Form);
  } catch {
    return null;
  }
}

export function forget(id: string) {
  try {
    sessionStorage.removeItem(place(id));
  } catch {
    // Nothing was kept where nothing may be kept.
  }
}

function keep(id: string, form: Form) {
  try {
    sessionStorage.setItem(place(id), JSON.stringify(form));
  } catch {
    // The page still asks before it is left.
  }
}

/**
 * Guards what is not saved: a link of the page asks first (asked is where it leads), closing the window asks by the
 * browser, and what was left by the browser's own buttons is kept for coming back.
 */
export function useUnsaved(id: string, form: Form, dirty: boolean) {
  const [asked, setAsked] = useState<string | null>(null);
  const latest = useRef({ form, dirty });
  const released = useRef(false);
  useEffect(() => {
    latest.current = { form, dirty };
  });
  useEffect(() => {
    if (!dirty) return;
    const stay = (event: BeforeUnloadEvent) => event.preventDefault();
    const press = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
      if (!(link instanceof HTMLAnchorElement) || event.ctrlKey || event.metaKey || event.shiftKey) return;
      if (link.target === '_blank' || link.origin !== location.origin || link.hash !== '') return;
      event.preventDefault();
      event.stopPropagation();
      setAsked(link.pathname + link.search);
    };
    window.addEventListener('beforeunload', stay);
    document.addEventListener('click', press, true);
    return () => {
      window.removeEventListener('beforeunload', stay);
      document.removeEventListener('click', press, true);
    };
  }, [dirty]);
  useEffect(
    () => () => {
      if (latest.current.dirty && !released.current) keep(id, latest.current.form);
    },
    [id],
  );
  return {
    asked,
    stay: () => setAsked(null),
    /** From now on leaving loses nothing. */
    release: () => {
      released.current = true;
      forget(id);
    },
  };
}
