import { Button, Textarea } from '@mantine/core';
import { use, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './conduct.module.css';
import { ConductContext, useConduct, useGive } from './context';
import { SecretReceipt, useCastSecret } from './SecretPanel';
import { keptOf } from './secret';
import type { Choice, Motion } from './types';

/** The open vote that is this person's to cast, before everything else until it is cast. */
export function BallotCard() {
  const state = useConduct();
  const [receipt, setReceipt] = useState<string | null>(null);
  const account = state?.mine.who.identity ?? '';
  const motion = state?.motions?.find(({ id, state: now, secret }) => {
    const vote = state.mine.votes[id];
    if (now !== 'open' || vote === undefined) return false;
    return secret ? !keptOf(account, id)?.receipt : !vote.cast;
  });
  // Whoever conducts sees who has the ballot before them.
  const conduct = use(ConductContext);
  const ready = motion === undefined || state?.mine.votes[motion.id]?.ready === true;
  const shown = motion?.id;
  useEffect(() => {
    if (ready || shown === undefined) return;
    conduct?.give({ verb: 'motion.ready', target: shown }).catch(() => undefined);
  }, [conduct, shown, ready]);
  if (receipt !== null) return <SecretReceipt receipt={receipt} done={() => setReceipt(null)} />;
  if (!motion) return null;
  return motion.secret ? (
    <SecretBallot key={motion.id} motion={motion} account={account} done={setReceipt} />
  ) : (
    <NamedBallot key={motion.id} motion={motion} />
  );
}

function NamedBallot({ motion }: { motion: Motion }) {
  const { t } = useTranslation();
  const give = useGive();
  const cast = async (choice: Choice, text: string) => {
    await give({ verb: 'motion.vote', target: motion.id, choice, text });
  };
  return <Ballot question={motion.question} cast={cast} hint={t('conduct.vote.final')} />;
}

interface SecretBallotProps {
  motion: Motion;
  account: string;
  done: (receipt: string) => void;
}

function SecretBallot({ motion, account, done }: SecretBallotProps) {
  const { t } = useTranslation();
  const castSecret = useCastSecret();
  const meetingId = use(ConductContext)?.meetingId ?? '';
  const cast = async (choice: Choice, text: string) => {
    const receipt = await castSecret(account, meetingId, motion, choice, text);
    if (receipt !== null) done(receipt);
  };
  return <Ballot secret question={motion.question} cast={cast} hint={t('conduct.vote.secret.final')} />;
}

interface BallotProps {
  question: string;
  hint: string;
  secret?: boolean;
  cast: (choice: Choice, text: string) => Promise<void>;
}

function Ballot({ question, hint, secret, cast: send }: BallotProps) {
  const { t } = useTranslation();
  const [other, setOther] = useState<string | null>(null);
  const [later, setLater] = useState(false);
  const [busy, setBusy] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const cast = async (choice: Choice, text = '') => {
    setBusy(true);
    await send(choice, text);
    setBusy(false);
  };
  if (later) return null;
  return (
    <div
      className={classes.call}
      role="dialog"
      aria-modal="true"
      aria-labelledby="ballot-question"
      data-testid="ballot"
    >
      <div className={classes.ballot}>
        <p className={classes.hint}>{t(secret ? 'conduct.vote.secret.yours' : 'conduct.vote.yours')}</p>
        <h2 id="ballot-question" tabIndex={-1} ref={heading}>
          {question}
        </h2>
        <div className={classes.choices}>
          {(['for', 'against'] as const).map((choice) => (
            <button
              type="button"
              key={choice}
              disabled={busy}
              data-testid={`vote-${choice}`}
              onClick={() => void cast(choice)}
            >
              {t(`conduct.vote.choice.${choice}`)}
            </button>
          ))}
          {other === null ? (
            <button type="button" disabled={busy} data-testid="vote-other" onClick={() => setOther('')}>
              {t('conduct.vote.choice.other')}
            </button>
          ) : (
            <>
              <Textarea
                label={t('conduct.vote.opinion')}
                autosize
                minRows={2}
                maxRows={6}
                maxLength={2000}
                value={other}
                onChange={(event) => setOther(event.currentTarget.value)}
              />
              <Button
                size="lg"
                disabled={busy || other.trim() === ''}
                onClick={() => void cast('other', other)}
              >
                {t('conduct.vote.send')}
              </Button>
            </>
          )}
        </div>
        <p className={classes.hint}>{hint}</p>
        <Button variant="default" size="md" onClick={() => setLater(true)}>
          {t('conduct.vote.later')}
        </Button>
      </div>
    </div>
  );
}
