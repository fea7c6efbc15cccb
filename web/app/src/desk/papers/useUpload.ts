import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useSyncExternalStore } from 'react';
import { paperKeys } from './api';
import { send, sendingOf, subscribe } from './uploads';

/** The upload of a paper, which goes on while other pages are open. */
export function useUpload(paperId: string) {
  const client = useQueryClient();
  const sending = useSyncExternalStore(subscribe, () => sendingOf(paperId));
  const start = useCallback(
    (file: File) =>
      void send(paperId, file, () => {
        for (const queryKey of [paperKeys.all, paperKeys.tasks, paperKeys.paper(paperId)]) {
          void client.invalidateQueries({ queryKey });
        }
      }),
    [client, paperId],
  );
  return { sending, start };
}
