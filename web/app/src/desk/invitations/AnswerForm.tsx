import { Anchor, Button, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ChangeEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { fieldErrors, isCode, messageOf } from '../../api/problem';
import { keys } from '../api';
import { answerInvitation } from '../inviting';
import own from '../meeting/meeting.module.css';
import classes from '../parts/desk.module.css';
import { Finder, type Found } from '../parts/Finder';
import { people } from '../parts/finders';
import type { AnswerBody, OwnInvitation } from '../types';

type Choice = AnswerBody['state'];

interface Props {
  invitation: OwnInvitation;
  /** While the server notes that it was opened. */
  opening: boolean;
}

/** Confirm at one press; an absence says why, a substitute is named. */
export function AnswerForm({ invitation, opening }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const waits = invitation.state === 'pending' || invitation.state === 'seen';
  const [changing, setChanging] = useState(false);
  const [choice, setChoice] = useState<Choice | null>(null);
  const answer = useMutation({
    mutationFn: (body: AnswerBody) => answerInvitation(invitation.id, invitation.version, body),
    onSuccess: () => {
      setChoice(null);
      setChanging(false);
    },
    onSettled: () =>
      Promise.all(
        [keys.mine, keys.meeting(invitation.meetingId), keys.invitations(invitation.meetingId)].map(
          (queryKey) => client.invalidateQueries({ queryKey }),
        ),
      ),
  });
  if (!waits && !changing) {
    return (
      <div className={classes.actions}>
        <Button variant="default" onClick={() => setChanging(true)}>
          {t('invitations.change')}
        </Button>
        <span role="status">{answer.isSuccess && t('invitations.saved')}</span>
      </div>
    );
  }
  return (
    <div className={own.answer}>
      <div className={classes.actions}>
        <Button
          loading={answer.isPending && choice === null}
          disabled={opening}
          variant={choice === null ? 'filled' : 'default'}
          onClick={() => {
            setChoice(null);
            answer.mutate({ state: 'confirmed' });
          }}
          data-testid="confirm-attendance"
        >
          {t('invitations.confirm')}
        </Button>
        <Button
          variant="default"
          aria-expanded={choice === 'substituted'}
          onClick={() => setChoice('substituted')}
          data-testid="substitute"
        >
          {t('invitations.substitute')}
        </Button>
        <Button variant="default" aria-expanded={choice === 'declined'} onClick={() => setChoice('declined')}>
          {t('invitations.decline')}
        </Button>
        {changing && (
          <Button variant="subtle" onClick={() => setChanging(false)}>
            {t('common.cancel')}
          </Button>
        )}
      </div>
      {choice === 'declined' && <Decline busy={answer.isPending} onSend={answer.mutate} />}
      {choice === 'substituted' && (
        <Substitute busy={answer.isPending} errors={fieldErrors(answer.error)} onSend={answer.mutate} />
      )}
      {answer.isError && (
        <p role="alert">
          {isCode(answer.error, 'stale') ? t('invitations.stale') : messageOf(answer.error, t)}
        </p>
      )}
    </div>
  );
}

interface SendProps {
  busy: boolean;
  onSend: (body: AnswerBody) => void;
}

function Decline({ busy, onSend }: SendProps) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const empty = reason.trim() === '';
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (!empty) onSend({ state: 'declined', reason: reason.trim() });
      }}
    >
      <Textarea
        mt="sm"
        label={t('invitations.reason')}
        required
        rows={3}
        size="md"
        maxLength={1000}
        value={reason}
        error={tried && empty ? t('invitations.reasonNeeded') : undefined}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <Button type="submit" mt="sm" loading={busy}>
        {t('invitations.send')}
      </Button>
    </form>
  );
}

function Substitute({ busy, errors, onSend }: SendProps & { errors: Record<string, string> }) {
  const { t } = useTranslation();
  const [outside, setOutside] = useState(false);
  const [person, setPerson] = useState<Found | null>(null);
  const [named, setNamed] = useState({ name: '', position: '', mail: '' });
  const [tried, setTried] = useState(false);
  const wanting = outside ? named.name.trim() === '' : person === null;
  const needed = tried && wanting ? t('invitations.personNeeded') : undefined;
  const field = (part: keyof typeof named) => ({
    label: t(`invitations.${part}`),
    value: named[part],
    maxLength: 200,
    error: errors[`substitute.${part}`],
    onChange: (event: ChangeEvent<HTMLInputElement>) => {
      const { value } = event.currentTarget;
      setNamed((now) => ({ ...now, [part]: value }));
    },
  });
  const send = () => {
    setTried(true);
    if (wanting) return;
    const substitute = outside ? named : { personId: person?.value };
    onSend({ state: 'substituted', substitute });
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {outside ? (
        <div className={own.answerFields}>
          <TextInput {...field('name')} required error={needed ?? errors['substitute.name']} />
          <TextInput {...field('position')} />
          <TextInput {...field('mail')} type="email" />
        </div>
      ) : (
        <Finder
          mt="sm"
          kind="people"
          label={t('invitations.person')}
          description={t('invitations.personHint')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          required
          chosen={person}
          find={people}
          error={needed ?? errors['substitute.personId'] ?? errors.substitute}
          onChoose={setPerson}
        />
      )}
      <p className={classes.soft}>{t('invitations.papers')}</p>
      <div className={classes.actions}>
        <Button type="submit" loading={busy} data-testid="send-answer">
          {t('invitations.send')}
        </Button>
        <Anchor component="button" type="button" onClick={() => setOutside(!outside)}>
          {t(outside ? 'invitations.inside' : 'invitations.outside')}
        </Anchor>
      </div>
    </form>
  );
}
