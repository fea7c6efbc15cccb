import { Button, Menu } from '@mantine/core';
import { IconDots, IconDownload, IconFileText, IconPencil, IconPhoto, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { messageOf } from '../../api/problem';
import { dateTime } from '../../format/time';
import { number } from '../../format/number';
import { currentLanguage } from '../../i18n';
import { kindText, sizeText } from '../papers/format';
import papers from '../papers/papers.module.css';
import desk from '../parts/desk.module.css';
import { documentDownload } from './api';
import { NameForm } from './NameForm';
import { pathName } from './tree';
import type { Folder, OwnDocument } from './types';
import { useDocumentMoves, type Undo } from './useDocumentMoves';
import classes from './documents.module.css';

interface Props {
  document: OwnDocument;
  folders: Folder[];
  /** Whether its folder is told, where documents of several are listed. */
  told: boolean;
  onDeleted: (undo: Undo) => void;
}

/** A document in a list: what it is, and what its owner may do with it. */
export function DocumentRow({ document, folders, told, onDeleted }: Props) {
  const { t } = useTranslation();
  const [editing, setEditing] = useState(false);
  const { change, remove } = useDocumentMoves(onDeleted);
  const Icon = document.kind === 'jpeg' || document.kind === 'png' ? IconPhoto : IconFileText;
  return (
    <li className={classes.item} data-testid="document" data-document={document.id}>
      <div className={papers.line}>
        <div className={classes.rowMain}>
          <Icon size={24} aria-hidden className={classes.icon} />
          <div className={desk.text}>
            <Link to={`/documents/${document.id}`} className={desk.title}>
              {document.name}
            </Link>
            <Facts document={document} place={told ? pathName(folders, document.folderId ?? '') : ''} />
          </div>
        </div>
        <Menu position="bottom-end" width={260}>
          <Menu.Target>
            <Button
              variant="subtle"
              leftSection={<IconDots size={20} aria-hidden />}
              aria-label={`${t('papers.more')}: ${document.name}`}
              data-testid="document-more"
            >
              {t('papers.more')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item
              component="a"
              href={documentDownload(document.id)}
              download
              leftSection={<IconDownload size={20} />}
            >
              {t('papers.download')}
            </Menu.Item>
            <Menu.Item leftSection={<IconPencil size={20} />} onClick={() => setEditing(true)}>
              {t('documents.change')}
            </Menu.Item>
            <Menu.Item leftSection={<IconTrash size={20} />} onClick={() => remove.mutate(document)}>
              {t('documents.delete')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </div>
      {remove.isError && <p role="alert">{messageOf(remove.error, t)}</p>}
      {editing && (
        <NameForm
          folders={folders}
          folderId={document.folderId ?? ''}
          name={document.name}
          error={change.error}
          pending={change.isPending}
          onSave={(name, folderId) =>
            change.mutate({ document, name, folderId }, { onSuccess: () => setEditing(false) })
          }
          onClose={() => setEditing(false)}
        />
      )}
    </li>
  );
}

/** What a document is, in a line. */
export function Facts({ document, place = '' }: { document: OwnDocument; place?: string }) {
  const { t } = useTranslation();
  const language = currentLanguage();
  const facts = [
    place,
    kindText(document),
    sizeText(document.size, language),
    document.pages && t('papers.pages', { n: number(document.pages, language) }),
    document.preview === 'pending' && t('papers.preview.pending'),
    dateTime(new Date(document.createdAt), language),
  ].filter(Boolean);
  return (
    <div className={desk.soft}>
      {facts.join(' · ')}
      {document.origin && <div>{t('documents.origin', { meeting: document.origin })}</div>}
    </div>
  );
}
