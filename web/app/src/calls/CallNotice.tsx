import { Button } from '@mantine/core';
import { IconPhoneIncoming } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useEvents } from '../api/useEvents';
import type { Role } from '../api/types';
import { useSession } from '../session/useSession';
import { callsKey } from './api';
import classes from './calls.module.css';
import { useCall } from './useCall';

const answering: readonly Role[] = ['technician', 'unit_admin'];

/** A call of the site on any page of its technician, with the way to its line test. */
export function CallNotice() {
  const user = useSession().data?.user;
  return user && answering.includes(user.role) ? <Notice account={user.id} /> : null;
}

function Notice({ account }: { account: string }) {
  const { t } = useTranslation();
  const { call, answer } = useCall('desk');
  useEvents([`me:${account}`], [callsKey]);
  if (!call) return null;
  const to = `/meetings/${encodeURIComponent(call.meetingId)}/line-test?site=${encodeURIComponent(call.site)}`;
  return (
    <div className={classes.notice} role="alert" data-testid="call-notice">
      <IconPhoneIncoming aria-hidden />
      <span className={classes.text}>
        <strong>{t('calls.to', { by: call.by, name: call.name })}</strong>
        <span>
          {call.title}
          {call.words && ` · “${call.words}”`}
        </span>
      </span>
      <Button onClick={answer} data-testid="call-answer">
        {t('calls.answer')}
      </Button>
      <Button component={Link} to={to} variant="default" onClick={answer} data-testid="call-open">
        {t('calls.open')}
      </Button>
    </div>
  );
}
