import { Alert, Button, TextInput } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useState, type SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { messageOf } from '../../api/problem';
import papers from '../papers/papers.module.css';
import { FolderSelect } from './FolderSelect';
import type { Folder } from './types';

interface Props {
  folders: Folder[];
  folderId: string;
  name?: string;
  error: Error | null;
  pending: boolean;
  onSave: (name: string, folderId: string) => void;
  onClose: () => void;
}

/** Asks for the name and place of a folder or document. */
export function NameForm({ folders, folderId, name = '', error, pending, onSave, onClose }: Props) {
  const { t } = useTranslation();
  const [written, setWritten] = useState(name);
  const [place, setPlace] = useState(folderId);
  const [tried, setTried] = useState(false);
  const save = (event: SyntheticEvent) => {
    event.preventDefault();
    setTried(true);
    if (written.trim() !== '') onSave(written.trim(), place);
  };
  return (
    <form className={papers.panel} onSubmit={save} noValidate data-testid="name-form">
      <div className={papers.fields}>
        <TextInput
          size="md"
          label={t('documents.name')}
          required
          maxLength={200}
          value={written}
          // The person has just asked for this field.
          ref={(field) => {
            if (field && !tried && written === name) field.focus();
          }}
          onChange={(event) => setWritten(event.currentTarget.value)}
          error={tried && written.trim() === '' ? t('documents.nameMissing') : undefined}
          data-testid="name"
        />
        <FolderSelect folders={folders} label={t('documents.folder')} value={place} onChange={setPlace} />
      </div>
      {error && (
        <Alert icon={<IconAlertTriangle />} color="yellow" role="alert">
          {messageOf(error, t)}
        </Alert>
      )}
      <div className={papers.buttons}>
        <Button type="submit" loading={pending} data-testid="name-save">
          {t('common.save')}
        </Button>
        <Button variant="subtle" onClick={onClose}>
          {t('common.cancel')}
        </Button>
      </div>
    </form>
  );
}
