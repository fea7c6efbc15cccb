import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { call } from '../../api/client';
import { clockTime } from '../../format/time';
import type { Choice, Motion, View } from '../../hall/conduct/types';
import { currentLanguage } from '../../i18n';
import { keys } from '../api';
import classes from '../parts/desk.module.css';
import type { Meeting } from '../types';

const choices = ['for', 'against', 'other'] satisfies Choice[];

/** What was voted on to the end in a meeting that is over; nothing while it is not known. */
export function useVotes(meetingId: string, over: boolean): Motion[] {
  const conduct = useQuery({
    queryKey: [...keys.meeting(meetingId), 'votes'],
    queryFn: ({ signal }) => call<View>(`/meetings/${encodeURIComponent(meetingId)}/conduct`, { signal }),
    enabled: over,
    staleTime: Infinity,
    retry: false,
  });
  return (conduct.data?.motions ?? []).filter(({ result }) => result !== undefined);
}

/** What was voted on in a meeting and how it went, for whoever has a place in it; nothing when there was no vote. */
export function MeetingVotes({ meeting }: { meeting: Meeting }) {
  const { t } = useTranslation();
  // In the meeting itself they are followed in its room.
  const motions = useVotes(meeting.id, meeting.state === 'ended' && Boolean(meeting.rights.role));
  if (motions.length === 0) return null;
  return (
    <section className={classes.card} aria-labelledby="votes-of" data-testid="meeting-votes">
      <div className={classes.cardHead}>
        <h2 id="votes-of">{t('conduct.vote.title')}</h2>
      </div>
      <ul className={classes.list}>
        {motions.map((motion) => (
          <li key={motion.id} className={classes.row} data-testid="meeting-vote">
            <Outcome motion={motion} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Outcome({ motion }: { motion: Motion }) {
  const { t } = useTranslation();
  const { result, majority } = motion;
  if (!result) return null;
  const told = [
    motion.secret && t('conduct.vote.secret.name'),
    motion.closedAt && clockTime(new Date(motion.closedAt), currentLanguage()),
    t('conduct.vote.cast', { n: result.cast, of: result.eligible }),
    ...choices.map((choice) => `${t(`conduct.vote.choice.${choice}`)}: ${String(result[choice])}`),
  ];
  return (
    <div className={classes.text}>
      <strong>{motion.question}</strong>
      <p>{told.filter(Boolean).join(' · ')}</p>
      {majority !== undefined && majority > 0 && (
        <p>{t(result.carried ? 'conduct.vote.carried' : 'conduct.vote.lost', { percent: majority })}</p>
      )}
    </div>
  );
}
