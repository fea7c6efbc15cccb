import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { send } from '../papers/uploads';
import { addDocument, documentKeys, uploadGroup } from './api';

/** Sends files into a folder of the person's own. */
export function useOwnUploads(folderId: string) {
  const client = useQueryClient();
  return useCallback(
    (files: File[]) => {
      const group = uploadGroup(folderId);
      for (const file of files) {
        const target = {
          id: `${group}-${file.name}-${file.size}`,
          group,
          attach: (uploadId: string) => addDocument(folderId, uploadId),
        };
        void send(target, file, () => void client.invalidateQueries({ queryKey: documentKeys.all }));
      }
    },
    [client, folderId],
  );
}
