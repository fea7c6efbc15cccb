import { ActionIcon, Select, Slider, type ActionIconProps } from '@mantine/core';
import {
  IconChevronsLeft,
  IconChevronsRight,
  IconKeyboard,
  IconMaximize,
  IconMinimize,
  IconPlayerPauseFilled,
  IconPlayerPlayFilled,
  IconPlayerSkipBackFilled,
  IconPlayerSkipForwardFilled,
  IconVolume,
  IconVolumeOff,
  type Icon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { number } from '../../../format/number';
import { currentLanguage } from '../../../i18n';
import { CaptionsMenu } from './Captions';
import type { FilmState } from './film';
import { speeds, type Command } from './keys';
import type { Playable } from './playable';
import classes from './player.module.css';
import { SilenceButton } from './Silence';
import { clock } from './timeline';
import type { Reading } from './useSubtitles';

interface Props {
  film: Playable | null;
  state: FilmState;
  chapters: boolean;
  full: boolean;
  reading: Reading;
  skipping: boolean;
  silentMs: number | null;
  run: (command: Command) => void;
}

/** The buttons of the player; each has its key too. */
export function Controls({ film, state, chapters, full, reading, skipping, silentMs, run }: Props) {
  const { t } = useTranslation();
  return (
    <div className={classes.controls} role="toolbar" aria-label={t('recordings.player.controls')}>
      <Press
        icon={state.playing ? IconPlayerPauseFilled : IconPlayerPlayFilled}
        label={t(state.playing ? 'recordings.player.pause' : 'recordings.player.play')}
        keys="K"
        variant="filled"
        testId="play"
        onClick={() => run('play')}
      />
      {chapters && (
        <Press
          icon={IconPlayerSkipBackFilled}
          label={t('recordings.command.previous')}
          keys="P"
          testId="previous"
          onClick={() => run('previous')}
        />
      )}
      <Press
        icon={IconChevronsLeft}
        label={t('recordings.command.farBack')}
        keys="J"
        testId="far-back"
        onClick={() => run('farBack')}
      />
      <Press
        icon={IconChevronsRight}
        label={t('recordings.command.farAhead')}
        keys="L"
        testId="far-ahead"
        onClick={() => run('farAhead')}
      />
      {chapters && (
        <Press
          icon={IconPlayerSkipForwardFilled}
          label={t('recordings.command.next')}
          keys="N"
          testId="next"
          onClick={() => run('next')}
        />
      )}
      <span className={classes.clock} data-testid="clock">
        {clock(state.at)} / {clock(state.length)}
      </span>
      <Press
        icon={state.muted ? IconVolumeOff : IconVolume}
        label={t(state.muted ? 'recordings.player.unmute' : 'recordings.command.mute')}
        keys="M"
        testId="mute"
        onClick={() => run('mute')}
      />
      <Slider
        className={classes.volume}
        thumbLabel={t('recordings.player.volume')}
        label={null}
        min={0}
        max={100}
        value={state.muted ? 0 : Math.round(state.volume * 100)}
        onChange={(value) => film?.setVolume(value / 100)}
      />
      <Speed film={film} rate={state.rate} />
      <SilenceButton {...{ skipping, state, silentMs }} onToggle={() => run('silence')} />
      {reading.all.length > 0 && <CaptionsMenu reading={reading} />}
      <Press
        icon={full ? IconMinimize : IconMaximize}
        label={t(full ? 'recordings.player.notFull' : 'recordings.command.full')}
        keys="F"
        testId="full"
        onClick={() => run('full')}
      />
      <Press
        icon={IconKeyboard}
        label={t('recordings.command.help')}
        keys="?"
        testId="keys"
        onClick={() => run('help')}
      />
    </div>
  );
}

function Speed({ film, rate }: { film: Playable | null; rate: number }) {
  const { t } = useTranslation();
  return (
    <Select
      className={classes.speed}
      aria-label={t('recordings.player.speed')}
      data={speeds.map((speed) => ({
        value: String(speed),
        label: `${number(speed, currentLanguage(), 2)}×`,
      }))}
      value={String(rate)}
      allowDeselect={false}
      comboboxProps={{ withinPortal: false, position: 'top' }}
      data-testid="speed"
      onChange={(value) => film?.setRate(Number(value))}
    />
  );
}

interface PressProps {
  icon: Icon;
  label: string;
  keys: string;
  testId: string;
  variant?: ActionIconProps['variant'];
  onClick: () => void;
}

function Press({ icon: Shape, label, keys, testId, variant = 'subtle', onClick }: PressProps) {
  return (
    <ActionIcon
      variant={variant}
      size={44}
      aria-label={label}
      aria-keyshortcuts={keys}
      title={`${label} (${keys})`}
      data-testid={testId}
      onClick={onClick}
    >
      <Shape size={22} aria-hidden />
    </ActionIcon>
  );
}
