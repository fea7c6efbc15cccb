import { Button, Select } from '@mantine/core';
import { IconMessageReply } from '@tabler/icons-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './conduct.module.css';
import { useConduct, useGive } from './context';
import type { Turn } from './types';

/** The chair calls somebody to reply to a question. */
export function FloorReply({ question, seconds }: { question: Turn; seconds: number }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  if (!open) {
    return (
      <Button
        variant="default"
        leftSection={<IconMessageReply size={20} aria-hidden />}
        data-testid="reply"
        onClick={() => setOpen(true)}
      >
        {t('conduct.floor.reply')}
      </Button>
    );
  }
  return <Calling question={question} seconds={seconds} close={() => setOpen(false)} />;
}

interface CallingProps {
  question: Turn;
  seconds: number;
  close: () => void;
}

function Calling({ question, seconds, close }: CallingProps) {
  const { t } = useTranslation();
  const give = useGive();
  const state = useConduct();
  const [who, setWho] = useState<string | null>(null);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const all = state?.presence?.all;
  const choices = useMemo(
    () =>
      (all ?? [])
        .filter((one) => one.here && one.who.identity !== question.who.identity)
        .map((one) => ({
          value: one.who.identity,
          label: [one.who.name, one.who.site].filter(Boolean).join(', '),
        })),
    [all, question.who.identity],
  );
  const call = async () => {
    if (who === null) return;
    const command = { verb: 'floor.give', target: who, before: question.id, seconds, text: question.topic };
    if (await give({ ...command, queue: 'question' })) close();
  };
  return (
    <span className={classes.refusing}>
      <Select
        label={t('conduct.floor.replyBy', { name: question.who.site || question.who.name })}
        placeholder={t('conduct.floor.replyWho')}
        nothingFoundMessage={t('conduct.floor.replyNone')}
        searchable
        limit={50}
        ref={field}
        data={choices}
        value={who}
        onChange={setWho}
        data-testid="reply-who"
      />
      <span className={classes.buttons}>
        <Button
          disabled={who === null || state?.mine.may.includes('floor.give') !== true}
          data-testid="reply-give"
          onClick={() => void call()}
        >
          {t('conduct.floor.give')}
        </Button>
        <Button variant="default" onClick={close}>
          {t('conduct.floor.keep')}
        </Button>
      </span>
    </span>
  );
}
