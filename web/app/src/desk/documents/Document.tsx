import { Button } from '@mantine/core';
import { IconArrowLeft, IconDownload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { isCode, messageOf } from '../../api/problem';
import { useEvents } from '../../api/useEvents';
import { Failure } from '../../components/Failure';
import { Loading } from '../../components/Loading';
import { useTitle } from '../../components/useTitle';
import { useOwnTopics } from '../access';
import papers from '../papers/papers.module.css';
import { NoPages } from '../papers/viewer/NoPages';
import { Reader } from '../papers/viewer/Reader';
import viewer from '../papers/viewer/viewer.module.css';
import { documentDownload, documentKeys, documentPages, documentPicture, getDocument } from './api';
import { Facts } from './DocumentRow';
import type { OwnDocument } from './types';

/** One of the person's own documents, to read. */
export default function Document() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  useEvents(useOwnTopics(), [documentKeys.document(id)]);
  const found = useQuery({
    queryKey: documentKeys.document(id),
    queryFn: () => getDocument(id),
    refetchInterval: ({ state: { data } }) => (data?.preview === 'pending' ? 3000 : false),
  });
  useTitle(found.data?.name ?? t('documents.title'));
  if (found.isPending) return <Loading label={t('papers.viewer.loading')} />;
  if (found.isError) {
    const gone = isCode(found.error, 'not_found');
    return (
      <Failure
        title={t(gone ? 'documents.gone' : 'papers.viewer.failed')}
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
  return <Shown document={found.data} />;
}

function Shown({ document }: { document: OwnDocument }) {
  const { id, preview } = document;
  const source = useMemo(
    () => ({ pages: documentPages(id), picture: (page: number) => documentPicture(id, page), watermark: [] }),
    [id],
  );
  const heading = <Heading document={document} />;
  if (preview === 'ready') return <Reader source={source} heading={heading} />;
  return (
    <div className={viewer.viewer}>
      {heading}
      <NoPages preview={preview} kind={document.kind} href={documentDownload(id)} />
    </div>
  );
}

function Heading({ document }: { document: OwnDocument }) {
  const { t } = useTranslation();
  return (
    <header className={viewer.heading}>
      <div className={viewer.headingText}>
        <Link
          to={document.folderId ? `/documents?folder=${document.folderId}` : '/documents'}
          className={papers.back}
        >
          <IconArrowLeft size={18} aria-hidden /> {t('documents.title')}
        </Link>
        <h1>{document.name}</h1>
        <Facts document={document} />
      </div>
      <div className={papers.buttons}>
        <Button
          component="a"
          href={documentDownload(document.id)}
          download
          variant="default"
          leftSection={<IconDownload size={20} aria-hidden />}
          data-testid="download"
        >
          {t('papers.download')}
        </Button>
      </div>
    </header>
  );
}
