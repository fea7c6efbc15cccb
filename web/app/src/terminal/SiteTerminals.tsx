import { Button, TextInput } from '@mantine/core';
import { IconLink, IconPlugConnected, IconPlugConnectedX } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fieldErrors, isCode } from '../api/problem';
import { useEvents } from '../api/useEvents';
import desk from '../desk/parts/desk.module.css';
import { RowSkeletons } from '../desk/parts/Rows';
import { Confirm } from '../directory/parts/Confirm';
import { Failing } from '../directory/parts/Listing';
import { Refusal } from '../directory/parts/Refusal';
import { dateTime } from '../format/time';
import { currentLanguage } from '../i18n';
import { listTerminals, pairTerminal, revokeTerminal, type TerminalItem } from './api';
import classes from './site.module.css';
import { Steering } from './Steering';

/** The browsers that are paired with a site: how they are, pairing and revoking, steering. */
export function SiteTerminals({ site, may }: { site: string; may: boolean }) {
  const { t } = useTranslation();
  const key = ['site-terminals', site];
  const client = useQueryClient();
  const terminals = useQuery({ queryKey: key, queryFn: () => listTerminals(site), refetchInterval: 20_000 });
  useEvents(terminals.isSuccess ? [`site:${site}`] : [], [key, ['terminal-commands']]);
  const [pairing, setPairing] = useState(false);
  if (isCode(terminals.error, 'forbidden')) return null;
  const again = () => void client.invalidateQueries({ queryKey: key });
  return (
    <section className={desk.card} aria-labelledby="paired">
      <div className={desk.cardHead}>
        <h2 id="paired">{t('steering.title')}</h2>
        {may && !pairing && (
          <Button
            variant="default"
            leftSection={<IconLink size={20} aria-hidden />}
            onClick={() => setPairing(true)}
            data-testid="pair"
          >
            {t('steering.pair')}
          </Button>
        )}
      </div>
      {pairing && (
        <PairForm
          site={site}
          onDone={() => {
            setPairing(false);
            again();
          }}
          onCancel={() => setPairing(false)}
        />
      )}
      {terminals.isPending && <RowSkeletons count={1} />}
      {terminals.isError && <Failing error={terminals.error} onRetry={() => void terminals.refetch()} />}
      {terminals.data?.items.length === 0 && !pairing && <p className={desk.soft}>{t('steering.none')}</p>}
      <ul className={desk.list}>
        {terminals.data?.items.map((terminal) => (
          <Row key={terminal.id} terminal={terminal} may={may} onRevoked={again} />
        ))}
      </ul>
    </section>
  );
}

interface FormProps {
  site: string;
  onDone: () => void;
  onCancel: () => void;
}

function PairForm({ site, onDone, onCancel }: FormProps) {
  const { t } = useTranslation();
  const [code, setCode] = useState('');
  const [name, setName] = useState<string>(() => t('steering.firstName'));
  const pair = useMutation({ mutationFn: () => pairTerminal(site, code, name), onSuccess: onDone });
  const fields = fieldErrors(pair.error);
  const told = Object.keys(fields).length > 0;
  return (
    <form
      className={classes.pair}
      onSubmit={(event) => {
        event.preventDefault();
        event.stopPropagation();
        pair.mutate();
      }}
    >
      <p className={desk.soft}>{t('steering.how')}</p>
      {!told && <Refusal error={pair.error} />}
      <div className={classes.fields}>
        <TextInput
          label={t('steering.code')}
          required
          data-autofocus
          inputMode="numeric"
          autoComplete="off"
          placeholder="0000 0000"
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
          error={fields.code}
          data-testid="pair-code"
        />
        <TextInput
          label={t('steering.name')}
          required
          maxLength={80}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={fields.name}
        />
      </div>
      <div className={desk.actions}>
        <Button type="submit" loading={pair.isPending} data-testid="pair-confirm">
          {t('steering.confirm')}
        </Button>
        <Button variant="default" onClick={onCancel}>
          {t('common.cancel')}
        </Button>
      </div>
    </form>
  );
}

function Row({ terminal, may, onRevoked }: { terminal: TerminalItem; may: boolean; onRevoked: () => void }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <li className={classes.terminal} data-testid="paired-terminal" data-id={terminal.id}>
      <div className={desk.row}>
        <div className={desk.text}>
          <strong className={desk.title}>{terminal.name}</strong>
          <p className={desk.soft}>{about(terminal, t)}</p>
        </div>
        <Connected terminal={terminal} />
        <div className={desk.actions}>
          <Button variant="default" aria-expanded={open} onClick={() => setOpen(!open)} data-testid="steer">
            {t('steering.steer')}
          </Button>
          {may && (
            <Confirm
              label={t('steering.revoke')}
              body={t('steering.revokeBody', { name: terminal.name })}
              act={() => revokeTerminal(terminal.id)}
              onDone={onRevoked}
            />
          )}
        </div>
      </div>
      {open && <Steering terminal={terminal} meetingId="" />}
    </li>
  );
}

/** Whether a terminal is there, and what it is at. */
export function Connected({ terminal }: { terminal: TerminalItem }) {
  const { t } = useTranslation();
  const tone = terminal.connected ? (terminal.report?.doing === 'failing' ? 'warn' : 'good') : 'bad';
  return (
    <span className={desk.badge} data-tone={tone} data-connected={terminal.connected}>
      {terminal.connected ? (
        <IconPlugConnected size={16} aria-hidden />
      ) : (
        <IconPlugConnectedX size={16} aria-hidden />
      )}
      {terminal.connected ? t(`steering.doing.${terminal.report?.doing ?? 'idle'}`) : t('steering.away')}
    </span>
  );
}

function about(terminal: TerminalItem, t: TFunction): string {
  const { report, seenAt, source } = terminal;
  if (!report || !seenAt) return t('steering.never');
  const parts = [report.browser, report.screen, source];
  if (!terminal.connected) {
    parts.push(t('steering.seen', { time: dateTime(new Date(seenAt), currentLanguage()) }));
  }
  if (report.detail) parts.push(report.detail);
  return parts.filter(Boolean).join(' · ');
}
