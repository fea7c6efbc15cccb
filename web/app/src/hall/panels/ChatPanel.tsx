import { Button, Textarea } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useEffect, useRef, useState, useSyncExternalStore, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { clockTime } from '../../format/time';
import { currentLanguage } from '../../i18n';
import { useHall } from '../context';
import { longest, type ChatMessage } from '../store/chat';
import classes from './panel.module.css';

export function ChatPanel() {
  const { t } = useTranslation();
  const { chat } = useHall().conference;
  const { messages } = useSyncExternalStore(chat.subscribe, chat.get);
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    chat.setOpen(true);
    return () => chat.setOpen(false);
  }, [chat]);
  useEffect(() => {
    end.current?.scrollIntoView({ block: 'end' });
  }, [messages]);
  return (
    <>
      <div className={classes.scroll} role="log" aria-label={t('hall.chat.title')} data-testid="chat-log">
        {messages.length === 0 && <p className={classes.empty}>{t('hall.chat.empty')}</p>}
        {messages.map((message) => (
          <Message key={message.id} message={message} />
        ))}
        <div ref={end} />
      </div>
      <Composer />
    </>
  );
}

function Message({ message }: { message: ChatMessage }) {
  const { t } = useTranslation();
  return (
    <div className={classes.message} data-own={message.own || undefined}>
      <span className={classes.from}>
        {message.own ? t('hall.chat.you') : message.name} · {clockTime(message.at, currentLanguage())}
      </span>
      <span className={classes.text}>{message.text}</span>
    </div>
  );
}

function Composer() {
  const { t } = useTranslation();
  const { chat } = useHall().conference;
  const [text, setText] = useState('');
  const [failed, setFailed] = useState(false);
  const [busy, setBusy] = useState(false);

  const send = async () => {
    const words = text.trim();
    if (words === '' || busy) return;
    setBusy(true);
    try {
      await chat.send(words);
      setText('');
      setFailed(false);
    } catch {
      setFailed(true);
    } finally {
      setBusy(false);
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // Enter also ends a word in a Vietnamese input method.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    void send();
  };
  return (
    <div className={classes.composer}>
      <Textarea
        aria-label={t('hall.chat.placeholder')}
        placeholder={t('hall.chat.placeholder')}
        size="md"
        autosize
        minRows={1}
        maxRows={4}
        maxLength={longest}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        error={failed ? t('hall.chat.failed') : undefined}
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
