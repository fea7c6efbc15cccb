import {
  IconBroadcast,
  IconClock,
  IconDoorEnter,
  IconPlugConnectedX,
  IconPlugConnected,
  IconTool,
} from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dayOf, longDay } from '../format/day';
import { clockTime } from '../format/time';
import { currentLanguage } from '../i18n';
import type { ScheduleItem, Self } from './api';
import { testable } from './due';
import classes from './terminal.module.css';
import type { Station } from './useStation';

/** What stands on the wall between meetings: the clock, the room, what comes today. */
export function Idle({ self, station }: { self: Self; station: Station }) {
  const { t } = useTranslation();
  const now = useNow(station.ahead);
  const language = currentLanguage();
  const { items, online } = station;
  return (
    <main className={classes.idle}>
      <header className={classes.head}>
        <div>
          <h1>{self.roomTitle}</h1>
          <p>{longDay(dayOf(now), language)}</p>
        </div>
        <time className={classes.clock} dateTime={now.toISOString()} data-testid="terminal-clock">
          {clockTime(now, 'en')}
        </time>
      </header>
      <section className={classes.today} aria-label={t('terminal.today')}>
        {items === null ? (
          <p className={classes.none}>{t('terminal.reading')}</p>
        ) : items.length === 0 ? (
          <p className={classes.none}>{t('terminal.nothing')}</p>
        ) : (
          <ol className={classes.list}>
            {ordered(items, now.getTime()).map((item) => (
              <Row key={item.id} item={item} station={station} now={now} />
            ))}
          </ol>
        )}
      </section>
      <footer className={classes.foot}>
        <span>{self.name}</span>
        <span className={classes.net} data-online={online} data-testid="terminal-net">
          {online ? <IconPlugConnected aria-hidden /> : <IconPlugConnectedX aria-hidden />}
          {t(online ? 'terminal.online' : 'terminal.offline')}
        </span>
      </footer>
    </main>
  );
}

/** What is over gives place to what comes; four rows are read from ten metres. */
function ordered(items: readonly ScheduleItem[], now: number): ScheduleItem[] {
  const over = ({ state, end }: ScheduleItem) =>
    state === 'ended' || state === 'cancelled' || (state === 'issued' && Date.parse(end) < now);
  const open = items.filter((item) => !over(item));
  const past = items.filter(over);
  return [...open, ...past].slice(0, Math.max(4, Math.min(open.length, 6)));
}

function Row({ item, station, now }: { item: ScheduleItem; station: Station; now: Date }) {
  const { t } = useTranslation();
  const live = item.state === 'live' || item.state === 'paused';
  const over = item.state === 'ended' || item.state === 'cancelled';
  const open = testable([item], now.getTime()).length > 0;
  const left = station.left?.id === item.id;
  return (
    <li
      className={classes.row}
      data-state={item.state}
      data-over={over}
      data-testid="terminal-meeting"
      data-id={item.id}
    >
      <span className={classes.time}>{clockTime(new Date(item.start), 'en')}</span>
      <span className={classes.what}>
        <strong>{item.title}</strong>
        <span>{item.host}</span>
        {left && (
          <span className={classes.why}>
            {t(`terminal.leftWhy.${station.left?.why === 'removed' ? 'removed' : 'left'}`)}
          </span>
        )}
      </span>
      <span className={classes.state} data-live={live}>
        {live ? <IconBroadcast aria-hidden /> : <IconClock aria-hidden />}
        {stateWord(item, now, t)}
      </span>
      <span className={classes.acts}>
        {item.verdict === 'enter' && left && (
          <button
            type="button"
            className={classes.press}
            onClick={() => station.moves.enter(item)}
            data-testid="terminal-enter"
          >
            <IconDoorEnter aria-hidden />
            {t('terminal.enter')}
          </button>
        )}
        {open && !live && (
          <button
            type="button"
            className={classes.press}
            onClick={() => station.moves.test(item.id)}
            data-testid="terminal-test"
          >
            <IconTool aria-hidden />
            {t('terminal.test')}
          </button>
        )}
      </span>
    </li>
  );
}

function stateWord(item: ScheduleItem, now: Date, t: TFunction): string {
  switch (item.state) {
    case 'live':
    case 'paused':
    case 'ended':
    case 'cancelled':
    case 'postponed':
      return t(`terminal.state.${item.state}`);
    default: {
      const minutes = Math.ceil((Date.parse(item.start) - now.getTime()) / 60_000);
      if (minutes <= 0) return t('terminal.state.soon');
      return minutes < 60
        ? t('terminal.state.inMinutes', { n: minutes })
        : t('terminal.state.at', { time: clockTime(new Date(item.start), currentLanguage()) });
    }
  }
}

/** The server's time; the clock on the wall must be right though the computer's may not. */
function useNow(ahead: number): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 1000);
    return () => clearInterval(timer);
  }, []);
  return new Date(now.getTime() + ahead);
}
