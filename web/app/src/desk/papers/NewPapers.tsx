import { Alert } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { messageOf } from '../../api/problem';
import { lendDocument } from '../documents/api';
import type { OwnDocument } from '../documents/types';
import { titleOf } from './rules';
import { UploadPanel } from './UploadPanel';
import { attachUpload, createPaper } from './api';
import { send } from './uploads';
import { toPaper } from './useUpload';
import { useRefreshPapers } from './usePaperMoves';

interface Props {
  meetingId: string;
  itemId: string | undefined;
  heading: string;
  onClose: () => void;
}

/** Makes a paper of each file that is dropped on an agenda item, named after the file. */
export function NewPapers({ meetingId, itemId, heading, onClose }: Props) {
  const { t } = useTranslation();
  const refresh = useRefreshPapers();
  const make = useMutation({
    mutationFn: async (files: File[]) => {
      for (const file of files) {
        const title = titleOf(file.name) || file.name;
        const paper = await createPaper(meetingId, { title, itemId, audience: 'invited' });
        void send(toPaper(paper.id), file, () => void refresh(paper.id));
      }
    },
    onSettled: () => refresh(),
    onSuccess: onClose,
  });
  const take = useMutation({
    mutationFn: async (document: OwnDocument) => {
      const { uploadId } = await lendDocument(document.id);
      const title = titleOf(document.name) || document.name;
      const paper = await createPaper(meetingId, { title, itemId, audience: 'invited' });
      await attachUpload(paper.id, uploadId);
    },
    onSettled: () => refresh(),
    onSuccess: onClose,
  });
  const error = make.error ?? take.error;
  return (
    <>
      <UploadPanel
        label={heading}
        multiple
        onFiles={make.mutate}
        onOwn={take.mutate}
        busy={take.isPending}
        onClose={onClose}
      />
      {error && (
        <Alert icon={<IconAlertTriangle />} color="yellow" role="alert" mt={8}>
          {messageOf(error, t)}
        </Alert>
      )}
    </>
  );
}
