import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import classes from '../parts/desk.module.css';
import type { Meeting } from '../types';
import { listRecordings, recordingKeys } from './api';
import { RecordingRow } from './RecordingRow';

const most = 5;

/** The recordings of a meeting that the caller may watch; nothing when there are none. */
export function MeetingRecordings({ meeting }: { meeting: Meeting }) {
  const { t } = useTranslation();
  const begun = ['live', 'paused', 'ended'].includes(meeting.state);
  const found = useQuery({
    queryKey: recordingKeys.of(meeting.id),
    queryFn: ({ signal }) => listRecordings({ meeting: meeting.id, limit: most }, signal),
    enabled: begun,
  });
  const items = found.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <section className={classes.card} aria-labelledby="recordings-of" data-testid="meeting-recordings">
      <div className={classes.cardHead}>
        <h2 id="recordings-of">{t('recordings.title')}</h2>
        {found.data?.nextCursor && (
          <Anchor component={Link} to={`/recordings?meeting=${encodeURIComponent(meeting.id)}`}>
            {t('recordings.allOf')}
          </Anchor>
        )}
      </div>
      <ul className={classes.list}>
        {items.map((recording) => (
          <RecordingRow key={recording.id} recording={recording} />
        ))}
      </ul>
    </section>
  );
}
