import {
  IconAlertTriangle,
  IconCircleCheck,
  IconHourglass,
  IconLoader2,
  IconPlayerPauseFilled,
  IconPlayerRecordFilled,
  IconTrash,
  type Icon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from '../parts/desk.module.css';
import { howItStands, type Standing } from './standing';
import type { Recording } from './types';

const looks: Record<Standing, { icon: Icon; tone: string }> = {
  recording: { icon: IconPlayerRecordFilled, tone: 'bad' },
  paused: { icon: IconPlayerPauseFilled, tone: 'warn' },
  finishing: { icon: IconHourglass, tone: 'soft' },
  waiting: { icon: IconHourglass, tone: 'soft' },
  making: { icon: IconLoader2, tone: 'press' },
  ready: { icon: IconCircleCheck, tone: 'good' },
  notMade: { icon: IconAlertTriangle, tone: 'warn' },
  empty: { icon: IconAlertTriangle, tone: 'soft' },
  failed: { icon: IconAlertTriangle, tone: 'bad' },
  disposed: { icon: IconTrash, tone: 'soft' },
};

/** How a recording stands, by a shape and a word; the making of its programme with its progress. */
export function RecordingState({ recording }: { recording: Recording }) {
  const { t } = useTranslation();
  const standing = howItStands(recording);
  const { icon: Icon, tone } = looks[standing];
  return (
    <span className={classes.badge} data-tone={tone} data-testid="recording-state" data-standing={standing}>
      <Icon size={16} aria-hidden /> {t(`recordings.standing.${standing}`, { percent: recording.progress })}
    </span>
  );
}
