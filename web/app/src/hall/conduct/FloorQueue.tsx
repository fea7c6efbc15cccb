import { Badge, Button, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconCheck, IconMicrophone, IconX } from '@tabler/icons-react';
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './conduct.module.css';
import { useGive } from './context';
import type { FloorRequest, Mine } from './types';

const icon = 20;

interface QueueProps {
  queue: 'speech' | 'question';
  /** The first of those who wait. */
  rows: FloorRequest[];
  /** How many wait. */
  count: number;
  mine: Mine;
  seconds: number;
}

/** One of the two queues: who was not called yet. */
export function FloorQueue({ queue, rows, count, mine, seconds }: QueueProps) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  const shown = all ? rows : rows.slice(0, 30);
  return (
    <section className={classes.section} data-testid={`queue-${queue}`}>
      <h3>{t(`conduct.floor.queue.${queue}`, { n: count })}</h3>
      {rows.length === 0 && <p className={classes.hint}>{t(`conduct.floor.nobody.${queue}`)}</p>}
      {mine.leads && rows.length > 1 && <p className={classes.hint}>{t('conduct.floor.keys')}</p>}
      {shown.map((request, index) => (
        <WaitingRow
          key={request.id}
          request={request}
          up={rows[index - 1]?.id}
          down={rows[index + 1]?.id}
          index={index}
          mine={mine}
          seconds={seconds}
        />
      ))}
      {rows.length > shown.length && (
        <Button variant="default" onClick={() => setAll(true)}>
          {t('conduct.floor.more', { n: rows.length - shown.length })}
        </Button>
      )}
    </section>
  );
}

interface RowProps {
  request: FloorRequest;
  /** Those in front and behind, for moving. */
  up: string | undefined;
  down: string | undefined;
  index: number;
  mine: Mine;
  seconds: number;
}

function WaitingRow({ request, up, down, index, mine, seconds }: RowProps) {
  const { t } = useTranslation();
  const give = useGive();
  const [refusing, setRefusing] = useState(false);
  const name = request.who.site || request.who.name;
  const moveUp = () => up !== undefined && void give({ verb: 'floor.move', target: request.id, before: up });
  const moveDown = () =>
    down !== undefined && void give({ verb: 'floor.move', target: down, before: request.id });
  const onKeyDown = (event: KeyboardEvent) => {
    if (!mine.leads || !event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
    event.preventDefault();
    if (event.key === 'ArrowUp') moveUp();
    else moveDown();
  };
  return (
    <div
      className={classes.row}
      data-testid="request"
      data-identity={request.who.identity}
      data-approved={request.approved}
    >
      <span className={classes.rowText}>
        <strong>
          {index + 1}. {name}{' '}
          {request.approved && (
            <Badge className={classes.approved} leftSection={<IconCheck size={14} aria-hidden />}>
              {t('conduct.floor.approved')}
            </Badge>
          )}
        </strong>
        <span>{[request.who.site ? request.who.name : '', request.topic].filter(Boolean).join(' · ')}</span>
      </span>
      {mine.leads && !refusing && (
        <span className={classes.buttons}>
          <Button
            leftSection={<IconMicrophone size={icon} aria-hidden />}
            disabled={!mine.may.includes('floor.give')}
            data-testid="give-floor"
            onKeyDown={onKeyDown}
            onClick={() => void give({ verb: 'floor.give', target: request.id, seconds })}
          >
            {t('conduct.floor.give')}
          </Button>
          {!request.approved && (
            <Button
              variant="default"
              leftSection={<IconCheck size={icon} aria-hidden />}
              data-testid="approve-floor"
              onKeyDown={onKeyDown}
              onClick={() => void give({ verb: 'floor.approve', target: request.id })}
            >
              {t('conduct.floor.approve')}
            </Button>
          )}
          <Small
            label={t('conduct.floor.upOf', { name })}
            off={up === undefined}
            onClick={moveUp}
            onKeyDown={onKeyDown}
          >
            <IconArrowUp size={icon} aria-hidden />
          </Small>
          <Small
            label={t('conduct.floor.downOf', { name })}
            off={down === undefined}
            onClick={moveDown}
            onKeyDown={onKeyDown}
          >
            <IconArrowDown size={icon} aria-hidden />
          </Small>
          <Small label={t('conduct.floor.refuseOf', { name })} onClick={() => setRefusing(true)}>
            <IconX size={icon} aria-hidden />
          </Small>
        </span>
      )}
      {refusing && <Refusing request={request} close={() => setRefusing(false)} />}
    </div>
  );
}

interface SmallProps {
  label: string;
  off?: boolean;
  onClick: () => void;
  onKeyDown?: (event: KeyboardEvent) => void;
  children: ReactNode;
}

/** A button of an icon. It stays focusable when it has nothing to do, so that the keyboard does not lose its place. */
function Small({ label, off = false, onClick, onKeyDown, children }: SmallProps) {
  return (
    <Button
      variant="default"
      px={11}
      aria-label={label}
      title={label}
      aria-disabled={off}
      data-disabled={off || undefined}
      onClick={off ? undefined : onClick}
      onKeyDown={onKeyDown}
    >
      {children}
    </Button>
  );
}

/** Taking a request out of its queue: whoever asked is told why. */
function Refusing({ request, close }: { request: FloorRequest; close: () => void }) {
  const { t } = useTranslation();
  const give = useGive();
  const [reason, setReason] = useState('');
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const refuse = async () => {
    if (!(await give({ verb: 'floor.refuse', target: request.id, text: reason }))) return;
    close();
  };
  return (
    <form
      className={classes.refusing}
      onSubmit={(event) => {
        event.preventDefault();
        void refuse();
      }}
    >
      <TextInput
        label={t('conduct.floor.reason', { name: request.who.site || request.who.name })}
        description={t('conduct.floor.reasonHint')}
        maxLength={2000}
        ref={field}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          close();
        }}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <span className={classes.buttons}>
        <Button type="submit" color="son.7" data-testid="refuse-floor">
          {t('conduct.floor.refuse')}
        </Button>
        <Button variant="default" onClick={close}>
          {t('conduct.floor.keep')}
        </Button>
      </span>
    </form>
  );
}
