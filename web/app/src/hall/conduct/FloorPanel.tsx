import { Button, NumberInput, SegmentedControl, Select, TextInput } from '@mantine/core';
import {
  IconHandOff,
  IconHandStop,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerStop,
  IconVolumeOff,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import panel from '../panels/panel.module.css';
import { left, minutes, ran } from './clock';
import classes from './conduct.module.css';
import { useConduct, useGive, useServerNow } from './context';
import { FloorQueue } from './FloorQueue';
import { FloorReply } from './FloorReply';
import { pairs } from './pairs';
import type { Mine, Turn } from './types';

const icon = 20;

/** The floor: who speaks, who waits, and for those who conduct all that can be done about it. */
export function FloorPanel() {
  const { t } = useTranslation();
  const state = useConduct();
  const [minutesGiven, setMinutes] = useState<number>(5);
  if (!state?.floor) return <p className={panel.empty}>{t('conduct.loading')}</p>;
  const { mine, floor } = state;
  const seconds = Math.round(minutesGiven * 60);
  const asking = mine.may.includes('floor.ask') && <Asking mine={mine} turns={floor.turns} />;
  return (
    <div className={classes.body} data-testid="floor-panel">
      {!mine.leads && asking}
      <Turns turns={floor.turns} mine={mine} seconds={seconds} />
      {(['speech', 'question'] as const).map((queue) => (
        <FloorQueue
          key={queue}
          queue={queue}
          rows={floor.waiting.filter((request) => request.queue === queue)}
          count={floor.counts[queue] ?? 0}
          mine={mine}
          seconds={seconds}
        />
      ))}
      <Past turns={floor.past} count={floor.pastCount} mine={mine} seconds={seconds} />
      {mine.leads && <Policy minutesGiven={minutesGiven} setMinutes={setMinutes} />}
      {mine.leads && asking}
    </div>
  );
}

function Asking({ mine, turns }: { mine: Mine; turns: Turn[] }) {
  const { t } = useTranslation();
  const give = useGive();
  const [topic, setTopic] = useState('');
  const [queue, setQueue] = useState<'speech' | 'question'>('speech');
  const own = mine.asked;
  const speaking = turns.find((turn) => turn.who.identity === mine.who.identity);
  const asked = own.find((request) => request.queue === queue);
  const ask = async () => {
    if (await give({ verb: 'floor.ask', queue, text: topic })) setTopic('');
  };
  return (
    <section className={classes.section}>
      {mine.refused && (
        <p className={classes.hint} role="status" data-testid="refused">
          {t(mine.refused.reason ? 'conduct.news.refusedBecause' : 'conduct.news.refused', {
            reason: mine.refused.reason ?? '',
          })}
        </p>
      )}
      {speaking && <p className={classes.hint}>{t('conduct.floor.yours')}</p>}
      {own.map((request) => (
        <div className={classes.row} key={request.id}>
          <span className={classes.rowText}>
            {t(`conduct.floor.asked.${request.queue}`, { n: request.place })}
            {request.approved && <span>{t('conduct.floor.approvedHint')}</span>}
            {request.topic && <span>{request.topic}</span>}
          </span>
          <Button
            variant="default"
            leftSection={<IconHandOff size={icon} aria-hidden />}
            data-testid="withdraw-floor"
            onClick={() => void give({ verb: 'floor.withdraw', target: request.id })}
          >
            {t('conduct.floor.withdraw')}
          </Button>
        </div>
      ))}
      <SegmentedControl
        aria-label={t('conduct.floor.kind')}
        data={(['speech', 'question'] as const).map((value) => ({
          value,
          label: t(`conduct.floor.${value}`),
        }))}
        value={queue}
        onChange={(value) => setQueue(value === 'question' ? 'question' : 'speech')}
      />
      <TextInput
        label={t('conduct.floor.topic')}
        maxLength={300}
        value={topic}
        disabled={asked !== undefined}
        onChange={(event) => setTopic(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.nativeEvent.isComposing && !asked) void ask();
        }}
      />
      <Button
        leftSection={<IconHandStop size={icon} aria-hidden />}
        disabled={asked !== undefined}
        data-testid="ask-floor"
        onClick={() => void ask()}
      >
        {t(`conduct.floor.ask.${queue}`)}
      </Button>
    </section>
  );
}

function Policy({ minutesGiven, setMinutes }: { minutesGiven: number; setMinutes: (n: number) => void }) {
  const { t } = useTranslation();
  const state = useConduct();
  const give = useGive();
  const may = state?.mine.may ?? [];
  return (
    <section className={classes.section}>
      <Select
        label={t('conduct.floor.policy')}
        data={(['open', 'one', 'chair_only'] as const).map((value) => ({
          value,
          label: t(`conduct.floor.policies.${value}`),
        }))}
        value={state?.microphones?.policy ?? null}
        allowDeselect={false}
        disabled={!may.includes('microphones.policy')}
        onChange={(value) =>
          void give({ verb: 'microphones.policy', policy: value as 'open' | 'one' | 'chair_only' })
        }
      />
      <NumberInput
        label={t('conduct.floor.minutes')}
        description={t('conduct.floor.minutesHint')}
        min={0}
        max={240}
        step={1}
        value={minutesGiven}
        onChange={(value) => setMinutes(Math.min(240, Math.max(0, Number(value) || 0)))}
      />
      <Button
        color="son.7"
        leftSection={<IconVolumeOff size={icon} aria-hidden />}
        disabled={!may.includes('microphones.mute_all')}
        data-testid="mute-hall"
        onClick={() => void give({ verb: 'microphones.mute_all' })}
      >
        {t('conduct.floor.mute')}
      </Button>
    </section>
  );
}

function Turns({ turns, mine, seconds }: { turns: Turn[]; mine: Mine; seconds: number }) {
  const { t } = useTranslation();
  const now = useServerNow(turns.length > 0);
  if (turns.length === 0) return null;
  return (
    <section className={classes.section}>
      <h3>{t('conduct.floor.speaking')}</h3>
      {turns.map((turn) => (
        <div key={turn.id} className={classes.pair}>
          <TurnRow turn={turn} now={now} mine={mine} />
          {mine.leads && isQuestion(turn) && <FloorReply question={turn} seconds={seconds} />}
        </div>
      ))}
    </section>
  );
}

function TurnRow({ turn, now, mine }: { turn: Turn; now: number; mine: Mine }) {
  const { t } = useTranslation();
  const give = useGive();
  const held = turn.held !== undefined;
  const { seconds, warning } = left(turn, now);
  const own = turn.who.identity === mine.who.identity;
  return (
    <div className={classes.row}>
      <span className={classes.rowText}>
        {turn.who.site || turn.who.name}
        {turn.reply !== undefined && <span>{t('conduct.floor.replying')}</span>}
        <span className={classes.rest} data-warning={warning}>
          {minutes(ran(turn, now))}
          {seconds !== null && ` / ${minutes(turn.seconds ?? 0)}`}
          {held && ` · ${t('conduct.floor.held')}`}
        </span>
      </span>
      <span className={classes.buttons}>
        {mine.leads && (
          <>
            <Button
              variant="default"
              leftSection={
                held ? (
                  <IconPlayerPlay size={icon} aria-hidden />
                ) : (
                  <IconPlayerPause size={icon} aria-hidden />
                )
              }
              onClick={() => void give({ verb: held ? 'floor.resume' : 'floor.pause', target: turn.id })}
            >
              {t(held ? 'conduct.floor.resume' : 'conduct.floor.pause')}
            </Button>
            <Button
              variant="default"
              onClick={() => void give({ verb: 'floor.extend', target: turn.id, seconds: 60 })}
            >
              {t('conduct.floor.extend')}
            </Button>
          </>
        )}
        {(mine.leads || own) && (
          <Button
            color="son.7"
            leftSection={<IconPlayerStop size={icon} aria-hidden />}
            data-testid="end-floor"
            onClick={() => void give({ verb: 'floor.end', target: turn.id })}
          >
            {t('conduct.floor.end')}
          </Button>
        )}
      </span>
    </div>
  );
}

interface PastProps {
  turns: Turn[];
  count: number;
  mine: Mine;
  seconds: number;
}

/** Who was called, the last first, questions with their replies. */
function Past({ turns, count, mine, seconds }: PastProps) {
  const { t } = useTranslation();
  if (count === 0) return null;
  return (
    <section className={classes.section} data-testid="past-turns">
      <h3>{t('conduct.floor.past', { n: count })}</h3>
      {pairs(turns).map(({ turn, replies }) => (
        <div key={turn.id} className={classes.pair} data-testid="past-turn">
          <PastRow turn={turn} />
          {replies.map((reply) => (
            <div key={reply.id} className={classes.answer} data-testid="past-reply">
              <PastRow turn={reply} />
            </div>
          ))}
          {mine.leads && isQuestion(turn) && <FloorReply question={turn} seconds={seconds} />}
        </div>
      ))}
    </section>
  );
}

const isQuestion = (turn: Turn) => turn.queue === 'question' && turn.reply === undefined;

function PastRow({ turn }: { turn: Turn }) {
  const { t } = useTranslation();
  const kind = turn.reply !== undefined ? 'replied' : turn.queue === 'question' ? 'question' : 'speech';
  return (
    <div className={classes.row}>
      <span className={classes.rowText}>
        {turn.who.site || turn.who.name}
        <span>{[t(`conduct.floor.${kind}`), turn.topic].filter(Boolean).join(' · ')}</span>
      </span>
      <span className={classes.rest}>{minutes(ran(turn, 0))}</span>
    </div>
  );
}
