import { Button, Skeleton } from '@mantine/core';
import { IconCircleCheck, IconDeviceLaptop } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { endOtherSessions, endSession, listSessions } from '../api/account';
import { messageOf } from '../api/problem';
import type { SessionItem } from '../api/types';
import { Failure } from '../components/Failure';
import { dateTime } from '../format/time';
import { currentLanguage } from '../i18n';
import { deviceOf } from './device';
import { Told } from './PasswordForm';
import classes from './account.module.css';

const key = ['sessions'];

/** Where the account is logged in; what one does not know can be ended. */
export function Sessions() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const sessions = useQuery({ queryKey: key, queryFn: listSessions });
  const again = () => client.invalidateQueries({ queryKey: key });
  const end = useMutation({ mutationFn: endSession, onSettled: again });
  const endOthers = useMutation({ mutationFn: endOtherSessions, onSettled: again });
  if (sessions.isPending) return <Skeleton height={120} />;
  if (sessions.isError) {
    return (
      <Failure
        part
        title={t('profile.failed')}
        body={messageOf(sessions.error, t)}
        onRetry={() => void sessions.refetch()}
      />
    );
  }
  const { items } = sessions.data;
  return (
    <>
      <p className={classes.soft}>{t('profile.sessionsBody')}</p>
      <ul className={classes.rows}>
        {items.map((session) => (
          <Row
            key={session.id}
            session={session}
            ending={end.isPending && end.variables === session.id}
            onEnd={() => end.mutate(session.id)}
          />
        ))}
      </ul>
      <Told error={end.error ?? endOthers.error} />
      {items.length > 1 && (
        <Button variant="default" mt="sm" loading={endOthers.isPending} onClick={() => endOthers.mutate()}>
          {t('profile.endOthers')}
        </Button>
      )}
    </>
  );
}

interface RowProps {
  session: SessionItem;
  ending: boolean;
  onEnd: () => void;
}

function Row({ session, ending, onEnd }: RowProps) {
  const { t } = useTranslation();
  const device = deviceOf(session.userAgent) || t('profile.unknownDevice');
  return (
    <li className={classes.row}>
      <IconDeviceLaptop size={24} aria-hidden className={classes.icon} />
      <div className={classes.text}>
        <span className={classes.strong}>{device}</span>
        <span className={classes.small}>
          {t('profile.from', { source: session.source })} ·{' '}
          {t('profile.lastSeen', { time: dateTime(new Date(session.lastSeenAt), currentLanguage()) })}
        </span>
      </div>
      {session.current ? (
        <span className={`${classes.mark} ${classes.good}`}>
          <IconCircleCheck size={20} aria-hidden /> {t('profile.thisOne')}
        </span>
      ) : (
        <Button
          variant="default"
          loading={ending}
          onClick={onEnd}
          aria-label={t('profile.endNamed', { device, source: session.source })}
        >
          {t('profile.end')}
        </Button>
      )}
    </li>
  );
}
