import { Alert, Button, Progress, TextInput, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconCheck, IconFolderPlus, IconSearch, IconUpload } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { isCode, messageOf } from '../../api/problem';
import { useEvents } from '../../api/useEvents';
import { Failure } from '../../components/Failure';
import state from '../../components/state.module.css';
import { useTitle } from '../../components/useTitle';
import { number } from '../../format/number';
import { currentLanguage } from '../../i18n';
import { useOwnTopics } from '../access';
import { SendingLine } from '../papers/SendingLine';
import { UploadPanel } from '../papers/UploadPanel';
import { useSendings } from '../papers/useUpload';
import { sizeText } from '../papers/format';
import desk from '../parts/desk.module.css';
import { RowSkeletons } from '../parts/Rows';
import { documentKeys, getHolding, listDocuments, uploadGroup } from './api';
import { DocumentRow } from './DocumentRow';
import { FolderRow } from './FolderRow';
import { NameForm } from './NameForm';
import { pathTo } from './tree';
import { Tree } from './Tree';
import type { Folder, Holding } from './types';
import { useDocumentMoves, type Undo } from './useDocumentMoves';
import { useOwnUploads } from './useOwnUploads';
import classes from './documents.module.css';

/** The person's own documents, in folders that nobody else sees. */
export default function Documents() {
  const { t } = useTranslation();
  useTitle(t('documents.title'));
  useEvents(useOwnTopics(), [documentKeys.all]);
  const holding = useQuery({ queryKey: documentKeys.holding, queryFn: getHolding });
  return (
    <>
      <div className={desk.head}>
        <div>
          <Title order={1}>{t('documents.title')}</Title>
          <p className={desk.soft}>{t('documents.lead')}</p>
        </div>
      </div>
      {holding.isPending ? (
        <RowSkeletons />
      ) : holding.isError ? (
        <Failure
          part
          title={t('documents.failed')}
          body={messageOf(holding.error, t)}
          onRetry={() => void holding.refetch()}
        />
      ) : (
        <Cabinet holding={holding.data} />
      )}
    </>
  );
}

function Cabinet({ holding }: { holding: Holding }) {
  const [params] = useSearchParams();
  const folderId = params.get('folder') ?? '';
  return (
    <div className={classes.page}>
      <aside className={classes.tree}>
        <Tree holding={holding} current={folderId} />
        <Room holding={holding} />
      </aside>
      <Open key={folderId} holding={holding} folderId={folderId} />
    </div>
  );
}

/** How much is in use, and the way to the trash. */
function Room({ holding }: { holding: Holding }) {
  const { t } = useTranslation();
  const language = currentLanguage();
  const told = { used: sizeText(holding.used, language), quota: sizeText(holding.quota, language) };
  const percent = Math.min(100, (holding.used / holding.quota) * 100);
  return (
    <div className={classes.room}>
      <Progress
        value={percent}
        color={percent > 90 ? 'yellow' : undefined}
        aria-label={t('documents.room', told)}
      />
      <span>{t('documents.room', told)}</span>
      <Link to="/documents/trash" className={classes.node} data-testid="to-trash">
        <span>{t('documents.trash')}</span>
        <small>{number(holding.trashed, language)}</small>
      </Link>
    </div>
  );
}

function Open({ holding, folderId }: { holding: Holding; folderId: string }) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState<'upload' | 'folder' | null>(null);
  const [words, setWords] = useState('');
  const [settled] = useDebouncedValue(words.trim(), 250);
  const [undo, setUndo] = useState<Undo>();
  const sendings = useSendings(uploadGroup(folderId));
  const start = useOwnUploads(folderId);
  const { newFolder } = useDocumentMoves();
  const close = () => setOpened(null);
  const path = pathTo(holding.items, folderId);
  return (
    <section aria-label={path.at(-1)?.name ?? t('documents.top')}>
      <Path path={path} />
      <div className={classes.tools}>
        <TextInput
          size="md"
          className={classes.search}
          type="search"
          label={t('documents.search')}
          leftSection={<IconSearch size={20} aria-hidden />}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
          data-testid="own-search"
        />
        <Button
          variant="default"
          leftSection={<IconFolderPlus size={20} aria-hidden />}
          onClick={() => setOpened(opened === 'folder' ? null : 'folder')}
          aria-expanded={opened === 'folder'}
          data-testid="new-folder"
        >
          {t('documents.newFolder')}
        </Button>
        <Button
          leftSection={<IconUpload size={20} aria-hidden />}
          onClick={() => setOpened(opened === 'upload' ? null : 'upload')}
          aria-expanded={opened === 'upload'}
          data-testid="own-upload"
        >
          {t('documents.upload')}
        </Button>
      </div>
      <div className={classes.under}>
        {opened === 'folder' && (
          <NameForm
            folders={holding.items}
            folderId={folderId}
            error={newFolder.error}
            pending={newFolder.isPending}
            onSave={(name, parentId) => newFolder.mutate({ name, parentId }, { onSuccess: close })}
            onClose={close}
          />
        )}
        {opened === 'upload' && (
          <UploadPanel
            group={uploadGroup(folderId)}
            label={t('documents.title')}
            multiple
            onFiles={(files) => {
              close();
              start(files);
            }}
            onClose={close}
          />
        )}
        {sendings.map((sending) => (
          <SendingLine key={sending.id} sending={sending} onAgain={() => setOpened('upload')} />
        ))}
      </div>
      {undo && <Undone undo={undo} onClose={() => setUndo(undefined)} />}
      <Rows holding={holding} folderId={folderId} words={settled} onDeleted={setUndo} />
    </section>
  );
}

function Path({ path }: { path: Folder[] }) {
  const { t } = useTranslation();
  const here = path.at(-1);
  return (
    <nav aria-label={t('documents.path')}>
      <ol className={classes.path}>
        <li>
          {here ? (
            <Link to="/documents">{t('documents.top')}</Link>
          ) : (
            <span aria-current="page">{t('documents.top')}</span>
          )}
        </li>
        {path.map((folder) => (
          <li key={folder.id} className={classes.step}>
            <span aria-hidden>/</span>
            {folder === here ? (
              <span aria-current="page">{folder.name}</span>
            ) : (
              <Link to={`/documents?folder=${folder.id}`}>{folder.name}</Link>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}

/** What was deleted a moment ago can be had back from here. */
function Undone({ undo, onClose }: { undo: Undo; onClose: () => void }) {
  const { t } = useTranslation();
  const { back } = useDocumentMoves();
  return (
    <Alert icon={<IconCheck />} role="status" mb={12} withCloseButton onClose={onClose} data-testid="undo">
      <div className={classes.done}>
        <span>
          {t('documents.deleted', { name: undo.name })}
          {back.isError && <div role="alert">{messageOf(back.error, t)}</div>}
        </span>
        <Button
          variant="default"
          loading={back.isPending}
          onClick={() => back.mutate(undo.id, { onSuccess: onClose })}
          data-testid="undo-delete"
        >
          {t('documents.undo')}
        </Button>
      </div>
    </Alert>
  );
}

interface RowsProps {
  holding: Holding;
  folderId: string;
  words: string;
  onDeleted: (undo: Undo) => void;
}

function Rows({ holding, folderId, words, onDeleted }: RowsProps) {
  const { t } = useTranslation();
  const found = useInfiniteQuery({
    queryKey: documentKeys.list(words ? '' : folderId, words),
    queryFn: ({ signal, pageParam }) => listDocuments(folderId, words, pageParam, signal),
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }) => nextCursor || undefined,
    refetchInterval: ({ state: { data } }) =>
      data?.pages.some(({ items }) => items.some(({ preview }) => preview === 'pending')) ? 5000 : false,
  });
  const folders = words ? [] : holding.items.filter(({ parentId }) => (parentId ?? '') === folderId);
  if (found.isPending) return <RowSkeletons count={4} />;
  if (found.isError) {
    const gone = isCode(found.error, 'not_found');
    return (
      <Failure
        part
        title={t(gone ? 'documents.gone' : 'documents.failed')}
        body={messageOf(found.error, t)}
        onRetry={gone ? undefined : () => void found.refetch()}
        action={
          gone && (
            <Button component={Link} to="/documents">
              {t('documents.toTop')}
            </Button>
          )
        }
      />
    );
  }
  const items = found.data.pages.flatMap((page) => page.items);
  if (folders.length === 0 && items.length === 0) {
    return (
      <div className={state.state} role="status">
        <h2>{t(words ? 'documents.notFound' : 'documents.empty')}</h2>
        <p>{t(words ? 'documents.notFoundBody' : 'documents.emptyBody')}</p>
      </div>
    );
  }
  return (
    <div className={desk.card}>
      <ul className={desk.list}>
        {folders.map((folder) => (
          <FolderRow key={folder.id} folder={folder} folders={holding.items} onDeleted={onDeleted} />
        ))}
        {items.map((document) => (
          <DocumentRow
            key={document.id}
            document={document}
            folders={holding.items}
            told={words !== ''}
            onDeleted={onDeleted}
          />
        ))}
      </ul>
      {found.hasNextPage && (
        <Button
          variant="default"
          loading={found.isFetchingNextPage}
          onClick={() => void found.fetchNextPage()}
        >
          {t('documents.moreRows')}
        </Button>
      )}
    </div>
  );
}
