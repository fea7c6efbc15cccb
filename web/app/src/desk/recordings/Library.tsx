import { Anchor, Button, Select, TextInput, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { messageOf } from '../../api/problem';
import { useEvents } from '../../api/useEvents';
import { Failure } from '../../components/Failure';
import state from '../../components/state.module.css';
import { useTitle } from '../../components/useTitle';
import { DayField } from '../../directory/parts/DayField';
import { addDays, instantOf, isDay } from '../../format/day';
import { number } from '../../format/number';
import { currentLanguage } from '../../i18n';
import classes from '../parts/desk.module.css';
import { Finder } from '../parts/Finder';
import { units } from '../parts/finders';
import { More, RowSkeletons } from '../parts/Rows';
import { listRecordings, recordingKeys, type RecordingFilter } from './api';
import { DueLink } from './Due';
import { RecordingRow } from './RecordingRow';

interface Asked {
  q: string;
  meeting: string;
  host: string;
  first: string;
  last: string;
  standing: string;
}

const standings = ['running', 'preparing', 'watchable', 'failed', 'disposed'] as const;

function read(params: URLSearchParams): Asked {
  const day = (name: string) => {
    const text = params.get(name);
    return isDay(text) ? text : '';
  };
  return {
    q: params.get('q') ?? '',
    meeting: params.get('meeting') ?? '',
    host: params.get('host') ?? '',
    first: day('first'),
    last: day('last'),
    standing: standings.find((value) => value === params.get('standing')) ?? '',
  };
}

function question({ q, meeting, host, first, last, standing }: Asked): RecordingFilter {
  return {
    q,
    meeting,
    host,
    standing,
    from: first === '' ? undefined : instantOf(first),
    to: last === '' ? undefined : instantOf(addDays(last, 1)),
  };
}

/** All recordings that the caller may watch. */
export default function Library() {
  const { t } = useTranslation();
  const [params, setParams] = useSearchParams();
  useTitle(t('recordings.title'));
  const asked = read(params);
  const ask = (part: Record<string, string>) =>
    setParams(
      (now) => {
        const next = new URLSearchParams(now);
        for (const [key, value] of Object.entries(part)) {
          if (value === '') next.delete(key);
          else next.set(key, value);
        }
        return next;
      },
      { replace: true },
    );
  const host = asked.host === '' ? null : { value: asked.host, label: params.get('hostName') ?? asked.host };
  return (
    <>
      <div className={classes.head}>
        <Title order={1}>{t('recordings.title')}</Title>
        <DueLink />
      </div>
      <search className={classes.filters} aria-label={t('recordings.filters')}>
        <Words key={asked.q === '' ? 'none' : 'some'} q={asked.q} onChange={(q) => ask({ q })} />
        <DayField
          label={t('recordings.first')}
          value={asked.first}
          maxDate={asked.last}
          onChange={(first) => ask({ first })}
        />
        <DayField
          label={t('recordings.last')}
          value={asked.last}
          minDate={asked.first}
          onChange={(last) => ask({ last })}
        />
        <Finder
          kind="units"
          label={t('meetings.host')}
          placeholder={t('meetings.anyHost')}
          clearable
          chosen={host}
          find={units}
          onChoose={(found) => ask({ host: found?.value ?? '', hostName: found?.label ?? '' })}
        />
        <Select
          label={t('recordings.standingLabel')}
          data={[
            { value: '', label: t('recordings.anyStanding') },
            ...standings.map((value) => ({ value, label: t(`recordings.standings.${value}`) })),
          ]}
          value={asked.standing}
          onChange={(value) => ask({ standing: value ?? '' })}
          data-testid="recording-standing"
        />
      </search>
      <Found asked={asked} onClear={() => setParams({}, { replace: true })} />
    </>
  );
}

function Words({ q, onChange }: { q: string; onChange: (q: string) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState(q);
  const [wanted] = useDebouncedValue(text.trim(), 300);
  useEffect(() => {
    if (wanted !== q) onChange(wanted);
    // Only a new text asks: the address may change for other reasons.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [wanted]);
  return (
    <TextInput
      className={classes.wide}
      type="search"
      label={t('recordings.search')}
      leftSection={<IconSearch size={20} aria-hidden />}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      data-testid="recording-search"
    />
  );
}

function Found({ asked, onClear }: { asked: Asked; onClear: () => void }) {
  const { t } = useTranslation();
  const filter = question(asked);
  const found = useInfiniteQuery({
    queryKey: [...recordingKeys.all, 'list', filter],
    queryFn: ({ pageParam, signal }) => listRecordings({ ...filter, limit: 30, cursor: pageParam }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor || undefined,
    placeholderData: keepPreviousData,
  });
  const items = found.data?.pages.flatMap((page) => page.items) ?? [];
  // Those that are not ready change, and tell so by their meetings.
  const moving = items.filter(
    ({ state, programme }) => state !== 'failed' && !['ready', 'failed'].includes(programme),
  );
  const topics = [...new Set(moving.map(({ meetingId }) => `meeting:${meetingId}`))].slice(0, 15);
  useEvents(topics, [recordingKeys.all]);
  if (found.isPending) return <RowSkeletons />;
  if (found.isError) {
    return (
      <Failure
        part
        title={t('desk.failed')}
        body={messageOf(found.error, t)}
        onRetry={() => void found.refetch()}
      />
    );
  }
  if (items.length === 0) return <None searching={Object.values(asked).some(Boolean)} onClear={onClear} />;
  const n = number(items.length, currentLanguage());
  return (
    <div aria-busy={found.isPlaceholderData}>
      <p className={classes.count} role="status">
        {t(found.hasNextPage ? 'recordings.foundMore' : 'recordings.found', { n })}
        {asked.meeting !== '' && (
          <>
            {' '}
            <Anchor component={Link} to="/recordings">
              {t('recordings.allMeetings')}
            </Anchor>
          </>
        )}
      </p>
      <section className={classes.card} aria-label={t('recordings.title')}>
        <ul className={classes.list}>
          {items.map((recording) => (
            <RecordingRow key={recording.id} recording={recording} />
          ))}
        </ul>
      </section>
      <More list={found} />
    </div>
  );
}

function None({ searching, onClear }: { searching: boolean; onClear: () => void }) {
  const { t } = useTranslation();
  return (
    <div className={state.state} role="status" data-testid="no-recordings">
      <h2>{t(searching ? 'recordings.noneFound' : 'recordings.none')}</h2>
      <p>{t(searching ? 'recordings.noneFoundBody' : 'recordings.noneBody')}</p>
      {searching && <Button onClick={onClear}>{t('meetings.clear')}</Button>}
    </div>
  );
}
