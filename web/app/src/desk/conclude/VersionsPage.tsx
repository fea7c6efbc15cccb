import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useParams, useSearchParams } from 'react-router';
import { messageOf } from '../../api/problem';
import { Failure } from '../../components/Failure';
import { useTitle } from '../../components/useTitle';
import { dateTime } from '../../format/time';
import { currentLanguage } from '../../i18n';
import classes from '../parts/desk.module.css';
import { RowSkeletons } from '../parts/Rows';
import { concludeKeys, getMinutes, getRevision, listRevisions } from './api';
import { Frame, PageFailure } from './Frame';
import { SideBySide } from './SideBySide';
import type { Revision } from './types';

/** Two versions of minutes side by side. */
export default function VersionsPage() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  useTitle(t('conclude.versions.title'));
  const minutes = useQuery({ queryKey: concludeKeys.minutes(id), queryFn: () => getMinutes(id) });
  const revisions = useQuery({
    queryKey: [...concludeKeys.minutes(id), 'revisions'],
    queryFn: () => listRevisions(id),
  });
  const failed = minutes.error ?? revisions.error;
  if (failed) {
    const retry = () => void Promise.all([minutes.refetch(), revisions.refetch()]);
    return <PageFailure id={id} error={failed} onRetry={retry} />;
  }
  if (!minutes.data || !revisions.data) return <RowSkeletons count={3} height={120} />;
  return (
    <Frame title={t('conclude.versions.title')} meetingId={id} meetingTitle={minutes.data.meetingTitle}>
      {revisions.data.items.length === 0 ? (
        <p role="status">{t('conclude.minutes.none')}</p>
      ) : (
        <Compared id={id} revisions={revisions.data.items} />
      )}
    </Frame>
  );
}

function Compared({ id, revisions }: { id: string; revisions: Revision[] }) {
  const { t } = useTranslation();
  const [params, setParams] = useSearchParams();
  const known = (name: string, otherwise: number) => {
    const wanted = Number(params.get(name));
    return revisions.some(({ number }) => number === wanted) ? wanted : otherwise;
  };
  const newest = revisions[0]?.number ?? 1;
  const left = known('left', revisions[1]?.number ?? newest);
  const right = known('right', newest);
  const [a, b] = [useRevision(id, left), useRevision(id, right)];
  const name = ({ number, kind, authorName, savedAt }: Revision) =>
    `${number}. ${t(`conclude.versions.kind.${kind}`)}${authorName && kind !== 'drafted' ? ` · ${authorName}` : ''} · ${dateTime(new Date(savedAt), currentLanguage())}`;
  const data = revisions.map((one) => ({ value: String(one.number), label: name(one) }));
  const failed = a.error ?? b.error;
  const choose = (side: 'left' | 'right') => (value: string | null) =>
    setParams(
      (before) => {
        if (value) before.set(side, value);
        return before;
      },
      { replace: true },
    );
  return (
    <>
      <div className={classes.filters}>
        <Select
          label={t('conclude.versions.left')}
          data={data}
          value={String(left)}
          onChange={choose('left')}
        />
        <Select
          label={t('conclude.versions.right')}
          data={data}
          value={String(right)}
          onChange={choose('right')}
        />
      </div>
      {failed ? (
        <Failure
          part
          title={t('desk.failed')}
          body={messageOf(failed, t)}
          onRetry={() => void Promise.all([a.refetch(), b.refetch()])}
        />
      ) : a.data && b.data ? (
        <SideBySide
          left={a.data.content}
          right={b.data.content}
          leftTitle={name(a.data)}
          rightTitle={name(b.data)}
        />
      ) : (
        <RowSkeletons />
      )}
    </>
  );
}

function useRevision(id: string, number: number) {
  return useQuery({
    queryKey: [...concludeKeys.minutes(id), 'revision', number],
    queryFn: () => getRevision(id, number),
  });
}
