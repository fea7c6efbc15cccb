import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { sessionKey, useSession } from '../session/useSession';
import { address } from './client';

/**
 * Reads again what a page shows whenever the server says that it has changed. Events name what changed and carry nothing
 * else, so a lost one costs nothing: on every new connection everything is read again.
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
    const source = new EventSource(address('/events', { topic: wanted }));
    let opened = false;
    source.onopen = () => {
      if (opened) refresh();
      opened = true;
    };
    source.onmessage = refresh;
    source.addEventListener('end', () => {
      source.close();
      void client.invalidateQueries({ queryKey: sessionKey, exact: true }); // the server says that it is over
    });
    return () => source.close();
  }, [client, wanted, touched]);
}
