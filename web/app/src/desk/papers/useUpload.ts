import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useSyncExternalStore } from 'react';
import { attachUpload, paperKeys } from './api';
import { send, sendingsOf, subscribe, type Sending, type Target } from './uploads';

/** What a file is sent for when it is a paper's. */
export const toPaper = (id: string): Target => ({
  id,
  group: id,
  attach: (uploadId) => attachUpload(id, uploadId),
});

/** The uploads of a group, which go on while other pages are open. */
export const useSendings = (group: string): Sending[] =>
  useSyncExternalStore(subscribe, () => sendingsOf(group));

/** The upload of a paper. */
export function useUpload(paperId: string) {
  const client = useQueryClient();
  const [sending] = useSendings(paperId);
  const start = useCallback(
    (file: File) =>
      void send(toPaper(paperId), file, () => {
        for (const queryKey of [paperKeys.all, paperKeys.tasks, paperKeys.paper(paperId)]) {
          void client.invalidateQueries({ queryKey });
        }
      }),
    [client, paperId],
  );
  return { sending, start };
}
