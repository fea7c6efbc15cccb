import { Button } from '@mantine/core';
import { IconPhoneIncoming } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'react-router';
import { useEvents } from '../api/useEvents';
import hall from '../hall/view/hall.module.css';
import { useSession } from '../session/useSession';
import { callsKey } from './api';
import { useCall } from './useCall';

/** A call of the site on the meeting's page of somebody who sits there. The room's own screen has a larger one. */
export function CallBanner() {
  const room = useLocation().pathname.startsWith('/terminal');
  return room ? null : <Banner />;
}

function Banner() {
  const { t } = useTranslation();
  const session = useSession();
  const { call, answer } = useCall('hall');
  useEvents(session.data ? [`me:${session.data.user.id}`] : [], [callsKey]);
  if (!call) return null;
  return (
    <div className={hall.banner} data-tone="warn" role="alert" data-testid="call-banner">
      <IconPhoneIncoming aria-hidden />
      <span>
        {t('calls.to', { by: call.by, name: call.name })}
        {call.words && ` “${call.words}”`}
      </span>
      <Button size="md" onClick={answer} data-testid="call-answer">
        {t('calls.answer')}
      </Button>
    </div>
  );
}
