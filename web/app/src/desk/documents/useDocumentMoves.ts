import { useMutation, useQueryClient } from '@tanstack/react-query';
import {
  createFolder,
  deleteDocument,
  deleteFolder,
  documentKeys,
  purge as purgeOne,
  restore,
  updateDocument,
  updateFolder,
} from './api';
import type { Folder, OwnDocument } from './types';

/** What was deleted, to have it back. */
export interface Undo {
  id: string;
  name: string;
}

/**
 * Changes of one's own documents. Whatever comes of one, what the pages show is read again. onDeleted is told even when
 * the row that was deleted is gone from the page by then.
 */
export function useDocumentMoves(onDeleted?: (undo: Undo) => void) {
  const client = useQueryClient();
  const onSettled = () => void client.invalidateQueries({ queryKey: documentKeys.all });
  const gone = (_: unknown, { id, name }: Undo) => onDeleted?.({ id, name });
  return {
    newFolder: useMutation({
      mutationFn: ({ name, parentId }: { name: string; parentId: string }) => createFolder(name, parentId),
      onSettled,
    }),
    changeFolder: useMutation({
      mutationFn: ({ folder, name, parentId }: { folder: Folder; name: string; parentId: string }) =>
        updateFolder(folder, name, parentId),
      onSettled,
    }),
    removeFolder: useMutation({ mutationFn: deleteFolder, onSuccess: gone, onSettled }),
    change: useMutation({
      mutationFn: (to: { document: OwnDocument; name: string; folderId: string }) =>
        updateDocument(to.document, to.name, to.folderId),
      onSettled,
    }),
    remove: useMutation({ mutationFn: deleteDocument, onSuccess: gone, onSettled }),
    back: useMutation({ mutationFn: restore, onSettled }),
    purge: useMutation({ mutationFn: purgeOne, onSettled }),
  };
}
