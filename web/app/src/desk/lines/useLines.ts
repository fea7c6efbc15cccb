import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { currentLanguage } from '../../i18n';
import { sessionKey } from '../../session/useSession';
import { getLines, streamAddress, type View } from './api';
import { merged } from './rows';

export const keyOf = (meeting: string) => ['lines', meeting] as const;

/** The lines of a meeting's sites, as the server streams them; lost says that it does not. */
export function useLines(meeting: string) {
  const client = useQueryClient();
  const [lost, setLost] = useState(false);
  const view = useQuery({ queryKey: keyOf(meeting), queryFn: () => getLines(meeting), staleTime: Infinity });
  const language = currentLanguage();
  const { isSuccess } = view;
  useEffect(() => {
    if (!isSuccess || typeof EventSource === 'undefined') return;
    const source = new EventSource(streamAddress(meeting, language));
    source.onmessage = ({ data }) => {
      setLost(false);
      const message = JSON.parse(String(data)) as View;
      client.setQueryData<View>(keyOf(meeting), (before) => merged(before, message));
    };
    source.onerror = () => setLost(true);
    source.addEventListener('end', () => {
      source.close();
      void client.invalidateQueries({ queryKey: sessionKey, exact: true });
    });
    return () => source.close();
  }, [client, meeting, language, isSuccess]);
  return { view, lost };
}
