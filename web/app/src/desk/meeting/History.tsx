import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { messageOf } from '../../api/problem';
import { Failure } from '../../components/Failure';
import { dateTime } from '../../format/time';
import { currentLanguage } from '../../i18n';
import { getHistory, keys } from '../api';
import classes from '../parts/desk.module.css';
import { RowSkeletons } from '../parts/Rows';
import type { Action, Meeting, MeetingEvent } from '../types';
import own from './meeting.module.css';

const actions: Action[] = [
  'submit',
  'withdraw',
  'approve',
  'return',
  'issue',
  'start',
  'pause',
  'resume',
  'end',
  'cancel',
  'postpone',
  'reschedule',
];
const changes = ['create', 'edit', 'repeat', 'copy'] as const;

/** What happened to the meeting, the latest first. */
export function History({ meeting }: { meeting: Meeting }) {
  const { t } = useTranslation();
  const history = useQuery({
    queryKey: [...keys.meeting(meeting.id), 'history'],
    queryFn: () => getHistory(meeting.id),
  });
  if (history.isPending) return <RowSkeletons count={3} height={48} />;
  if (history.isError) {
    return (
      <Failure
        part
        title={t('desk.failed')}
        body={messageOf(history.error, t)}
        onRetry={() => void history.refetch()}
      />
    );
  }
  return (
    <section className={classes.card}>
      <ul className={own.history}>
        {history.data.items.toReversed().map((event) => (
          <Happened key={event.id} event={event} />
        ))}
      </ul>
    </section>
  );
}

function Happened({ event }: { event: MeetingEvent }) {
  const { t } = useTranslation();
  const action = actions.find((known) => known === event.action);
  const change = changes.find((known) => known === event.action);
  return (
    <li>
      <strong>
        {action ? t(`meeting.action.${action}`) : change ? t(`meeting.event.${change}`) : event.action}
      </strong>
      <div className={classes.soft}>
        {t('meeting.byWhom', {
          time: dateTime(new Date(event.at), currentLanguage()),
          name: event.by || t('meeting.bySystem'),
        })}
      </div>
      {event.reason && <div>{t('meeting.reasonGiven', { reason: event.reason })}</div>}
    </li>
  );
}
