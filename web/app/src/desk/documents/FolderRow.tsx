import { Button, Menu } from '@mantine/core';
import { IconDots, IconFolder, IconPencil, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { messageOf } from '../../api/problem';
import { number } from '../../format/number';
import { currentLanguage } from '../../i18n';
import papers from '../papers/papers.module.css';
import desk from '../parts/desk.module.css';
import { NameForm } from './NameForm';
import { isWithin } from './tree';
import type { Folder } from './types';
import { useDocumentMoves, type Undo } from './useDocumentMoves';
import classes from './documents.module.css';

interface Props {
  folder: Folder;
  folders: Folder[];
  onDeleted: (undo: Undo) => void;
}

/** A folder in the list of the one around it. */
export function FolderRow({ folder, folders, onDeleted }: Props) {
  const { t } = useTranslation();
  const [editing, setEditing] = useState(false);
  const { changeFolder, removeFolder } = useDocumentMoves(onDeleted);
  return (
    <li className={classes.item} data-testid="folder" data-folder={folder.id}>
      <div className={papers.line}>
        <div className={classes.rowMain}>
          <IconFolder size={24} aria-hidden className={classes.icon} />
          <div className={desk.text}>
            <Link to={`/documents?folder=${folder.id}`} className={desk.title}>
              {folder.name}
            </Link>
            <div className={desk.soft}>
              {t('documents.count', { n: number(folder.documents, currentLanguage()) })}
            </div>
          </div>
        </div>
        <Menu position="bottom-end" width={240}>
          <Menu.Target>
            <Button
              variant="subtle"
              leftSection={<IconDots size={20} aria-hidden />}
              aria-label={`${t('papers.more')}: ${folder.name}`}
              data-testid="folder-more"
            >
              {t('papers.more')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconPencil size={20} />} onClick={() => setEditing(true)}>
              {t('documents.change')}
            </Menu.Item>
            <Menu.Item leftSection={<IconTrash size={20} />} onClick={() => removeFolder.mutate(folder)}>
              {t('documents.delete')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </div>
      {removeFolder.isError && <p role="alert">{messageOf(removeFolder.error, t)}</p>}
      {editing && (
        <NameForm
          folders={folders.filter(({ id }) => !isWithin(folders, id, folder.id))}
          folderId={folder.parentId ?? ''}
          name={folder.name}
          error={changeFolder.error}
          pending={changeFolder.isPending}
          onSave={(name, parentId) =>
            changeFolder.mutate({ folder, name, parentId }, { onSuccess: () => setEditing(false) })
          }
          onClose={() => setEditing(false)}
        />
      )}
    </li>
  );
}
