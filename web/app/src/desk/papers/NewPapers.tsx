import { Alert } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { messageOf } from '../../api/problem';
import { createPaper } from './api';
import { titleOf } from './rules';
import { UploadPanel } from './UploadPanel';
import { send } from './uploads';
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
        void send(paper.id, file, () => void refresh(paper.id));
      }
    },
    onSettled: () => refresh(),
    onSuccess: onClose,
  });
  return (
    <>
      <UploadPanel label={heading} multiple onFiles={make.mutate} onClose={onClose} />
      {make.isError && (
        <Alert icon={<IconAlertTriangle />} color="yellow" role="alert" mt={8}>
          {messageOf(make.error, t)}
        </Alert>
      )}
    </>
  );
}
