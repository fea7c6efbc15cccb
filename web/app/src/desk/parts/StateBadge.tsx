import {
  IconAlertTriangle,
  IconBan,
  IconCalendarPause,
  IconCircleCheck,
  IconCircleCheckFilled,
  IconClockPause,
  IconFileSymlink,
  IconMailCheck,
  IconPencil,
  IconPlayerPlayFilled,
  type Icon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { MeetingState, MeetingSummary } from '../types';
import classes from './desk.module.css';

const looks: Record<MeetingState, { icon: Icon; tone: string }> = {
  draft: { icon: IconPencil, tone: 'soft' },
  submitted: { icon: IconFileSymlink, tone: 'warn' },
  approved: { icon: IconCircleCheck, tone: 'good' },
  issued: { icon: IconMailCheck, tone: 'press' },
  live: { icon: IconPlayerPlayFilled, tone: 'good' },
  paused: { icon: IconClockPause, tone: 'warn' },
  ended: { icon: IconCircleCheckFilled, tone: 'soft' },
  cancelled: { icon: IconBan, tone: 'bad' },
  postponed: { icon: IconCalendarPause, tone: 'warn' },
};

/** Where a meeting stands, by a shape and a word. */
export function StateBadge({ state }: { state: MeetingState }) {
  const { t } = useTranslation();
  const { icon: Icon, tone } = looks[state];
  return (
    <span className={classes.badge} data-tone={tone} data-state={state}>
      <Icon size={16} aria-hidden /> {t(`meetings.state.${state}`)}
    </span>
  );
}

/** That the clock is ahead of the meeting; nothing when it is not. */
export function Overdue({ overdue }: { overdue: MeetingSummary['overdue'] }) {
  const { t } = useTranslation();
  if (!overdue) return null;
  return (
    <span className={classes.badge} data-tone="warn">
      <IconAlertTriangle size={16} aria-hidden /> {t(`meetings.overdue.${overdue}`)}
    </span>
  );
}
