import { Button, Tabs, VisuallyHidden } from '@mantine/core';
import { IconLock, IconLockOpen } from '@tabler/icons-react';
import { use, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { messageOf } from '../../api/problem';
import { ConductContext, useConduct } from '../conduct/context';
import type { View } from '../conduct/types';
import { useHall } from '../context';
import panel from '../panels/panel.module.css';
import { channels, type Channel, type Message } from './messages';
import { MessageRow } from './MessageRow';
import { everyone, type Talk, type TalkState } from './talk';
import classes from './talk.module.css';
import { TalkComposer } from './TalkComposer';

/** Whether somebody answers what is written to a channel, and so reads all of it. */
function serves(mine: View['mine'], channel: Channel): boolean {
  return mine.leads || (channel === 'technicians' && mine.who.role === 'technician');
}

/** The meeting's chat: to every site, to the chair's desk, to the technicians. */
export function TalkPanel() {
  const { t } = useTranslation();
  const conduct = use(ConductContext);
  const state = useConduct();
  if (conduct === null || state === null) return <p className={panel.empty}>{t('conduct.chat.loading')}</p>;
  return <Known talk={conduct.talk} state={state} />;
}

function Known({ talk, state }: { talk: Talk; state: View }) {
  const { t } = useTranslation();
  const chat = useSyncExternalStore(talk.subscribe, talk.get);
  const [channel, setChannel] = useState<Channel>(() => {
    const { unread } = talk.get();
    return channels.find((one) => unread[one] > 0) ?? 'all';
  });
  const [answering, setAnswering] = useState<Message | null>(null);
  useEffect(() => {
    talk.show(channel);
    return () => talk.show(null);
  }, [talk, channel]);
  const choose = (next: string | null) => {
    setAnswering(null);
    setChannel(channels.find((one) => one === next) ?? 'all');
  };
  const serving = serves(state.mine, channel);
  return (
    <Tabs
      value={channel}
      onChange={choose}
      className={classes.tabs}
      data-testid="talk"
      data-channel={channel}
    >
      <Tabs.List aria-label={t('conduct.chat.to')} grow className={classes.list}>
        {channels.map((one) => (
          <Tabs.Tab key={one} value={one} data-testid={`chat-${one}`}>
            {t(`conduct.chat.channel.${one}`)}
            {chat.unread[one] > 0 && (
              <>
                <span className={classes.count} data-testid={`unread-${one}`} aria-hidden>
                  {chat.unread[one] > 99 ? '99+' : chat.unread[one]}
                </span>
                <VisuallyHidden>, {t('hall.bar.unread', { n: chat.unread[one] })}</VisuallyHidden>
              </>
            )}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value={channel} className={classes.panel}>
        <p className={classes.hint}>{t(`conduct.chat.${serving ? 'serves' : 'hint'}.${channel}`)}</p>
        {channel === 'all' && state.mine.leads && <Locks talk={talk} chat={chat} />}
        <Log
          key={channel}
          talk={talk}
          chat={chat}
          channel={channel}
          mine={state.mine}
          onAnswer={serving && channel !== 'all' ? setAnswering : undefined}
        />
        <TalkComposer
          key={`${channel} ${answering?.author ?? ''}`}
          talk={talk}
          channel={channel}
          closed={channel === 'all' && !state.mine.leads && chat.muted}
          over={state.meeting?.phase === 'closed'}
          answering={answering}
          stopAnswering={() => setAnswering(null)}
        />
      </Tabs.Panel>
    </Tabs>
  );
}

interface LogProps {
  talk: Talk;
  chat: TalkState;
  channel: Channel;
  mine: View['mine'];
  onAnswer?: (message: Message) => void;
}

function Log({ talk, chat, channel, mine, onAnswer }: LogProps) {
  const { t } = useTranslation();
  const { notices } = useHall().conference;
  const end = useRef<HTMLDivElement>(null);
  const [busy, setBusy] = useState(false);
  const messages = chat.messages.filter((message) => message.channel === channel);
  const last = messages.at(-1)?.seq;
  useEffect(() => {
    end.current?.scrollIntoView({ block: 'end' });
  }, [last]);
  const older = async () => {
    setBusy(true);
    try {
      await talk.older();
    } catch (error) {
      notices.tell(t('hall.act.failed', { message: messageOf(error, t) }), 'warn');
    }
    setBusy(false);
  };
  return (
    <div
      className={panel.scroll}
      role="log"
      aria-label={t(`conduct.chat.channel.${channel}`)}
      data-testid="chat-log"
    >
      {chat.more && (
        <Button variant="subtle" fullWidth loading={busy} onClick={() => void older()}>
          {t('conduct.chat.older')}
        </Button>
      )}
      {messages.length === 0 && (
        <p className={panel.empty}>
          {chat.phase === 'ready'
            ? t(`conduct.chat.empty.${channel}`)
            : t(chat.phase === 'failed' ? 'conduct.chat.unread' : 'conduct.chat.loading')}
        </p>
      )}
      {messages.map((message) => (
        <MessageRow
          key={message.seq}
          talk={talk}
          message={message}
          own={message.author === mine.who.identity}
          moderates={mine.leads}
          silenced={chat.mutes.includes(message.author)}
          onAnswer={onAnswer}
        />
      ))}
      <div ref={end} />
    </div>
  );
}

/** Closing the chat to all, and who may not write. */
function Locks({ talk, chat }: { talk: Talk; chat: TalkState }) {
  const { t } = useTranslation();
  const { notices } = useHall().conference;
  const closed = chat.mutes.includes(everyone);
  const mute = (identity: string, muted: boolean) =>
    void talk
      .mute(identity, muted)
      .catch((error: unknown) =>
        notices.tell(t('hall.act.failed', { message: messageOf(error, t) }), 'warn'),
      );
  const nameOf = (identity: string) =>
    chat.messages.find((message) => message.author === identity)?.authorName ?? identity;
  return (
    <div className={classes.locks}>
      <Button
        variant={closed ? 'filled' : 'default'}
        leftSection={closed ? <IconLockOpen size={20} aria-hidden /> : <IconLock size={20} aria-hidden />}
        data-testid="mute-chat"
        onClick={() => mute(everyone, !closed)}
      >
        {t(closed ? 'conduct.chat.unmuteAll' : 'conduct.chat.muteAll')}
      </Button>
      {chat.mutes
        .filter((identity) => identity !== everyone)
        .map((identity) => (
          <Button
            key={identity}
            variant="default"
            leftSection={<IconLockOpen size={20} aria-hidden />}
            onClick={() => mute(identity, false)}
          >
            {t('conduct.chat.unmute', { name: nameOf(identity) })}
          </Button>
        ))}
    </div>
  );
}
