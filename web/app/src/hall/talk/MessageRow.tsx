import { Button, Menu, TextInput } from '@mantine/core';
import { IconArrowBackUp, IconDots, IconLock, IconTrash } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { messageOf } from '../../api/problem';
import { clockTime } from '../../format/time';
import { currentLanguage } from '../../i18n';
import conduct from '../conduct/conduct.module.css';
import { useHall } from '../context';
import panel from '../panels/panel.module.css';
import type { Message } from './messages';
import { longestReason, type Talk } from './talk';
import classes from './talk.module.css';

interface Props {
  talk: Talk;
  message: Message;
  own: boolean;
  moderates: boolean;
  /** Whoever wrote it may not write now. */
  silenced: boolean;
  onAnswer?: (message: Message) => void;
}

/** One message: whose, when, to whom in private, and what may be done about it. */
export function MessageRow({ talk, message, own, moderates, silenced, onAnswer }: Props) {
  const { t } = useTranslation();
  const { notices } = useHall().conference;
  const [removing, setRemoving] = useState(false);
  const { authorName: name, removedBy, removedReason } = message;
  const to = message.recipientName && t('conduct.chat.privately', { name: message.recipientName });
  const from = [own ? t('conduct.chat.you') : name, !own && message.authorSite, to].filter(Boolean);
  const act = async (doing: Promise<void>) => {
    try {
      await doing;
    } catch (error) {
      notices.tell(t('hall.act.failed', { message: messageOf(error, t) }), 'warn');
    }
  };
  return (
    <div
      className={`${panel.message} ${classes.message}`}
      data-own={own || undefined}
      data-testid="message"
      data-seq={message.seq}
      data-removed={Boolean(removedBy)}
    >
      <span className={classes.words}>
        <span className={panel.from}>
          {from.join(' · ')} · {clockTime(new Date(message.at), currentLanguage())}
        </span>
        {removedBy ? (
          <span className={classes.gone}>
            {t('conduct.chat.removed', { name: removedBy })} {removedReason}
          </span>
        ) : (
          <span className={panel.text}>{message.text}</span>
        )}
      </span>
      {!removedBy && !own && onAnswer && (
        <button
          type="button"
          className={panel.iconButton}
          aria-label={t('conduct.chat.toOne', { name })}
          title={t('conduct.chat.answer')}
          data-testid="answer"
          onClick={() => onAnswer(message)}
        >
          <IconArrowBackUp aria-hidden />
        </button>
      )}
      {!removedBy && moderates && !removing && (
        <Menu position="bottom-end" width={300}>
          <Menu.Target>
            <button
              type="button"
              className={panel.iconButton}
              aria-label={t('conduct.chat.more', { name })}
              data-testid="message-more"
            >
              <IconDots aria-hidden />
            </button>
          </Menu.Target>
          <Menu.Dropdown className={classes.menu}>
            <Menu.Item
              leftSection={<IconTrash size={20} aria-hidden />}
              data-testid="remove-message"
              onClick={() => setRemoving(true)}
            >
              {t('conduct.chat.remove', { name })}
            </Menu.Item>
            {!own && (
              <Menu.Item
                leftSection={<IconLock size={20} aria-hidden />}
                onClick={() => void act(talk.mute(message.author, !silenced))}
              >
                {t(silenced ? 'conduct.chat.unmute' : 'conduct.chat.mute', { name })}
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      )}
      {removing && !removedBy && (
        <Removing
          name={name}
          remove={(reason) => act(talk.remove(message, reason))}
          close={() => setRemoving(false)}
        />
      )}
    </div>
  );
}

interface RemovingProps {
  name: string;
  remove: (reason: string) => Promise<void>;
  close: () => void;
}

/** Why a message is removed: it stands where the message was. */
function Removing({ name, remove, close }: RemovingProps) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const field = useRef<HTMLInputElement>(null);
  // The menu that opened this gives the focus back to its button first.
  useEffect(() => {
    const frame = requestAnimationFrame(() => field.current?.focus());
    return () => cancelAnimationFrame(frame);
  }, []);
  return (
    <form
      className={conduct.refusing}
      onSubmit={(event) => {
        event.preventDefault();
        void remove(reason).then(close);
      }}
    >
      <TextInput
        label={t('conduct.chat.reason', { name })}
        description={t('conduct.chat.reasonHint')}
        maxLength={longestReason}
        ref={field}
        value={reason}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          close();
        }}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <span className={conduct.buttons}>
        <Button type="submit" color="son.7" data-testid="remove-yes">
          {t('conduct.chat.removeYes')}
        </Button>
        <Button variant="default" onClick={close}>
          {t('conduct.floor.keep')}
        </Button>
      </span>
    </form>
  );
}
