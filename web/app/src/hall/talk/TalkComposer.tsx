import { Button, Textarea } from '@mantine/core';
import { IconSend, IconX } from '@tabler/icons-react';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { messageOf } from '../../api/problem';
import panel from '../panels/panel.module.css';
import type { Channel, Message } from './messages';
import { longest, type Talk } from './talk';
import classes from './talk.module.css';

interface Props {
  talk: Talk;
  channel: Channel;
  /** The chair has closed the channel to this person. */
  closed: boolean;
  /** The meeting has ended. */
  over: boolean;
  /** The message whose author alone is answered; null: whoever reads the channel. */
  answering: Message | null;
  stopAnswering: () => void;
}

/** Where a message is written; what was begun waits while other things are done. */
export function TalkComposer({ talk, channel, closed, over, answering, stopAnswering }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState(() => talk.draft(channel));
  const [failed, setFailed] = useState('');
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (answering !== null) field.current?.focus();
  }, [answering]);
  const write = (words: string) => {
    talk.keepDraft(channel, words);
    setText(words);
  };
  const send = async () => {
    const words = text.trim();
    if (words === '' || busy) return;
    setBusy(true);
    try {
      await talk.send(channel, words, answering?.author);
      write('');
      setFailed('');
      stopAnswering();
    } catch (error) {
      setFailed(messageOf(error, t));
    } finally {
      setBusy(false);
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && answering !== null) {
      event.stopPropagation();
      stopAnswering();
      return;
    }
    // Enter also ends a word in a Vietnamese input method.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    void send();
  };
  if (over || closed) {
    return (
      <p className={classes.closed} role="status" data-testid="chat-closed">
        {t(over ? 'conduct.chat.over' : 'conduct.chat.closed')}
      </p>
    );
  }
  const label = answering
    ? t('conduct.chat.toOne', { name: answering.authorName })
    : t(`conduct.chat.write.${channel}`);
  return (
    <div className={panel.composer}>
      {answering && (
        <span className={classes.answering}>
          {label}
          <button
            type="button"
            className={panel.iconButton}
            aria-label={t('conduct.chat.noAnswer')}
            onClick={stopAnswering}
          >
            <IconX size={20} aria-hidden />
          </button>
        </span>
      )}
      <Textarea
        aria-label={label}
        placeholder={label}
        size="md"
        autosize
        minRows={1}
        maxRows={4}
        maxLength={longest}
        ref={field}
        value={text}
        onChange={(event) => write(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        error={failed === '' ? undefined : failed}
        data-testid="chat-input"
      />
      <Button
        leftSection={<IconSend size={20} aria-hidden />}
        loading={busy}
        disabled={text.trim() === ''}
        onClick={() => void send()}
        data-testid="chat-send"
      >
        {t('hall.chat.send')}
      </Button>
    </div>
  );
}
