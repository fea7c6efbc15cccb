import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { number } from '../../format/number';
import { dateTime } from '../../format/time';
import { currentLanguage } from '../../i18n';
import { sizeText } from '../papers/format';
import classes from '../parts/desk.module.css';
import { clock } from './player/timeline';
import { RecordingState } from './RecordingState';
import { blemishes } from './standing';
import type { Recording } from './types';
import { reasonText } from './words';

/** A recording in a list: of which meeting, when, how long, how it stands. */
export function RecordingRow({ recording }: { recording: Recording }) {
  const { t } = useTranslation();
  const language = currentLanguage();
  const { reason, dropped } = blemishes(recording);
  const over = recording.endedAt !== undefined;
  const facts = [
    recording.host.name,
    over && t('recordings.length', { length: clock(recording.seconds) }),
    over && recording.bytes > 0 && sizeText(recording.bytes, language),
    recording.startedBy === '' ? t('recordings.byPlan') : t('recordings.by', { name: recording.startedBy }),
  ].filter(Boolean);
  return (
    <li className={classes.row} data-testid="recording-row">
      <div className={classes.text}>
        <Link to={`/recordings/${recording.id}`} className={classes.title}>
          {recording.title}
        </Link>
        <div>{dateTime(new Date(recording.startedAt), language)}</div>
        <div className={classes.soft}>{facts.join(' · ')}</div>
        {reason !== '' && (
          <div className={classes.warnText}>
            <IconAlertTriangle size={16} aria-hidden />{' '}
            {t('recordings.endedBy', { reason: reasonText(reason, t) })}
          </div>
        )}
        {recording.gaps > 0 && (
          <div className={classes.soft} data-testid="gaps">
            {t('recordings.gapsCount', { n: number(recording.gaps, language) })}
          </div>
        )}
        {dropped > 0 && (
          <div className={classes.warnText}>
            <IconAlertTriangle size={16} aria-hidden />{' '}
            {t('recordings.dropped', { n: number(dropped, language) })}
          </div>
        )}
      </div>
      <div className={classes.actions}>
        <RecordingState recording={recording} />
      </div>
    </li>
  );
}
