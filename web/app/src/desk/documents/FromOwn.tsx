import { Button, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconFolder, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { messageOf } from '../../api/problem';
import { currentLanguage } from '../../i18n';
import { kindText, sizeText } from '../papers/format';
import { documentKeys, getHolding, listDocuments } from './api';
import { pathName } from './tree';
import type { OwnDocument } from './types';
import classes from './documents.module.css';

interface Props {
  /** Nothing is taken before the declaration. */
  declared: boolean;
  busy: boolean;
  onTake: (document: OwnDocument) => void;
}

/** Takes one of the person's own documents in place of a file of the computer's. */
export function FromOwn({ declared, busy, onTake }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  if (!open) {
    return (
      <div>
        <Button
          variant="subtle"
          leftSection={<IconFolder size={20} aria-hidden />}
          onClick={() => setOpen(true)}
          data-testid="from-own"
        >
          {t('documents.fromOwn')}
        </Button>
      </div>
    );
  }
  return <Chooser declared={declared} busy={busy} onTake={onTake} />;
}

function Chooser({ declared, busy, onTake }: Props) {
  const { t } = useTranslation();
  const [words, setWords] = useState('');
  const [settled] = useDebouncedValue(words.trim(), 250);
  const holding = useQuery({ queryKey: documentKeys.holding, queryFn: getHolding });
  const [folderId, setFolderId] = useState('');
  const found = useQuery({
    queryKey: documentKeys.list(settled ? '' : folderId, settled),
    queryFn: ({ signal }) => listDocuments(folderId, settled, '', signal),
  });
  const folders = holding.data?.items ?? [];
  const within = settled ? [] : folders.filter(({ parentId }) => (parentId ?? '') === folderId);
  const up = folders.find(({ id }) => id === folderId);
  const items = found.data?.items ?? [];
  return (
    <section className={classes.chooser} aria-label={t('documents.fromOwn')} data-testid="own-chooser">
      <TextInput
        size="md"
        label={t('documents.searchOwn')}
        leftSection={<IconSearch size={20} aria-hidden />}
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
      />
      {!declared && <p className={classes.hint}>{t('documents.declareFirst')}</p>}
      {found.isError && <p role="alert">{messageOf(found.error, t)}</p>}
      <ul className={classes.chooserList}>
        {up && !settled && (
          <li>
            <Button
              variant="subtle"
              leftSection={<IconFolder size={20} aria-hidden />}
              onClick={() => setFolderId(up.parentId ?? '')}
            >
              {t('documents.up', { name: pathName(folders, up.parentId ?? '') || t('documents.top') })}
            </Button>
          </li>
        )}
        {within.map((folder) => (
          <li key={folder.id}>
            <Button
              variant="subtle"
              leftSection={<IconFolder size={20} aria-hidden />}
              onClick={() => setFolderId(folder.id)}
            >
              {folder.name}
            </Button>
          </li>
        ))}
        {items.map((document) => (
          <li key={document.id} className={classes.chooserRow}>
            <span>
              {document.name}{' '}
              <small>
                {kindText(document)} · {sizeText(document.size, currentLanguage())}
              </small>
            </span>
            <Button
              variant="default"
              disabled={!declared || busy}
              onClick={() => onTake(document)}
              aria-label={`${t('documents.take')}: ${document.name}`}
              data-testid="take-own"
            >
              {t('documents.take')}
            </Button>
          </li>
        ))}
      </ul>
      {found.data && items.length === 0 && within.length === 0 && (
        <p className={classes.hint}>{t(settled ? 'documents.notFound' : 'documents.emptyFolder')}</p>
      )}
    </section>
  );
}
