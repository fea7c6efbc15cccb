import { Anchor, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { periodText } from '../../format/day';
import { dateTime } from '../../format/time';
import { currentLanguage } from '../../i18n';
import { documentAddress, seeInvitation } from '../inviting';
import classes from '../parts/desk.module.css';
import type { OwnInvitation } from '../types';
import { AnswerForm } from './AnswerForm';
import { InvitationStateBadge } from './InvitationState';

/** Whether it can still be answered. */
export function isOpen({ state, meeting }: OwnInvitation): boolean {
  return (
    !['draft', 'withdrawn'].includes(state) &&
    meeting !== undefined &&
    !meeting.cancelled &&
    !meeting.postponed &&
    Date.parse(meeting.end) > Date.now()
  );
}

interface Props {
  invitation: OwnInvitation;
  /** On the meeting's own page, which tells what and when. */
  inMeeting?: boolean;
  /** The meeting has ended, perhaps before its time: nothing is asked any more. */
  over?: boolean;
}

/** An invitation with the ways to answer it. */
export function InvitationCard({ invitation, inMeeting = false, over = false }: Props) {
  const { t } = useTranslation();
  const language = currentLanguage();
  const { meeting, state } = invitation;
  const [now] = useState(() => Date.now());
  const see = useMutation({ mutationFn: seeInvitation });
  const { mutate } = see;
  useEffect(() => {
    if (state === 'pending') mutate(invitation.id);
  }, [invitation.id, state, mutate]);
  // Opening it made a version, which an answer given at once must be of.
  const opened = see.data && see.data.version > invitation.version ? see.data : invitation;
  const waits = state === 'pending' || state === 'seen';
  const whose =
    invitation.kind === 'person'
      ? t('invitations.mine')
      : t('invitations.forUnit', { name: invitation.name });
  const by = invitation.answerBy && dateTime(new Date(invitation.answerBy), language);
  return (
    <section className={classes.card} id={invitation.id} aria-label={whose} data-testid="invitation">
      <div className={classes.cardHead}>
        <div className={classes.text}>
          {inMeeting ? (
            <Title order={2}>{whose}</Title>
          ) : (
            <>
              <Link to={`/meetings/${invitation.meetingId}`} className={classes.title}>
                {meeting?.title ?? whose}
              </Link>
              {meeting && <div>{periodText(new Date(meeting.start), new Date(meeting.end), language)}</div>}
              <div className={classes.soft}>
                {[whose, meeting?.location && t('invitations.place', { place: meeting.location })]
                  .filter(Boolean)
                  .join(' · ')}
              </div>
            </>
          )}
          {invitation.documentId && invitation.document && (
            <Anchor href={documentAddress(invitation.documentId)} target="_blank" rel="noreferrer">
              {t('invitations.number', { symbol: invitation.document })} · {t('invitations.openLetter')}
            </Anchor>
          )}
          {waits && by && (
            <div className={Date.parse(invitation.answerBy ?? '') < now ? classes.warnText : undefined}>
              {t(
                Date.parse(invitation.answerBy ?? '') < now ? 'invitations.overdue' : 'invitations.answerBy',
                {
                  time: by,
                },
              )}
            </div>
          )}
          {invitation.reason && <div>{t('invitations.reasonGiven', { reason: invitation.reason })}</div>}
          {meeting?.cancelled && <div>{t('invitations.cancelled')}</div>}
          {meeting?.postponed && <div>{t('invitations.postponed')}</div>}
        </div>
        <InvitationStateBadge state={state} />
      </div>
      {!over && isOpen(invitation) && <AnswerForm invitation={opened} opening={see.isPending} />}
    </section>
  );
}
