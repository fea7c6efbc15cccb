import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { messageOf } from '../../api/problem';
import { answerKnock, keys, listKnocks } from '../api';
import classes from '../parts/desk.module.css';
import type { Knock, Meeting } from '../types';

const open = new Set<Meeting['state']>(['issued', 'live', 'paused']);

/** Those at the door who are not invited, for whoever may let them in; nothing while nobody waits. */
export function Knocks({ meeting }: { meeting: Meeting }) {
  const { t } = useTranslation();
  const knocks = useQuery({
    queryKey: [...keys.meeting(meeting.id), 'knocks'],
    queryFn: () => listKnocks(meeting.id),
    enabled: open.has(meeting.state),
  });
  const waiting = (knocks.data?.items ?? []).filter(({ answer }) => answer === 'pending');
  if (waiting.length === 0) return null;
  return (
    <section className={classes.card} aria-labelledby="knocks" data-testid="knocks" role="status">
      <h2 id="knocks">{t('meeting.knocks')}</h2>
      <ul className={classes.list}>
        {waiting.map((knock) => (
          <KnockRow key={knock.id} knock={knock} meetingId={meeting.id} />
        ))}
      </ul>
    </section>
  );
}

function KnockRow({ knock, meetingId }: { knock: Knock; meetingId: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const answer = useMutation({
    mutationFn: (given: 'admitted' | 'denied') => answerKnock(meetingId, knock.id, given),
    onSettled: () => client.invalidateQueries({ queryKey: [...keys.meeting(meetingId), 'knocks'] }),
  });
  return (
    <li className={classes.row}>
      <div className={classes.text}>
        <span className={classes.title}>{knock.name}</span>
        {knock.unit && <span className={classes.soft}>{knock.unit.name}</span>}
        {answer.isError && <div role="alert">{messageOf(answer.error, t)}</div>}
      </div>
      <div className={classes.actions}>
        <Button
          loading={answer.isPending && answer.variables === 'admitted'}
          onClick={() => answer.mutate('admitted')}
          aria-label={t('meeting.admitNamed', { name: knock.name })}
        >
          {t('meeting.admit')}
        </Button>
        <Button
          variant="default"
          loading={answer.isPending && answer.variables === 'denied'}
          onClick={() => answer.mutate('denied')}
          aria-label={t('meeting.denyNamed', { name: knock.name })}
        >
          {t('meeting.deny')}
        </Button>
      </div>
    </li>
  );
}
