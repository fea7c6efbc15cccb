import { Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams, useSearchParams } from 'react-router';
import { getInfo } from '../../api/endpoints';
import { useEvents } from '../../api/useEvents';
import { useTitle } from '../../components/useTitle';
import { Crumb } from '../../directory/parts/fields';
import { Failing } from '../../directory/parts/Listing';
import { dateTime } from '../../format/time';
import { currentLanguage } from '../../i18n';
import classes from '../parts/desk.module.css';
import { RowSkeletons } from '../parts/Rows';
import { getBoard, keyOf, type Board, type Row } from './api';
import { GoBoard } from './GoBoard';
import { LineTest } from './LineTest';

const rings = ({ call }: Row) => call?.state === 'ringing' || call?.state === 'reached';

/** Before the meeting: the board for those who lead it, the test for those at its sites. */
export default function LineTestPage() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const board = useQuery({
    queryKey: keyOf(id),
    queryFn: () => getBoard(id),
    // That nobody has answered in time is told by no event.
    refetchInterval: ({ state }) => (state.data?.items.some(rings) ? 5_000 : 30_000),
  });
  useEvents(board.isSuccess ? [`linetest:${id}`] : [], [keyOf(id)]);
  useTitle(t('linetest.title'));
  return (
    <>
      <Crumb to={`/meetings/${encodeURIComponent(id)}`} label={board.data?.title ?? t('meetings.title')} />
      <div className={classes.head}>
        <div className={classes.text}>
          <Title order={1}>{t('linetest.title')}</Title>
          {board.data && (
            <p>{t('linetest.startsAt', { time: dateTime(new Date(board.data.start), currentLanguage()) })}</p>
          )}
        </div>
      </div>
      {board.isPending && <RowSkeletons count={5} />}
      {board.isError && <Failing error={board.error} onRetry={() => void board.refetch()} />}
      {board.data && <Known meeting={id} board={board.data} />}
    </>
  );
}

function Known({ meeting, board }: { meeting: string; board: Board }) {
  const { t } = useTranslation();
  const info = useQuery({ queryKey: ['info'], queryFn: getInfo, staleTime: Infinity });
  const [params] = useSearchParams();
  const [site, setSite] = useState(params.get('site') ?? '');
  if (board.leads) return <GoBoard meeting={meeting} board={board} />;
  const row = board.items.find((one) => one.site === site) ?? board.items[0];
  if (!board.open) {
    return <p>{t('linetest.closed', { time: dateTime(new Date(board.from), currentLanguage()) })}</p>;
  }
  return (
    <>
      {board.items.length > 1 && (
        <label>
          {t('linetest.site')}{' '}
          <select value={row?.site} onChange={(event) => setSite(event.currentTarget.value)}>
            {board.items.map((one) => (
              <option key={one.site} value={one.site}>
                {one.name}
              </option>
            ))}
          </select>
        </label>
      )}
      {row && (
        <section className={classes.card} aria-label={row.name}>
          <h2>{row.name}</h2>
          <LineTest key={row.site} meeting={meeting} row={row} app={info.data?.version ?? ''} />
        </section>
      )}
    </>
  );
}
