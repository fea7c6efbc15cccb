import { Button, Title } from '@mantine/core';
import { IconHandStop } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { messageOf } from '../../api/problem';
import { useEvents } from '../../api/useEvents';
import { Loading } from '../../components/Loading';
import state from '../../components/state.module.css';
import { useTitle } from '../../components/useTitle';
import { dateTime } from '../../format/time';
import { currentLanguage } from '../../i18n';
import Check from '../../pages/Check';
import { useOwnTopics } from '../access';
import { getEntry, joinMeeting, keys } from '../api';
import classes from '../parts/desk.module.css';
import { MeetingFailure } from '../parts/MeetingFailure';
import type { Entry } from '../types';
import { countdown, useLeft } from './clock';
import own from './door.module.css';

/** The way in: the device check once the room is open, a place to wait or to knock before. */
export default function Door() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const key = [...keys.meeting(id), 'entry'];
  const entry = useQuery({
    queryKey: key,
    queryFn: () => getEntry(id),
    refetchInterval: ({ state: now }) => (now.data?.pollAfter ? now.data.pollAfter * 1000 : false),
  });
  useEvents(useOwnTopics(), [key]);
  useTitle(entry.data?.title ?? t('door.title'));
  if (entry.isPending) return <Loading />;
  if (entry.isError)
    return (
      <MeetingFailure title={t('door.title')} error={entry.error} onRetry={() => void entry.refetch()} />
    );
  if (entry.data.verdict === 'enter') return <Check />;
  return <Waiting id={id} entry={entry.data} onOpen={() => void entry.refetch()} />;
}

const reasons = [
  'early',
  'postponed',
  'not_issued',
  'cancelled',
  'ended',
  'missed',
  'not_invited',
  'declined',
  'knocking',
  'denied',
] as const;

interface Props {
  id: string;
  entry: Entry;
  onOpen: () => void;
}

function Waiting({ id, entry, onOpen }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const language = currentLanguage();
  const left = useLeft(entry);
  useEffect(() => {
    if (left === 0) onOpen();
    // Once a second at most: the clock of the page may be ahead of the server's by a moment.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [left]);
  const knock = useMutation({
    mutationFn: () => joinMeeting(id),
    onSuccess: (answer) => client.setQueryData([...keys.meeting(id), 'entry'], answer),
  });
  const reason = reasons.find((known) => known === entry.reason) ?? 'early';
  const time = entry.opensAt ? dateTime(new Date(entry.opensAt), language) : '';
  const mayKnock = entry.verdict === 'knock' && reason !== 'knocking';
  return (
    <section className={`${classes.card} ${own.door}`} data-testid="door" data-reason={reason}>
      <p className={classes.soft}>
        {[entry.title, t('door.of', { host: entry.host })].filter(Boolean).join(' · ')}
      </p>
      <Title order={1}>{t(`door.${reason}`)}</Title>
      <p>{t(`door.${reason}Body`, { time })}</p>
      {left !== null && (
        <p className={own.left} role="timer" data-testid="left">
          {t('door.left', { time: countdown(left, language) })}
        </p>
      )}
      {knock.isError && (
        <p className={state.warn} role="alert">
          {messageOf(knock.error, t)}
        </p>
      )}
      <div className={classes.actions}>
        {mayKnock && (
          <Button
            size="lg"
            leftSection={<IconHandStop size={22} aria-hidden />}
            loading={knock.isPending}
            onClick={() => knock.mutate()}
            data-testid="knock"
          >
            {t('door.knock')}
          </Button>
        )}
        {reason === 'declined' && (
          <Button component={Link} to="/invitations" variant="default">
            {t('door.toInvitations')}
          </Button>
        )}
        {entry.title && (
          <Button component={Link} to={`/meetings/${id}`} variant="default">
            {t('door.toMeeting')}
          </Button>
        )}
        {entry.waiting && (
          <Button component={Link} to="/rooms" variant="default">
            {t('door.test')}
          </Button>
        )}
      </div>
    </section>
  );
}
