import { Alert, Button, Modal, Select, Textarea } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { isCode, messageOf } from '../../api/problem';
import { dayOf, today } from '../../format/day';
import { clockTime, dateTime } from '../../format/time';
import { currentLanguage } from '../../i18n';
import classes from '../parts/desk.module.css';
import type { Action, Meeting, Scope } from '../types';
import { EnterButton } from './EnterButton';
import own from './meeting.module.css';
import { isAsking, isPressing, lacks, needsReason, stepsOf, type Asking } from './steps';
import { useAct } from './useMeeting';

/** Where the meeting stands and the next thing to do, above everything else. */
export function Actions({ meeting }: { meeting: Meeting }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const move = useAct(meeting);
  const [asked, setAsked] = useState<Asking | null>(null);
  const [now] = useState(() => Date.now());
  const { first, others, rare } = stepsOf(meeting.rights.actions);
  const missing = meeting.state === 'draft' && meeting.rights.edit ? lacks(meeting) : [];
  const press = (action: Action) => {
    move.reset();
    // A letter is seen before it goes out.
    if (action === 'issue') void navigate(`/meetings/${meeting.id}/letter`);
    else if (isAsking(action)) setAsked(action);
    else move.mutate({ action });
  };
  return (
    <section className={own.next} aria-labelledby="next-step" data-testid="next-step">
      <div className={classes.text}>
        <h2 id="next-step">{t('meeting.next')}</h2>
        <p>{useStep(meeting)}</p>
        {meeting.stateReason && <p>{t('meeting.reasonGiven', { reason: meeting.stateReason })}</p>}
        {missing.length > 0 && (
          <p className={classes.warnText}>
            {t('meeting.missing', { what: missing.map((what) => t(`meeting.${what}`)).join(', ') })}
          </p>
        )}
      </div>
      <div className={classes.actions}>
        <EnterButton meeting={meeting} />
        {first && (
          <Button
            size="lg"
            loading={move.isPending && move.variables.action === first}
            disabled={first === 'submit' && missing.length > 0}
            variant={isPressing(first, meeting.start, now) ? 'filled' : 'default'}
            onClick={() => press(first)}
            data-testid={`act-${first}`}
          >
            {t(`meeting.action.${first}`)}
          </Button>
        )}
        {[...others, ...rare].map((action) => (
          <Button
            key={action}
            variant="default"
            loading={move.isPending && move.variables.action === action}
            onClick={() => press(action)}
            data-testid={`act-${action}`}
          >
            {t(`meeting.action.${action}`)}
          </Button>
        ))}
      </div>
      {move.isError && !asked && (
        <Alert className={own.whole} icon={<IconAlertTriangle />} color="yellow" role="alert">
          {isCode(move.error, 'stale') ? t('meeting.conflict') : messageOf(move.error, t)}
        </Alert>
      )}
      {asked && (
        <Ask
          meeting={meeting}
          action={asked}
          error={move.isError ? messageOf(move.error, t) : ''}
          busy={move.isPending}
          onClose={() => setAsked(null)}
          onDo={(reason, scope) =>
            move.mutate({ action: asked, reason, scope }, { onSuccess: () => setAsked(null) })
          }
        />
      )}
    </section>
  );
}

function useStep(meeting: Meeting): string {
  const { t } = useTranslation();
  const time = (at?: string) => clockTime(new Date(at ?? meeting.end), currentLanguage());
  switch (meeting.state) {
    case 'submitted':
      return t(
        meeting.rights.actions.includes('approve') ? 'meeting.step.submittedChair' : 'meeting.step.submitted',
      );
    case 'issued':
      return t('meeting.step.issued', { time: opening(new Date(meeting.opensAt)) });
    case 'ended':
      return t('meeting.step.ended', { time: time(meeting.endedAt) });
    default:
      return t(`meeting.step.${meeting.state}`);
  }
}

/** When a room opens: the hour is enough for today's. */
function opening(at: Date): string {
  const language = currentLanguage();
  return dayOf(at) === today() ? clockTime(at, language) : dateTime(at, language);
}

interface AskProps {
  meeting: Meeting;
  action: Asking;
  error: string;
  busy: boolean;
  onClose: () => void;
  onDo: (reason: string, scope: Scope) => void;
}

const scopes = ['one', 'following', 'all'] as const;

/** What will happen, and, where it must be told, why. */
function Ask({ meeting, action, error, busy, onClose, onDo }: AskProps) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const [scope, setScope] = useState<Scope>('one');
  const reasoned = needsReason(action);
  const empty = reasoned && reason.trim() === '';
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(`meeting.ask.${action}`)}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <p>{t(`meeting.askBody.${action}`)}</p>
      {reasoned && (
        <Textarea
          label={t('meeting.reason')}
          required
          data-autofocus
          rows={3}
          size="md"
          maxLength={1000}
          value={reason}
          error={tried && empty ? t('meeting.reasonNeeded') : undefined}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      )}
      {meeting.seriesId && (action === 'cancel' || action === 'postpone') && (
        <Select
          mt="sm"
          label={t('meeting.scope')}
          data={scopes.map((value) => ({ value, label: t(`editor.scopes.${value}`) }))}
          value={scope}
          onChange={(value) => value && setScope(value)}
        />
      )}
      {error !== '' && <p role="alert">{error}</p>}
      <div className={own.buttons}>
        <Button
          loading={busy}
          onClick={() => {
            setTried(true);
            if (!empty) onDo(reason.trim(), scope);
          }}
          data-testid="confirm"
        >
          {t(`meeting.action.${action}`)}
        </Button>
        <Button variant="default" onClick={onClose}>
          {t('common.cancel')}
        </Button>
      </div>
    </Modal>
  );
}
