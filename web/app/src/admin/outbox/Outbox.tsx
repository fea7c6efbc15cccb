import { Button, Select, Title } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconClock, IconRefresh, type Icon } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { MailFault } from '../../desk/parts/MailFault';
import { useTitle } from '../../components/useTitle';
import classes from '../../desk/parts/desk.module.css';
import { Listing } from '../../directory/parts/Listing';
import { Refusal } from '../../directory/parts/Refusal';
import { useAsked } from '../../directory/parts/useAsked';
import { number } from '../../format/number';
import { dateTime } from '../../format/time';
import { currentLanguage } from '../../i18n';
import { en } from '../../i18n/en';
import { vi } from '../../i18n/vi';
import { ArchiveState } from './ArchiveState';
import { listOutbox, retryOutbox, type OutboxItem } from '../accounts/api';

const states = ['pending', 'sent', 'failed'] as const;

const looks: Record<OutboxItem['state'], { icon: Icon; tone: string }> = {
  pending: { icon: IconClock, tone: 'warn' },
  sent: { icon: IconCircleCheck, tone: 'good' },
  failed: { icon: IconAlertTriangle, tone: 'bad' },
};

/** What kinds of messages are called. */
const kindNames = (): Record<string, string | undefined> =>
  (currentLanguage() === 'vi' ? vi : en).accounts.outbox.kinds;

/** What is to leave the system, mail above all, and how it fared. */
export default function Outbox() {
  const { t } = useTranslation();
  const { asked, ask, clear, narrowed } = useAsked(['state', 'kind']);
  useTitle(t('accounts.outbox.title'));
  const kinds = Object.entries(kindNames()).map(([value, label = value]) => ({ value, label }));
  const filter = {
    state: states.find((known) => known === asked.state),
    kind: asked.kind || undefined,
  };
  return (
    <>
      <div className={classes.head}>
        <div>
          <Title order={1}>{t('accounts.outbox.title')}</Title>
          <p className={classes.soft}>{t('accounts.outbox.intro')}</p>
        </div>
      </div>
      <ArchiveState />
      <search className={classes.filters} aria-label={t('directory.filters')}>
        <Select
          label={t('directory.status')}
          data={[
            { value: '', label: t('accounts.outbox.any') },
            ...states.map((value) => ({ value, label: t(`accounts.outbox.state.${value}`) })),
          ]}
          value={asked.state}
          onChange={(state) => ask({ state: state ?? '' })}
        />
        <Select
          label={t('accounts.outbox.kind')}
          data={[{ value: '', label: t('accounts.outbox.any') }, ...kinds]}
          value={asked.kind}
          onChange={(kind) => ask({ kind: kind ?? '' })}
        />
      </search>
      <Listing
        queryKey={['outbox', filter]}
        read={(cursor, signal) => listOutbox(filter, cursor, signal)}
        row={(item) => <OutboxRow key={item.id} item={item} />}
        empty={t('accounts.outbox.empty')}
        narrowed={narrowed}
        onClear={clear}
      />
    </>
  );
}

function OutboxRow({ item }: { item: OutboxItem }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const retry = useMutation({
    mutationFn: () => retryOutbox(item.id),
    onSuccess: () => client.invalidateQueries({ queryKey: ['outbox'] }),
  });
  const { icon: Mark, tone } = looks[item.state];
  const time = (at: string) => dateTime(new Date(at), currentLanguage());
  const facts = [
    t('accounts.outbox.created', { time: time(item.createdAt) }),
    item.endedAt && t('accounts.outbox.ended', { time: time(item.endedAt) }),
    item.dueAt && t('accounts.outbox.due', { time: time(item.dueAt) }),
    t('accounts.outbox.attempts', { n: number(item.attempts, currentLanguage()) }),
  ].filter(Boolean);
  return (
    <li className={classes.row} data-testid="outbox-row">
      <div className={classes.text}>
        <span className={classes.title}>{kindNames()[item.kind] ?? item.kind}</span>
        <div className={classes.soft}>{facts.join(' · ')}</div>
        <div className={classes.soft}>{item.key}</div>
        {item.lastError && <MailFault error={item.lastError} />}
        <Refusal error={retry.error} />
      </div>
      <div className={classes.actions}>
        <span className={classes.badge} data-tone={tone}>
          <Mark size={16} aria-hidden />{' '}
          {item.sending ? t('accounts.outbox.sending') : t(`accounts.outbox.state.${item.state}`)}
        </span>
        {item.state !== 'sent' && (
          <Button
            variant="default"
            loading={retry.isPending}
            leftSection={<IconRefresh size={20} aria-hidden />}
            aria-label={t('accounts.outbox.retryNamed', { key: item.key })}
            onClick={() => retry.mutate()}
          >
            {t('accounts.outbox.retry')}
          </Button>
        )}
      </div>
    </li>
  );
}
