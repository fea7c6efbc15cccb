import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams, useSearchParams } from 'react-router';
import { isCode, messageOf } from '../../../api/problem';
import { useEvents } from '../../../api/useEvents';
import { Failure } from '../../../components/Failure';
import { Loading } from '../../../components/Loading';
import state from '../../../components/state.module.css';
import { useTitle } from '../../../components/useTitle';
import { getPaper, openPaper, pagesAddress, paperKeys, pictureAddress, stampedAddress } from '../api';
import type { PaperDetail, PaperView } from '../types';
import { Heading } from './Heading';
import { NoPages } from './NoPages';
import { Reader } from './Reader';
import classes from './viewer.module.css';

/** A paper, to read. */
export default function Viewer() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const [params] = useSearchParams();
  const number = Number(params.get('number')) || 0;
  const paper = useQuery({ queryKey: paperKeys.paper(id), queryFn: () => getPaper(id) });
  useTitle(paper.data?.title ?? t('papers.title'));
  if (paper.isPending) return <Loading label={t('papers.viewer.loading')} />;
  if (paper.isError) return <Unopened error={paper.error} onRetry={() => void paper.refetch()} />;
  return <Opening key={`${id}-${number}`} paper={paper.data} number={number} />;
}

function Unopened({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const { t } = useTranslation();
  const gone = isCode(error, 'not_found');
  return (
    <Failure
      title={t(gone ? 'papers.viewer.gone' : 'papers.viewer.failed')}
      body={gone ? t('papers.viewer.goneBody') : messageOf(error, t)}
      onRetry={gone ? undefined : onRetry}
      action={
        gone && (
          <Button component={Link} to="/meetings">
            {t('desk.toMeetings')}
          </Button>
        )
      }
    />
  );
}

/** Opens a version to read. The server records it and stamps the time, so it happens once, and again when it runs out. */
function Opening({ paper, number }: { paper: PaperDetail; number: number }) {
  const { t } = useTranslation();
  const file = paper.files.find((one) => one.number === number) ?? paper.files.at(-1);
  const view = useQuery({
    queryKey: ['paper-view', paper.id, file?.number ?? 0],
    queryFn: () => openPaper(paper.id, number),
    enabled: file !== undefined,
    staleTime: Infinity,
    gcTime: 0,
    retry: false,
    refetchOnReconnect: false,
    refetchInterval: ({ state: { data } }) => (data ? millisLeft(data) : false),
  });
  useEvents([`meeting:${paper.meetingId}`], [paperKeys.paper(paper.id)]);
  // The pages of an office file may come while one waits for them.
  useQuery({
    queryKey: paperKeys.paper(paper.id),
    queryFn: () => getPaper(paper.id),
    refetchInterval: file?.preview === 'pending' ? 3000 : false,
  });
  if (!file) {
    return (
      <Page paper={paper}>
        <div className={state.state} role="status">
          <h2>{t('papers.noFile')}</h2>
        </div>
      </Page>
    );
  }
  if (view.isPending) return <Loading label={t('papers.viewer.loading')} />;
  if (view.isError) return <Unopened error={view.error} onRetry={() => void view.refetch()} />;
  if (file.preview === 'ready') return <Read paper={paper} view={view.data} />;
  return (
    <Page paper={paper} view={view.data}>
      <NoPages preview={file.preview} kind={file.kind} href={stampedAddress(paper.id, number)} />
    </Page>
  );
}

function Read({ paper, view }: { paper: PaperDetail; view: PaperView }) {
  const source = useMemo(
    () => ({
      pages: pagesAddress(view.id),
      picture: (page: number) => pictureAddress(view.id, page),
      watermark: view.watermark,
      notesOf: { paperId: paper.id, number: view.number },
    }),
    [paper.id, view],
  );
  return (
    <Reader
      source={source}
      heading={<Heading paper={paper} number={view.number} watermark={view.watermark} />}
    />
  );
}

const longest = 2 ** 31 - 1; // what a timer can wait
const millisLeft = ({ expiresAt }: PaperView) =>
  Math.min(longest, Math.max(10_000, new Date(expiresAt).getTime() - Date.now()));

interface PageProps {
  paper: PaperDetail;
  view?: PaperView;
  children: React.ReactNode;
}

function Page({ paper, view, children }: PageProps) {
  return (
    <div className={classes.viewer}>
      <Heading paper={paper} number={view?.number} watermark={view?.watermark ?? []} />
      {children}
    </div>
  );
}
