import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { sessionKey, useSession } from '../session/useSession';
import { address } from './client';

/**
 * Reads again what a page shows whenever the server says that it has changed. Events name what changed and carry nothing
 * else, so a lost one costs nothing: on every new connection everything is read again. A page that nobody sees holds no
 * connection: without HTTP/2 a browser has six for all its tabs, and a seventh tab would wait for ever.
 * keys are the query keys (by their first parts) that the topics touch.
 */
export function useEvents(topics: string[], keys: readonly (readonly unknown[])[]) {
  const client = useQueryClient();
  const inside = Boolean(useSession().data);
  const wanted = inside ? topics.join(',') : '';
  const touched = JSON.stringify(keys);
  useEffect(() => {
    if (wanted === '' || typeof EventSource === 'undefined') return;
    const refresh = () => {
      for (const queryKey of JSON.parse(touched) as unknown[][]) void client.invalidateQueries({ queryKey });
    };
    let source: EventSource | null = null;
    let opened = document.visibilityState === 'hidden'; // what was read meanwhile may have changed
    const close = () => {
      source?.close();
      source = null;
    };
    const open = () => {
      if (source !== null || document.visibilityState === 'hidden') return;
      source = new EventSource(address('/events', { topic: wanted }));
      source.onopen = () => {
        if (opened) refresh();
        opened = true;
      };
      source.onmessage = refresh;
      source.addEventListener('end', () => {
        source?.close(); // and stays: there is nothing to come back for
        void client.invalidateQueries({ queryKey: sessionKey, exact: true }); // the server says that it is over
      });
    };
    const look = () => (document.visibilityState === 'hidden' ? close() : open());
    open();
    document.addEventListener('visibilitychange', look);
    // A page that is left for another address may be kept to come back to.
    window.addEventListener('pagehide', close);
    window.addEventListener('pageshow', open);
    return () => {
      close();
      document.removeEventListener('visibilitychange', look);
      window.removeEventListener('pagehide', close);
      window.removeEventListener('pageshow', open);
    };
  }, [client, wanted, touched]);
}
