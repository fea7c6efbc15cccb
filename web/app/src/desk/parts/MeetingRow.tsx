import { Button } from '@mantine/core';
import { IconDoorEnter } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { clockPeriod, periodText } from '../../format/day';
import { number } from '../../format/number';
import { currentLanguage } from '../../i18n';
import type { MeetingSummary } from '../types';
import classes from './desk.module.css';
import { Overdue, StateBadge } from './StateBadge';

interface Props {
  meeting: MeetingSummary;
  /** The day is told above the row. */
  dayKnown?: boolean;
  /** A way straight into the room. */
  enter?: boolean;
}

/** A meeting in a list: what, when, where, by whom, and how it stands. */
export function MeetingRow({ meeting, dayKnown = false, enter = false }: Props) {
  const { t } = useTranslation();
  const language = currentLanguage();
  const [start, end] = [new Date(meeting.start), new Date(meeting.end)];
  const facts = [
    meeting.host.name,
    meeting.chair && t('meetings.chairedBy', { name: meeting.chair.name }),
    t(`meetings.mode.${meeting.mode}`),
    meeting.mainRoom?.title,
    meeting.sites > 1 && t('meetings.sites', { n: number(meeting.sites, language) }),
  ].filter(Boolean);
  return (
    <li className={classes.row} data-testid="meeting-row">
      <div className={classes.text}>
        <Link to={`/meetings/${meeting.id}`} className={classes.title}>
          {meeting.title}
        </Link>
        <div>{dayKnown ? clockPeriod(start, end, language) : periodText(start, end, language)}</div>
        <div className={classes.soft}>{facts.join(' · ')}</div>
      </div>
      <div className={classes.actions}>
        {meeting.urgency !== 'normal' && (
          <span className={classes.badge} data-tone="warn">
            {t(`meetings.urgency.${meeting.urgency}`)}
          </span>
        )}
        <Overdue overdue={meeting.overdue} />
        <StateBadge state={meeting.state} />
        {enter && (
          <Button
            component={Link}
            to={`/meetings/${meeting.id}/join`}
            leftSection={<IconDoorEnter size={20} aria-hidden />}
          >
            {t('desk.enter')}
          </Button>
        )}
      </div>
    </li>
  );
}
