import { Button, Title } from '@mantine/core';
import { IconCalendarWeek } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { messageOf } from '../../api/problem';
import { useEvents } from '../../api/useEvents';
import { Failure } from '../../components/Failure';
import { useTitle } from '../../components/useTitle';
import { addDays, dayOf, instantOf, longDay } from '../../format/day';
import { currentLanguage } from '../../i18n';
import { useOwnTopics } from '../access';
import { allMeetings, keys } from '../api';
import classes from '../parts/desk.module.css';
import { MeetingRow } from '../parts/MeetingRow';
import { RowSkeletons } from '../parts/Rows';
import type { MeetingSummary } from '../types';
import { PendingList } from '../conclude/PendingList';
import { Waiting } from './Waiting';
import own from './home.module.css';

/** The day at a glance: what is on now, what waits, what comes. */
export default function Home() {
  const { t } = useTranslation();
  const [today] = useState(() => dayOf(new Date()));
  useTitle(t('home.title'));
  useEvents(useOwnTopics(), [keys.meetings, keys.mine, keys.tasks]);
  return (
    <>
      <div className={classes.head}>
        <div>
          <Title order={1}>{t('home.title')}</Title>
          <p className={classes.soft}>{longDay(today, currentLanguage())}</p>
        </div>
        <Button
          component={Link}
          to="/calendar"
          variant="default"
          leftSection={<IconCalendarWeek size={20} aria-hidden />}
        >
          {t('home.weekly')}
        </Button>
      </div>
      <div className={own.page}>
        <div className={own.main}>
          <Days today={today} />
        </div>
        <div className={own.side}>
          <Waiting />
          <PendingList />
        </div>
      </div>
    </>
  );
}

const shown = new Set<MeetingSummary['state']>(['issued', 'live', 'paused', 'ended']);
const running = (meeting: MeetingSummary) => meeting.state === 'live' || meeting.state === 'paused';

const hour = 3_600_000;
/** The room opens within the hour, or is open: its door is worth a button. */
const soon = ({ state, start }: MeetingSummary, now: number) =>
  state === 'issued' && Date.parse(start) - now < hour;

function Days({ today }: { today: string }) {
  const { t } = useTranslation();
  const meetings = useQuery({
    queryKey: [...keys.meetings, 'home', today],
    queryFn: ({ signal }) =>
      allMeetings({ from: instantOf(today), to: instantOf(addDays(today, 8)), order: 'asc' }, signal),
  });
  if (meetings.isPending) return <RowSkeletons count={4} />;
  if (meetings.isError) {
    return (
      <Failure
        part
        title={t('home.failed')}
        body={messageOf(meetings.error, t)}
        onRetry={() => void meetings.refetch()}
      />
    );
  }
  const items = meetings.data.filter(({ state }) => shown.has(state));
  const live = items.filter(running);
  const ofToday = items.filter((meeting) => !running(meeting) && dayOf(new Date(meeting.start)) <= today);
  const later = items.filter((meeting) => !running(meeting) && dayOf(new Date(meeting.start)) > today);
  return (
    <>
      {live.length > 0 && (
        <section className={`${classes.card} ${own.live}`} aria-labelledby="home-live">
          <h2 id="home-live">{t('home.live')}</h2>
          <ul className={classes.list}>
            {live.map((meeting) => (
              <MeetingRow key={meeting.id} meeting={meeting} enter />
            ))}
          </ul>
        </section>
      )}
      <Part id="home-today" title={t('home.today')} none={t('home.noneToday')} items={ofToday} dayKnown />
      <Part id="home-next" title={t('home.next')} none={t('home.noneNext')} items={later} />
    </>
  );
}

interface PartProps {
  id: string;
  title: string;
  none: string;
  items: MeetingSummary[];
  dayKnown?: boolean;
}

function Part({ id, title, none, items, dayKnown }: PartProps) {
  const [now] = useState(() => Date.now());
  return (
    <section className={classes.card} aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {items.length === 0 ? (
        <p className={classes.soft}>{none}</p>
      ) : (
        <ul className={classes.list}>
          {items.map((meeting) => (
            <MeetingRow key={meeting.id} meeting={meeting} dayKnown={dayKnown} enter={soon(meeting, now)} />
          ))}
        </ul>
      )}
    </section>
  );
}
