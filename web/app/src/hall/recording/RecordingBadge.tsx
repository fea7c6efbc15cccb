import { IconPlayerPauseFilled, IconPlayerRecord, IconPlayerRecordFilled } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useConduct } from '../conduct/context';
import { useHall } from '../context';
import classes from './recording.module.css';
import { useRecording } from './useRecording';

/** Whether the room is recorded, for everyone who is in it; for who leads the meeting also the way to its controls, unless it
 * is only to be seen. */
export function RecordingBadge({ only = false }: { only?: boolean }) {
  const { t } = useTranslation();
  const { panel, setPanel } = useHall();
  const leads = useConduct()?.mine.leads === true && !only;
  const { shown } = useRecording();
  const Icon =
    shown === null ? IconPlayerRecord : shown === 'paused' ? IconPlayerPauseFilled : IconPlayerRecordFilled;
  const words = t(`recordings.hall.badge.${shown ?? 'none'}`);
  if (leads) {
    return (
      <button
        type="button"
        className={classes.badge}
        data-shown={shown ?? 'none'}
        data-testid="recording-controls"
        aria-expanded={panel === 'recording'}
        title={t('recordings.hall.controls')}
        onClick={() => setPanel(panel === 'recording' ? null : 'recording')}
      >
        <Icon aria-hidden />
        <span data-testid={shown === null ? undefined : 'recording-badge'}>{words}</span>
      </button>
    );
  }
  if (shown === null) return null;
  return (
    <span className={classes.badge} data-shown={shown} data-testid="recording-badge">
      <Icon aria-hidden />
      {words}
    </span>
  );
}
