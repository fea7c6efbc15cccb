import { Alert, Button } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconFolderPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { messageOf } from '../../api/problem';
import papers from '../papers/papers.module.css';
import { documentKeys, getHolding, keepPaper } from './api';
import { FolderSelect } from './FolderSelect';

interface Props {
  paperId: string;
  number: number;
  onClose: () => void;
}

/** Puts a stamped copy of a paper into one of the reader's folders. */
export function KeepPaper({ paperId, number, onClose }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [folderId, setFolderId] = useState('');
  const holding = useQuery({ queryKey: documentKeys.holding, queryFn: getHolding });
  const keep = useMutation({
    mutationFn: () => keepPaper(paperId, number, folderId),
    onSuccess: () => client.invalidateQueries({ queryKey: documentKeys.all }),
  });
  if (keep.isSuccess) {
    return (
      <Alert icon={<IconCheck />} color="green" role="status" withCloseButton onClose={onClose}>
        {t('documents.kept', { name: keep.data.name })}{' '}
        <Link to={keep.data.folderId ? `/documents?folder=${keep.data.folderId}` : '/documents'}>
          {t('documents.open')}
        </Link>
      </Alert>
    );
  }
  return (
    <section className={papers.panel} aria-label={t('documents.keep')} data-testid="keep-panel">
      <p className={papers.plain}>{t('documents.keepWhy')}</p>
      <FolderSelect
        folders={holding.data?.items ?? []}
        label={t('documents.folder')}
        value={folderId}
        onChange={setFolderId}
      />
      {keep.isError && (
        <Alert icon={<IconAlertTriangle />} color="yellow" role="alert">
          {messageOf(keep.error, t)}
        </Alert>
      )}
      <div className={papers.buttons}>
        <Button
          leftSection={<IconFolderPlus size={20} aria-hidden />}
          loading={keep.isPending}
          onClick={() => keep.mutate()}
          data-testid="keep-save"
        >
          {t('documents.keepHere')}
        </Button>
        <Button variant="subtle" onClick={onClose}>
          {t('common.cancel')}
        </Button>
      </div>
    </section>
  );
}
