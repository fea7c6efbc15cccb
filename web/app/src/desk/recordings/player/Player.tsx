import { Button, Modal } from '@mantine/core';
import { useDisclosure, useFullscreenElement } from '@mantine/hooks';
import { IconPlayerPlayFilled, IconRefresh } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../../session/useSession';
import { fileOf } from '../api';
import type { Gap, Index, StripInfo } from '../types';
import { Controls } from './Controls';
import type { Film, FilmState } from './film';
import { shortcuts, type Command } from './keys';
import classes from './player.module.css';
import { SeekBar } from './SeekBar';
import { clock } from './timeline';
import { run, useKeys } from './useKeys';
import { usePosition, useViews } from './useFilm';
import { Watermark } from './Watermark';

interface Props {
  id: string;
  title: string;
  film: Film | null;
  state: FilmState;
  videoRef: (video: HTMLVideoElement | null) => (() => void) | undefined;
  index: Index;
  gaps: readonly Gap[];
  strip?: StripInfo;
}

/** The programme of a recording with everything to find one's way in it. */
export function Player({ id, title, film, state, videoRef, index, gaps, strip }: Props) {
  const { t } = useTranslation();
  const { ref, toggle, fullscreen } = useFullscreenElement<HTMLDivElement>();
  const [helping, help] = useDisclosure();
  useViews(film, id);
  const { recalled, forget } = usePosition(film, id);
  const session = useSession();
  // Behind a lock nothing is played.
  const locked = session.data === null;
  useEffect(() => {
    if (locked) film?.pause();
  }, [film, locked]);
  const means = { film, chapters: index.chapters, full: () => void toggle(), help: help.toggle };
  useKeys(means);
  const press = (command: Command) => run(command, means);
  return (
    <div className={classes.player} ref={ref} data-full={fullscreen || undefined} data-testid="player">
      <div className={classes.screen}>
        {/* eslint-disable-next-line jsx-a11y-x/media-has-caption -- there is no transcript */}
        <video ref={videoRef} preload="metadata" playsInline aria-label={title} data-testid="video">
          <source src={fileOf(id, 'programme/index.m3u8')} type="application/vnd.apple.mpegurl" />
          <source src={fileOf(id, 'programme/programme.mp4')} type="video/mp4" />
        </video>
        <Watermark />
        <button
          type="button"
          className={classes.cover}
          tabIndex={-1}
          aria-hidden
          data-playing={state.playing || undefined}
          onClick={() => press('play')}
        >
          {!state.playing && !state.failed && <IconPlayerPlayFilled size={64} />}
        </button>
        {state.failed && <Failed onRetry={() => film?.again()} />}
        <Told state={state} recalled={recalled} film={film} onForget={forget} />
      </div>
      <SeekBar id={id} film={film} state={state} index={index} gaps={gaps} strip={strip} />
      <Controls
        film={film}
        state={state}
        chapters={index.chapters.length > 0}
        full={fullscreen}
        run={press}
      />
      <Modal
        opened={helping}
        onClose={help.close}
        title={t('recordings.command.help')}
        withinPortal={!fullscreen}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        <dl className={classes.keys}>
          {shortcuts.map(([key, command]) => (
            <div key={command}>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{t(`recordings.command.${command}`)}</dd>
            </div>
          ))}
        </dl>
      </Modal>
    </div>
  );
}

function Failed({ onRetry }: { onRetry: () => void }) {
  const { t } = useTranslation();
  return (
    <div className={classes.failed} role="alert">
      <p>{t('recordings.player.failed')}</p>
      <Button leftSection={<IconRefresh size={20} aria-hidden />} onClick={onRetry}>
        {t('common.retry')}
      </Button>
    </div>
  );
}

interface ToldProps {
  state: FilmState;
  recalled: number;
  film: Film | null;
  onForget: () => void;
}

const showMs = 6000;

/** What the player did by itself: went on where one was, passed a gap. */
function Told({ state, recalled, film, onForget }: ToldProps) {
  const { t } = useTranslation();
  const [over, setOver] = useState(0);
  const { count, seconds } = state.passed;
  useEffect(() => {
    if (count === 0) return;
    const timer = setTimeout(() => setOver(count), showMs);
    return () => clearTimeout(timer);
  }, [count]);
  return (
    <div className={classes.told} aria-live="polite">
      {state.waiting && <p>{t('recordings.player.waiting')}</p>}
      {count > over && (
        <p data-testid="passed">{t('recordings.player.passed', { length: clock(seconds) })}</p>
      )}
      {recalled > 0 && (
        <p>
          {t('recordings.player.recalled', { at: clock(recalled) })}
          <Button
            size="compact-md"
            variant="white"
            onClick={() => {
              film?.seek(0);
              onForget();
            }}
          >
            {t('recordings.player.fromStart')}
          </Button>
        </p>
      )}
    </div>
  );
}
