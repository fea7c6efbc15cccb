import { Anchor, Button, Group, Modal, Select, Textarea } from '@mantine/core';
import { IconAlertTriangle, IconLock } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Refusal } from '../../directory/parts/Refusal';
import { dateTime, zone } from '../../format/time';
import { currentLanguage } from '../../i18n';
import classes from '../parts/desk.module.css';
import { recordingKeys } from './api';
import {
  askDeletion,
  certificateOf,
  decideDeletion,
  dispose,
  getKeeping,
  setClass,
  setHold,
  type Keeping,
} from './keeping';
import own from './keeping.module.css';

const day = (at: string) =>
  new Date(at).toLocaleDateString(currentLanguage() === 'vi' ? 'vi-VN' : 'en-GB', { timeZone: zone });

const moment = (at: string) => dateTime(new Date(at), currentLanguage());

/** How long a recording is kept, what holds it, and how it goes. */
export function KeepingPanel({ id }: { id: string }) {
  const { t } = useTranslation();
  const found = useQuery({ queryKey: [...recordingKeys.one(id), 'keeping'], queryFn: () => getKeeping(id) });
  const kept = found.data;
  if (!kept) return null;
  return (
    <section className={classes.card} aria-labelledby="keeping" data-testid="keeping">
      <h2 id="keeping" className={own.title}>
        {t('keeping.title')}
      </h2>
      {kept.disposed === undefined ? <Standing kept={kept} /> : <Gone kept={kept} />}
    </section>
  );
}

function Gone({ kept }: { kept: Keeping }) {
  const { t } = useTranslation();
  const { id } = kept.recording;
  return (
    <>
      <p>
        {t('keeping.disposed', { at: moment(kept.disposed ?? '') })} {t('keeping.place.none')}
      </p>
      <p className={own.links}>
        <Anchor href={certificateOf(id, 'pdf')} download data-testid="certificate">
          {t('keeping.certificate')} (PDF)
        </Anchor>
        <Anchor href={certificateOf(id, 'json')} download>
          JSON
        </Anchor>
        <Anchor href={certificateOf(id, 'sig')} download>
          {t('keeping.signature')}
        </Anchor>
      </p>
    </>
  );
}

function Standing({ kept }: { kept: Keeping }) {
  const { t } = useTranslation();
  const { deletion, hold, may } = kept;
  return (
    <>
      <p>
        <strong>{kept.class.name}</strong> ·{' '}
        {kept.due === undefined ? t('keeping.never') : t('keeping.due', { day: day(kept.due) })}
      </p>
      <p className={classes.soft}>{t(`keeping.place.${kept.place}`)}</p>
      {hold && (
        <p className={classes.warnText} data-testid="held">
          <IconLock size={16} aria-hidden /> {t('keeping.hold.on')}.{' '}
          {t('keeping.hold.told', { name: hold.by, at: moment(hold.at), reason: hold.reason })}
        </p>
      )}
      {deletion && <Asked deletion={deletion} />}
      <Group gap="sm">
        {may.class && <ClassChoice key={kept.class.id} kept={kept} />}
        {may.hold && <HoldButton kept={kept} />}
        {may.ask && (
          <Act
            kept={kept}
            name="ask"
            label={t('keeping.ask.button')}
            help={t('keeping.ask.help')}
            reason
            act={(reason) => askDeletion(kept.recording.id, reason)}
          />
        )}
        <Ends kept={kept} />
      </Group>
    </>
  );
}

function Asked({ deletion }: { deletion: NonNullable<Keeping['deletion']> }) {
  const { t } = useTranslation();
  if (deletion.state === 'expired') return <p className={classes.soft}>{t('keeping.decide.expired')}</p>;
  return (
    <p className={deletion.state === 'asked' ? classes.warnText : classes.soft} data-testid="asked">
      {deletion.state === 'asked' && <IconAlertTriangle size={16} aria-hidden />}{' '}
      {t('keeping.ask.told', {
        name: deletion.askedBy,
        at: moment(deletion.askedAt),
        reason: deletion.reason,
      })}
      .{' '}
      {deletion.state === 'asked'
        ? t('keeping.ask.until', { at: moment(deletion.expiresAt) })
        : t('keeping.decide.refused', { name: deletion.decidedBy, reason: deletion.decision })}
    </p>
  );
}

function HoldButton({ kept }: { kept: Keeping }) {
  const { t } = useTranslation();
  const on = kept.hold === undefined;
  return (
    <Act
      kept={kept}
      name={on ? 'hold' : 'lift'}
      label={t(on ? 'keeping.hold.set' : 'keeping.hold.lift')}
      help={t('keeping.hold.help')}
      reason
      act={(reason) => setHold(kept.recording.id, on, reason)}
    />
  );
}

/** What ends a recording, for those who may. */
export function Ends({ kept }: { kept: Keeping }) {
  const { t } = useTranslation();
  const { id } = kept.recording;
  return (
    <>
      {kept.may.decide && (
        <>
          <Act
            kept={kept}
            name="approve"
            grave
            label={t('keeping.decide.approve')}
            help={t('keeping.decide.help')}
            act={() => decideDeletion(id, true, '')}
          />
          <Act
            kept={kept}
            name="refuse"
            label={t('keeping.decide.refuse')}
            help=""
            reason
            act={(reason) => decideDeletion(id, false, reason)}
          />
        </>
      )}
      {kept.may.dispose && (
        <Act
          kept={kept}
          name="dispose"
          grave
          label={t('keeping.dispose.button')}
          help={t('keeping.dispose.help')}
          act={() => dispose(id)}
        />
      )}
    </>
  );
}

function ClassChoice({ kept }: { kept: Keeping }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: (chosen: string) => setClass(kept.recording.id, chosen),
    onSettled: () => client.invalidateQueries({ queryKey: recordingKeys.all }),
  });
  return (
    <div>
      <Select
        label={t('keeping.class')}
        data={kept.classes.map(({ id, name }) => ({ value: id, label: name }))}
        value={kept.class.id}
        allowDeselect={false}
        disabled={change.isPending}
        onChange={(chosen) => chosen !== null && chosen !== kept.class.id && change.mutate(chosen)}
        data-testid="class"
      />
      <Refusal error={change.error} />
    </div>
  );
}

interface ActProps {
  kept: Keeping;
  name: string;
  label: string;
  help: string;
  reason?: boolean;
  grave?: boolean;
  act: (reason: string) => Promise<unknown>;
}

/** A button whose act is asked about first, with a reason where one is needed. */
function Act({ kept, name, label, help, reason = false, grave = false, act }: ActProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const [text, setText] = useState('');
  const doing = useMutation({
    mutationFn: () => act(text.trim()),
    onSuccess: () => {
      setOpen(false);
      setText('');
      void client.invalidateQueries({ queryKey: recordingKeys.all });
    },
  });
  return (
    <>
      <Button
        variant={grave ? 'filled' : 'default'}
        color={grave ? 'son.7' : undefined}
        className={own.act}
        data-testid={`keeping-${name}`}
        onClick={() => {
          doing.reset();
          setOpen(true);
        }}
      >
        {label}
      </Button>
      <Modal
        opened={open}
        onClose={() => setOpen(false)}
        title={label}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        <p>
          <strong>{kept.recording.title}</strong>
        </p>
        {help !== '' && <p>{help}</p>}
        {reason && (
          <Textarea
            label={t('keeping.reason')}
            required
            maxLength={1000}
            minRows={3}
            autosize
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            data-testid="keeping-reason"
          />
        )}
        <Refusal error={doing.error} />
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={() => setOpen(false)}>
            {t('common.cancel')}
          </Button>
          <Button
            color={grave ? 'son.7' : undefined}
            loading={doing.isPending}
            disabled={reason && text.trim() === ''}
            data-testid="keeping-confirm"
            onClick={() => doing.mutate()}
          >
            {label}
          </Button>
        </Group>
      </Modal>
    </>
  );
}
