import { useMutation, useQueryClient } from '@tanstack/react-query';
import { isCode } from '../../api/problem';
import { lendDocument } from '../documents/api';
import type { OwnDocument } from '../documents/types';
import { attachUpload, deletePaper, movePaper, paperKeys } from './api';
import type { Paper, PaperMove } from './types';

/** Reads again whatever shows papers. */
export function useRefreshPapers() {
  const client = useQueryClient();
  return async (paperId?: string) => {
    const touched = [paperKeys.all, paperKeys.tasks, ...(paperId ? [paperKeys.paper(paperId)] : [])];
    await Promise.all(touched.map((queryKey) => client.invalidateQueries({ queryKey })));
  };
}

/** Moves a paper on. When somebody else was faster, the page reads again and says so. */
export function usePaperMoves(paper: Paper) {
  const refresh = useRefreshPapers();
  const reread = (error: Error) => {
    if (isCode(error, 'stale') || isCode(error, 'conflict')) void refresh(paper.id);
  };
  const move = useMutation({
    mutationFn: ({ action, reason }: { action: PaperMove; reason?: string }) =>
      movePaper(paper.id, paper.version, action, reason),
    onSuccess: () => refresh(paper.id),
    onError: reread,
  });
  const remove = useMutation({
    mutationFn: () => deletePaper(paper.id, paper.version),
    onSuccess: () => refresh(),
    onError: reread,
  });
  const take = useMutation({
    mutationFn: async (document: OwnDocument) => {
      const { uploadId } = await lendDocument(document.id);
      return attachUpload(paper.id, uploadId);
    },
    onSuccess: () => refresh(paper.id),
    onError: reread,
  });
  return { move, remove, take };
}
