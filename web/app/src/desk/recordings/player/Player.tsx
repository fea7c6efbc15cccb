import { Button, Modal } from '@mantine/core';
import { useDisclosure, useFullscreenElement } from '@mantine/hooks';
import { IconPlayerPlayFilled, IconRefresh } from '@tabler/icons-react';
import { useEffect, useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../../session/useSession';
import type { Gap, Index, Mark, StripInfo } from '../types';
import { Captions } from './Captions';
import { Controls } from './Controls';
import type { FilmState } from './film';
import { shortcuts, type Command } from './keys';
import type { Playable } from './playable';
import classes from './player.module.css';
import { SeekBar } from './SeekBar';
import { useSkipping } from './Silence';
import { clock, silentMs } from './timeline';
import { run, useKeys } from './useKeys';
import { usePosition, useViews } from './useFilm';
import type { Reading } from './useSubtitles';
import { Watermark } from './Watermark';

interface Props {
  id: string;
  film: Playable | null;
  state: FilmState;
  /** What shows the picture. */
  children: ReactNode;
  index: Index;
  gaps: readonly Gap[];
  marks: readonly Mark[];
  strip?: StripInfo;
  reading: Reading;
}

/** The programme of a recording with everything to find one's way in it. */
export function Player({ id, film, state, children, index, gaps, marks, strip, reading }: Props) {
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
  const captions = () => {
    if (reading.all.length > 0) reading.choose({ ...reading.choice, on: !reading.choice.on });
  };
  const { skipping, toggle: silence } = useSkipping(film);
  const silent = useMemo(
    () => (index.silences.length > 0 || strip !== undefined ? silentMs(index.silences, gaps) : null),
    [index.silences, gaps, strip],
  );
  const means = {
    film,
    chapters: index.chapters,
    captions,
    silence,
    full: () => void toggle(),
    help: help.toggle,
  };
  useKeys(means);
  const press = (command: Command) => run(command, means);
  return (
    <div className={classes.player} ref={ref} data-full={fullscreen || undefined} data-testid="player">
      <div className={classes.screen}>
        {children}
        <Watermark />
        <Captions reading={reading} at={state.at * 1000} />
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
      <SeekBar id={id} film={film} state={state} index={index} gaps={gaps} marks={marks} strip={strip} />
      <Controls
        film={film}
        state={state}
        chapters={index.chapters.length > 0}
        full={fullscreen}
        reading={reading}
        skipping={skipping}
        silentMs={silent}
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
  film: Playable | null;
  onForget: () => void;
}

const showMs = 6000;

/** What the player did by itself: went on where one was, passed a gap. */
function Told({ state, recalled, film, onForget }: ToldProps) {
  const { t } = useTranslation();
  const [over, setOver] = useState(0);
  const { count, seconds, silent } = state.passed;
  useEffect(() => {
    if (count === 0) return;
    const timer = setTimeout(() => setOver(count), showMs);
    return () => clearTimeout(timer);
  }, [count]);
  return (
    <div className={classes.told} aria-live="polite">
      {state.waiting && <p>{t('recordings.player.waiting')}</p>}
      {count > over && (
        <p data-testid="passed">
          {t(silent ? 'recordings.player.passedSilence' : 'recordings.player.passed', {
            length: clock(seconds),
          })}
        </p>
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
