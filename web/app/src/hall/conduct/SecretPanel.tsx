import { Button, CopyButton, Textarea } from '@mantine/core';
import { IconCheck, IconCopy, IconShieldCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { use, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { messageOf } from '../../api/problem';
import { useHall } from '../context';
import classes from './conduct.module.css';
import { ConductContext } from './context';
import {
  castSecret,
  check,
  checkReceipt,
  forget,
  keptOf,
  publishedOf,
  turnoutOf,
  type Checked,
  type Published,
  type ReceiptState,
} from './secret';
import type { Choice, Motion } from './types';

/** Casts a secret ballot and tells when that failed; resolves to its receipt, or null. */
export function useCastSecret() {
  const { t } = useTranslation();
  const { notices } = useHall().conference;
  return async (account: string, meetingId: string, motion: Motion, choice: Choice, text: string) => {
    if (!window.isSecureContext) {
      notices.tell(t('conduct.vote.secret.insecure'), 'warn');
      return null;
    }
    try {
      return await castSecret(account, meetingId, motion, choice, text);
    } catch (error) {
      notices.tell(t('conduct.vote.secret.failed', { message: messageOf(error, t) }), 'warn');
      return null;
    }
  };
}

/** What the voter gets for their ballot. */
export function SecretReceipt({ receipt, done }: { receipt: string; done: () => void }) {
  const { t } = useTranslation();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <div
      className={classes.call}
      role="dialog"
      aria-modal="true"
      aria-labelledby="receipt-title"
      data-testid="receipt"
    >
      <div className={classes.ballot}>
        <h2 id="receipt-title" tabIndex={-1} ref={heading}>
          {t('conduct.vote.secret.receipt')}
        </h2>
        <p className={classes.hint}>{t('conduct.vote.secret.receiptHint')}</p>
        <code className={classes.receipt} data-testid="receipt-text">
          {receipt}
        </code>
        <span className={classes.buttons}>
          <CopyButton value={receipt}>
            {({ copied, copy }) => (
              <Button
                variant="default"
                size="lg"
                leftSection={
                  copied ? <IconCheck size={22} aria-hidden /> : <IconCopy size={22} aria-hidden />
                }
                onClick={copy}
              >
                {t(copied ? 'conduct.vote.secret.copied' : 'conduct.vote.secret.copy')}
              </Button>
            )}
          </CopyButton>
          <Button size="lg" data-testid="receipt-done" onClick={done}>
            {t('conduct.vote.secret.done')}
          </Button>
        </span>
      </div>
    </div>
  );
}

/** How many have voted, for those who conduct. */
export function Turnout({ motion }: { motion: Motion }) {
  const { t } = useTranslation();
  const meetingId = use(ConductContext)?.meetingId ?? '';
  const { data } = useQuery({
    queryKey: ['turnout', meetingId, motion.id],
    queryFn: () => turnoutOf(meetingId, motion.id),
    refetchInterval: 2000,
  });
  return (
    <p className={classes.hint} data-testid="turnout">
      {data
        ? t('conduct.vote.secret.turnout', { ...data, of: motion.eligible })
        : t('conduct.vote.secret.counting')}
    </p>
  );
}

interface Found {
  published: Published;
  checked: Checked;
  own: ReceiptState | null;
}

/** Counts a closed vote again in this browser, and finds one's own ballot by its receipt. */
export function SecretCheck({ motion, account }: { motion: Motion; account: string }) {
  const { t } = useTranslation();
  const { notices } = useHall().conference;
  const meetingId = use(ConductContext)?.meetingId ?? '';
  const [busy, setBusy] = useState(false);
  const [found, setFound] = useState<Found | null>(null);
  const run = async () => {
    setBusy(true);
    try {
      const published = await publishedOf(meetingId, motion.id);
      const checked = await check(motion.id, published, motion.result?.ballots ?? '');
      const receipt = keptOf(account, motion.id)?.receipt;
      const own = receipt === undefined ? null : await checkReceipt(motion.id, published, receipt);
      setFound({ published, checked, own });
    } catch (error) {
      notices.tell(t('hall.act.failed', { message: messageOf(error, t) }), 'warn');
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className={classes.section} aria-live="polite">
      <span className={classes.buttons}>
        <Button
          variant="default"
          loading={busy}
          leftSection={<IconShieldCheck size={20} aria-hidden />}
          data-testid="check-count"
          onClick={() => void run()}
        >
          {t(found ? 'conduct.vote.secret.again' : 'conduct.vote.secret.check')}
        </Button>
      </span>
      {busy && <p className={classes.hint}>{t('conduct.vote.secret.checking')}</p>}
      {found && <CountAgain motion={motion} found={found} account={account} />}
    </div>
  );
}

function CountAgain({ motion, found, account }: { motion: Motion; found: Found; account: string }) {
  const { t } = useTranslation();
  const [own, setOwn] = useState(found.own);
  const { checked, published } = found;
  const { result } = motion;
  const choices = ['for', 'against', 'other'] as const;
  const right =
    checked.sealed &&
    checked.bad === 0 &&
    choices.every((choice) => checked.counts[choice] === result?.[choice]);
  const opinions = published.items.filter((item) => item.text);
  return (
    <>
      <p>{t('conduct.vote.secret.counted', { n: published.items.length, ...checked.counts })}</p>
      <p className={right ? classes.good : classes.bad} data-testid="count-verdict" data-right={right}>
        {right ? t('conduct.vote.secret.right') : t('conduct.vote.secret.wrong', { bad: checked.bad })}
      </p>
      {opinions.length > 0 && (
        <>
          <h3>{t('conduct.vote.secret.opinions')}</h3>
          <ul className={classes.opinions}>
            {opinions.map((item) => (
              <li key={item.paper}>{item.text}</li>
            ))}
          </ul>
        </>
      )}
      {own && (
        <>
          <h3>{t('conduct.vote.secret.mine')}</h3>
          <p
            className={own === 'counted' ? classes.good : classes.bad}
            data-testid="own-ballot"
            data-state={own}
          >
            {t(`conduct.vote.secret.state.${own}`)}
          </p>
          <Button
            variant="default"
            onClick={() => {
              forget(account, motion.id);
              setOwn(null);
            }}
          >
            {t('conduct.vote.secret.forget')}
          </Button>
        </>
      )}
      <ReceiptCheck motionId={motion.id} published={published} />
    </>
  );
}

function ReceiptCheck({ motionId, published }: { motionId: string; published: Published }) {
  const { t } = useTranslation();
  const [receipt, setReceipt] = useState('');
  const [told, setTold] = useState<ReceiptState | null>(null);
  const look = async (text: string) => {
    setReceipt(text);
    setTold(text.trim() === '' ? null : await checkReceipt(motionId, published, text));
  };
  return (
    <>
      <Textarea
        label={t('conduct.vote.secret.other')}
        description={t('conduct.vote.secret.otherHint')}
        autosize
        minRows={2}
        maxRows={6}
        maxLength={1024}
        spellCheck={false}
        value={receipt}
        data-testid="receipt-input"
        onChange={(event) => void look(event.currentTarget.value)}
      />
      {told && (
        <p
          className={told === 'counted' ? classes.good : classes.bad}
          data-testid="receipt-verdict"
          data-state={told}
        >
          {t(`conduct.vote.secret.state.${told}`)}
        </p>
      )}
    </>
  );
}
