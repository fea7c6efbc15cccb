import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useTitle } from '../components/useTitle';
import { moveFocus, type Direction } from '../hall/arrows';
import { typing } from '../hall/keys';
import { useWakeLock } from '../hall/useWakeLock';
import { CallScreen } from '../calls/CallScreen';
import type { Self } from './api';
import { Cover } from './Cover';
import { Idle } from './Idle';
import { InMeeting } from './InMeeting';
import { Pairing } from './Pairing';
import classes from './terminal.module.css';
import { TerminalTest } from './TerminalTest';
import { useEntry } from './useEntry';
import { useStation } from './useStation';

/** A meeting room's own screen: paired once, and from then on by itself. */
export default function Terminal() {
  const { t } = useTranslation();
  const { entry, refused, displaced, again } = useEntry();
  useTitle(t('terminal.title'));
  useWallSize();
  useWakeLock();
  switch (entry.phase) {
    case 'starting':
      return <Cover busy title={t('terminal.starting')} />;
    case 'waiting':
      return <Cover busy title={t('terminal.noServer')} body={t('terminal.noServerBody')} />;
    case 'unfit':
      return <Cover title={t('terminal.unfit')} body={t('terminal.unfitBody')} />;
    case 'displaced':
      return (
        <Cover
          title={t('terminal.displaced')}
          body={t('terminal.displacedBody')}
          press={t('terminal.takeOver')}
          onPress={again}
        />
      );
    case 'pairing':
      return <Pairing code={entry.code} expiresAt={entry.expiresAt} />;
    case 'ready':
      return <Ready self={entry.self} refused={refused} displaced={displaced} />;
  }
}

/** Panels, questions and buttons, which are set for a desk, are read and pressed from across the room. */
function useWallSize() {
  useEffect(() => {
    const { style } = document.documentElement;
    style.fontSize = 'max(16px, 2.2vh)';
    return () => void style.removeProperty('font-size');
  }, []);
}

function Ready({ self, ...ways }: { self: Self; refused: () => void; displaced: () => void }) {
  const station = useStation(self, ways);
  const root = useRef<HTMLDivElement>(null);
  const { mode } = station;
  useArrows(root, mode.at !== 'meeting');
  return (
    <div ref={root} className={classes.root} data-testid="terminal" data-at={mode.at}>
      {mode.at === 'meeting' ? (
        <InMeeting key={mode.round} mode={mode} station={station} onGone={ways.refused} />
      ) : mode.at === 'test' ? (
        <TerminalTest self={self} meeting={mode.id} onBack={station.moves.idle} />
      ) : (
        <Idle self={self} station={station} />
      )}
      <CallScreen />
    </div>
  );
}

/** A remote control has arrows and OK; the hall handles its own. */
function useArrows(root: React.RefObject<HTMLElement | null>, on: boolean) {
  useEffect(() => {
    if (!on) return;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || typing(event.target) || !event.key.startsWith('Arrow') || !root.current)
        return;
      if (moveFocus(root.current, event.key as Direction)) event.preventDefault();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [root, on]);
}
