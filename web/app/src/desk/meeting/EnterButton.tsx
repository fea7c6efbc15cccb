import { Button } from '@mantine/core';
import { IconClock, IconDoorEnter } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { currentLanguage } from '../../i18n';
import { getEntry, keys } from '../api';
import type { Meeting } from '../types';
import { countdown, useLeft } from './clock';

/** The way into the room: at once when it is open, else when it opens. */
export function EnterButton({ meeting }: { meeting: Meeting }) {
  const { t } = useTranslation();
  const soon = meeting.state === 'issued' || meeting.state === 'live' || meeting.state === 'paused';
  const entry = useQuery({
    queryKey: [...keys.meeting(meeting.id), 'entry'],
    queryFn: () => getEntry(meeting.id),
    enabled: soon,
    refetchInterval: ({ state }) => (state.data?.verdict === 'wait' ? 60_000 : false),
  });
  const left = useLeft(entry.data);
  if (!soon || !entry.data || entry.data.verdict === 'closed') return null;
  const open = entry.data.verdict === 'enter' || left === 0;
  return (
    <Button
      component={Link}
      to={`/meetings/${meeting.id}/join`}
      size="lg"
      variant={open ? 'filled' : 'default'}
      leftSection={open ? <IconDoorEnter size={22} aria-hidden /> : <IconClock size={22} aria-hidden />}
      data-testid="enter-meeting"
    >
      {open
        ? t('meeting.enter')
        : left === null
          ? t('meeting.toDoor')
          : t('meeting.opensIn', { time: countdown(left, currentLanguage()) })}
    </Button>
  );
}
