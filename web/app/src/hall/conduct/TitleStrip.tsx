import { IconMicrophone, IconPlayerPauseFilled, IconSpeakerphone } from '@tabler/icons-react';
import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { useHall, useSite } from '../context';
import { left, minutes, ran } from './clock';
import classes from './conduct.module.css';
import { useConduct, useServerNow } from './context';
import { titleOf, type Speaker } from './title';
import type { Turn } from './types';

/** Who speaks now, at every site: whoever has the floor, about what and for how long; else whoever is heard. */
export function TitleStrip() {
  const state = useConduct();
  const turns = state?.floor?.turns ?? [];
  const now = useServerNow(turns.length > 0);
  if (state === null) return null;
  if (turns.length === 0) return <Heard />;
  return (
    <div className={classes.turns} data-testid="turns" aria-live="polite">
      {turns.slice(-3).map((turn) => (
        <Strip key={turn.id} turn={turn} now={now} />
      ))}
    </div>
  );
}

function Title(speaker: Speaker) {
  const { name, about } = titleOf(speaker);
  return (
    <span className={classes.speaker}>
      <strong>{name}</strong>
      {about.length > 0 && <span>{about.join(' · ')}</span>}
    </span>
  );
}

function Strip({ turn, now }: { turn: Turn; now: number }) {
  const { t } = useTranslation();
  const { seconds, warning } = left(turn, now);
  const held = turn.held !== undefined;
  const { identity, name, position, site } = turn.who;
  return (
    <div className={classes.turn} data-warning={warning} data-testid="turn" data-identity={identity}>
      {held ? <IconPlayerPauseFilled aria-hidden /> : <IconSpeakerphone aria-hidden />}
      <Title person={name} position={position} site={site} topic={turn.topic} />
      <span className={classes.clock} role="timer" aria-live="off">
        {held && <small>{t('conduct.floor.held')}</small>}
        {minutes(seconds ?? ran(turn, now))}
        {warning === 'over' && <small>{t('conduct.floor.over')}</small>}
      </span>
    </div>
  );
}

/** Stays with whoever spoke last: a strip that comes and goes with every breath would move the pictures. */
function Heard() {
  const { speaking } = useHall().conference;
  const site = useSite(useSyncExternalStore(speaking.subscribe, speaking.get));
  if (!site) return null;
  return (
    <div className={classes.turns}>
      <div
        className={classes.turn}
        data-quiet={!site.speaking || undefined}
        data-testid="heard"
        data-identity={site.identity}
      >
        <IconMicrophone aria-hidden />
        <Title person={site.person || site.name} position={site.position} site={site.place} />
      </div>
    </div>
  );
}
