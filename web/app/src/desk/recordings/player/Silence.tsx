import { Button } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { IconPlayerTrackNext } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { FilmState } from './film';
import type { Playable } from './playable';
import { clock } from './timeline';

/** Whether silences are passed; kept on this device. */
export function useSkipping(film: Playable | null) {
  const [skipping, setSkipping] = useLocalStorage({
    key: 'giaoban.skipSilence',
    defaultValue: false,
    getInitialValueInEffect: false,
  });
  useEffect(() => {
    // oxlint-disable-next-line react/immutability -- a player is a thing of its own
    if (film) film.skipping = skipping;
  }, [film, skipping]);
  return { skipping, toggle: () => setSkipping(!skipping) };
}

interface Props {
  skipping: boolean;
  state: FilmState;
  /** How much of it is silent, milliseconds; null where only what is played is known. */
  silentMs: number | null;
  onToggle: () => void;
}

/** Passes silences, and tells what that saves: of all of it, or from the tracks what was saved so far. */
export function SilenceButton({ skipping, state, silentMs, onToggle }: Props) {
  const { t } = useTranslation();
  const seconds = silentMs === null ? state.saved : silentMs / 1000;
  const known = seconds >= 1;
  const label = t('recordings.command.silence');
  const told = known
    ? t(silentMs === null ? 'recordings.player.saved' : 'recordings.player.saves', {
        length: clock(seconds),
      })
    : t('recordings.player.noSilence');
  return (
    <Button
      variant={skipping ? 'light' : 'subtle'}
      h={44}
      px={10}
      aria-pressed={skipping}
      aria-label={`${label}. ${told}`}
      aria-keyshortcuts="S"
      title={`${label} (S). ${told}`}
      data-testid="silence"
      onClick={onToggle}
    >
      <IconPlayerTrackNext size={22} aria-hidden />
      {known && <span style={{ marginLeft: 6 }}>−{clock(seconds)}</span>}
    </Button>
  );
}
