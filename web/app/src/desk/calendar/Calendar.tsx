import { Title } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { messageOf } from '../../api/problem';
import { useEvents } from '../../api/useEvents';
import { Failure } from '../../components/Failure';
import state from '../../components/state.module.css';
import { useTitle } from '../../components/useTitle';
import { addDays, dayOf, dayText, daysBetween, longDay } from '../../format/day';
import { currentLanguage } from '../../i18n';
import { useSession } from '../../session/useSession';
import { useOwnTopics } from '../access';
import { allMeetings, keys } from '../api';
import { unitText } from '../lookup';
import classes from '../parts/desk.module.css';
import { MeetingRow } from '../parts/MeetingRow';
import { RowSkeletons } from '../parts/Rows';
import type { MeetingSummary } from '../types';
import own from './calendar.module.css';
import { Month } from './Month';
import { Toolbar } from './Toolbar';
import { byDay, planned, question, range, read, type Shown } from './view';
import { Week } from './Week';

/** Meetings by day, week (lịch công tác tuần) and month; the address holds what is shown. */
export default function Calendar() {
  const { t } = useTranslation();
  const session = useSession();
  const [today] = useState(() => dayOf(new Date()));
  const [params, setParams] = useSearchParams();
  const shown = read(params, today);
  const unit = session.data?.user.unit;
  const ownUnit = unit ? unitText(unit) : '';
  const name =
    shown.of === '' ? (shown.by === 'unit' ? (unit?.name ?? '') : '') : (params.get('name') ?? shown.of);
  const change = useCallback(
    (part: Record<string, string>) =>
      setParams((now) => {
        const next = new URLSearchParams(now);
        for (const [key, value] of Object.entries(part)) {
          if (value === '') next.delete(key);
          else next.set(key, value);
        }
        return next;
      }),
    [setParams],
  );
  const title = t(shown.view === 'week' ? 'calendar.weekTitle' : 'calendar.title');
  useTitle(title);
  return (
    <>
      <div className={own.printHead}>
        <Title order={1}>{title}</Title>
        <p className={own.period} role="status">
          {periodOf(shown, t)}
        </p>
        <p className={own.owner}>{shown.by === 'me' ? session.data?.user.displayName : name}</p>
      </div>
      <Toolbar shown={shown} name={name} today={today} change={change} />
      <Body shown={shown} ownUnit={ownUnit} change={change} today={today} />
    </>
  );
}

function periodOf(shown: Shown, t: TFunction): string {
  const [from, to] = range(shown);
  switch (shown.view) {
    case 'day':
      return longDay(shown.day, currentLanguage());
    case 'week':
      return t('calendar.weekOf', { from: dayText(from), to: dayText(addDays(to, -1)) });
    case 'month':
      return t('calendar.monthOf', { month: shown.day.slice(5, 7), year: shown.day.slice(0, 4) });
  }
}

interface BodyProps {
  shown: Shown;
  ownUnit: string;
  today: string;
  change: (part: Record<string, string>) => void;
}

function Body({ shown, ownUnit, change, today }: BodyProps) {
  const { t } = useTranslation();
  const filter = question(shown, ownUnit);
  const meetings = useQuery({
    queryKey: [...keys.meetings, 'calendar', filter],
    queryFn: ({ signal }) => allMeetings(filter ?? {}, signal),
    enabled: filter !== null,
    placeholderData: keepPreviousData,
  });
  useEvents(useOwnTopics(), [keys.meetings]);
  if (filter === null) {
    return (
      <div className={state.state} role="status">
        <p>{t(shown.by === 'person' ? 'calendar.choosePersonFirst' : 'calendar.chooseFirst')}</p>
      </div>
    );
  }
  if (meetings.isPending) return <RowSkeletons count={7} height={88} />;
  if (meetings.isError) {
    return (
      <Failure
        part
        title={t('calendar.failed')}
        body={messageOf(meetings.error, t)}
        onRetry={() => void meetings.refetch()}
      />
    );
  }
  const [from, to] = range(shown);
  const days = Array.from({ length: daysBetween(from, to) }, (_, index) => addDays(from, index));
  if (shown.view === 'day') return <DayList items={byDay(meetings.data, days).get(shown.day) ?? []} />;
  const found = byDay(planned(meetings.data), days);
  if (shown.view === 'week') return <Week days={days} meetings={found} today={today} />;
  return (
    <Month
      days={days}
      meetings={found}
      today={today}
      month={shown.day.slice(0, 7)}
      onDay={(day) => change({ view: 'day', day })}
    />
  );
}

function DayList({ items }: { items: MeetingSummary[] }) {
  const { t } = useTranslation();
  if (items.length === 0) {
    return (
      <div className={state.state} role="status">
        <p>{t('calendar.noneDay')}</p>
      </div>
    );
  }
  return (
    <div className={classes.card}>
      <ul className={classes.list}>
        {items.map((meeting) => (
          <MeetingRow key={meeting.id} meeting={meeting} dayKnown />
        ))}
      </ul>
    </div>
  );
}
