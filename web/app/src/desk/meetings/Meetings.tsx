import { Button, Select, TextInput, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconPlus, IconSearch, IconTemplate } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { messageOf } from '../../api/problem';
import { useEvents } from '../../api/useEvents';
import { Failure } from '../../components/Failure';
import state from '../../components/state.module.css';
import { useTitle } from '../../components/useTitle';
import { number } from '../../format/number';
import { currentLanguage } from '../../i18n';
import { useOwnTopics, usePlans } from '../access';
import { keys, listMeetings } from '../api';
import classes from '../parts/desk.module.css';
import { DayField } from '../../directory/parts/DayField';
import { useSession } from '../../session/useSession';
import { unitText } from '../lookup';
import { Finder } from '../parts/Finder';
import { units } from '../parts/finders';
import { MeetingRow } from '../parts/MeetingRow';
import { More, RowSkeletons } from '../parts/Rows';
import { narrowed, parts, periods, question, read, states, type Asked } from './filter';

/** All meetings that one may see, and the way to a new one. */
export default function Meetings() {
  const { t } = useTranslation();
  const plans = usePlans();
  const [params, setParams] = useSearchParams();
  const session = useSession();
  const asked = read(params);
  const unit = session.data?.user.unit;
  useTitle(t('meetings.title'));
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
  return (
    <>
      <div className={classes.head}>
        <Title order={1}>{t('meetings.title')}</Title>
        {plans && (
          <div className={classes.actions}>
            <Button
              component={Link}
              to="/meetings/templates"
              variant="default"
              leftSection={<IconTemplate size={20} aria-hidden />}
            >
              {t('meetings.templates.open')}
            </Button>
            <Button
              component={Link}
              to="/meetings/new"
              leftSection={<IconPlus size={20} aria-hidden />}
              data-testid="new-meeting"
            >
              {t('meetings.add')}
            </Button>
          </div>
        )}
      </div>
      <Filters asked={asked} hostName={params.get('hostName') ?? ''} ownUnit={unit?.name ?? ''} ask={ask} />
      <MeetingList
        asked={asked}
        ownUnit={unit ? unitText(unit) : ''}
        plans={plans}
        onClear={() => setParams({}, { replace: true })}
      />
    </>
  );
}

interface FilterProps {
  asked: Asked;
  hostName: string;
  /** What the caller's unit is called; '' is none. */
  ownUnit: string;
  ask: (part: Record<string, string>) => void;
}

function Filters({ asked, hostName, ownUnit, ask }: FilterProps) {
  const { t } = useTranslation();
  const host = asked.host === '' ? null : { value: asked.host, label: hostName || asked.host };
  return (
    <search className={classes.filters} aria-label={t('meetings.filters')}>
      <Words key={asked.q === '' ? 'none' : 'some'} q={asked.q} onChange={(q) => ask({ q })} />
      <Select
        label={t('meetings.part')}
        data={[
          { value: '', label: t('meetings.anyPart') },
          ...parts
            .filter((value) => value === 'mine' || ownUnit !== '')
            .map((value) => ({ value, label: t(`meetings.parts.${value}`, { unit: ownUnit }) })),
        ]}
        value={asked.part}
        onChange={(value) =>
          ask({ part: value ?? '', ...(value === 'hosts' ? { host: '', hostName: '' } : {}) })
        }
      />
      <Select
        label={t('meetings.period')}
        data={periods.map((value) => ({ value, label: t(`meetings.periods.${value}`) }))}
        value={asked.period}
        onChange={(value) => ask({ period: value === 'coming' ? '' : (value ?? ''), first: '', last: '' })}
      />
      {asked.period === 'days' && (
        <>
          <DayField
            label={t('meetings.first')}
            value={asked.first}
            maxDate={asked.last}
            onChange={(first) => ask({ first })}
          />
          <DayField
            label={t('meetings.last')}
            value={asked.last}
            minDate={asked.first}
            onChange={(last) => ask({ last })}
          />
        </>
      )}
      <Select
        label={t('meetings.states')}
        data={[
          { value: '', label: t('meetings.anyState') },
          ...states.map((value) => ({ value, label: t(`meetings.state.${value}`) })),
        ]}
        value={asked.state}
        onChange={(value) => ask({ state: value ?? '' })}
      />
      <Finder
        kind="units"
        label={t('meetings.host')}
        placeholder={t('meetings.anyHost')}
        clearable
        chosen={host}
        find={units}
        onChoose={(found) =>
          ask({
            host: found?.value ?? '',
            hostName: found?.label ?? '',
            ...(found && asked.part === 'hosts' ? { part: '' } : {}),
          })
        }
      />
    </search>
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
      label={t('meetings.search')}
      description={t('meetings.searchHint')}
      inputWrapperOrder={['label', 'input', 'description']}
      leftSection={<IconSearch size={20} aria-hidden />}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
    />
  );
}

interface ListProps {
  asked: Asked;
  ownUnit: string;
  plans: boolean;
  onClear: () => void;
}

function MeetingList({ asked, ownUnit, plans, onClear }: ListProps) {
  const { t } = useTranslation();
  const [now] = useState(() => new Date());
  const filter = question(asked, now, ownUnit);
  const meetings = useInfiniteQuery({
    queryKey: [...keys.meetings, 'list', filter],
    queryFn: ({ pageParam, signal }) => listMeetings({ ...filter, limit: 30, cursor: pageParam }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor || undefined,
    placeholderData: keepPreviousData,
  });
  useEvents(useOwnTopics(), [keys.meetings]);
  if (meetings.isPending) return <RowSkeletons />;
  if (meetings.isError) {
    return (
      <Failure
        part
        title={t('meetings.failedTitle')}
        body={messageOf(meetings.error, t)}
        onRetry={() => void meetings.refetch()}
      />
    );
  }
  const items = meetings.data.pages.flatMap((page) => page.items);
  if (items.length === 0) return <None searching={narrowed(asked)} plans={plans} onClear={onClear} />;
  const n = number(items.length, currentLanguage());
  return (
    <div aria-busy={meetings.isPlaceholderData}>
      <p className={classes.count} role="status">
        {t(meetings.hasNextPage ? 'meetings.foundMore' : 'meetings.found', { n })}
      </p>
      <div className={classes.card}>
        <ul className={classes.list}>
          {items.map((meeting) => (
            <MeetingRow key={meeting.id} meeting={meeting} />
          ))}
        </ul>
      </div>
      <More list={meetings} />
    </div>
  );
}

function None({ searching, plans, onClear }: { searching: boolean; plans: boolean; onClear: () => void }) {
  const { t } = useTranslation();
  return (
    <div className={state.state} role="status">
      <h2>{t(searching ? 'meetings.noneTitle' : 'meetings.emptyTitle')}</h2>
      <p>{t(searching ? 'meetings.noneBody' : plans ? 'meetings.emptyPlan' : 'meetings.emptyBody')}</p>
      {searching && <Button onClick={onClear}>{t('meetings.clear')}</Button>}
    </div>
  );
}
