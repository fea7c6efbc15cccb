import { Button } from '@mantine/core';
import { IconSwitchHorizontal } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from '../parts/desk.module.css';
import { useEvents } from '../../api/useEvents';
import { getBytes, getRushes, getStrip, listMarks, recordingKeys } from './api';
import { Cuts } from './Cuts';
import { Happenings } from './Happenings';
import { Marks } from './Marks';
import { Player } from './player/Player';
import type { Playable } from './player/playable';
import { ProgrammeScreen, RushesScreen } from './player/screens';
import { useFilm, useRushes } from './player/useFilm';
import { useSubtitles } from './player/useSubtitles';
import own from './review.module.css';
import { SubtitlesPanel } from './SubtitlesPanel';
import type { Gap, Index, Manifest, Mark, Recording } from './types';

const nothing: Index = { chapters: [], turns: [], votes: [], notes: [], silences: [] };
const noGaps: readonly Gap[] = [];

export interface WatchProps {
  recording: Recording;
  index?: Index;
  manifest?: Manifest;
}

const goTo = (film: Playable | null) => (ms: number) => {
  film?.seek(ms / 1000);
  film?.play();
};

const noMarks: readonly Mark[] = [];

function useMarks({ id, meetingId }: Recording): readonly Mark[] {
  useEvents([`meeting:${meetingId}`], [recordingKeys.marks(id)]);
  const found = useQuery({ queryKey: recordingKeys.marks(id), queryFn: () => listMarks(id) });
  return found.data?.items ?? noMarks;
}

/** Whether this browser can play tracks as they were written. */
export const playsRushes = () => typeof MediaSource !== 'undefined';

/** The recording from its tracks until there is a programme; who watches goes over to it where they are. */
export function Watch(props: WatchProps) {
  const made = props.recording.programme === 'ready';
  const [raw, setRaw] = useState(!made);
  const [goesOn, setGoesOn] = useState(false);
  if (!raw) return <Programme {...props} goesOn={goesOn} />;
  return (
    <FromTracks
      {...props}
      onOver={(film) => {
        const { at, playing } = film.get();
        window.history.replaceState(window.history.state, '', `#t=${at.toFixed(2)}`);
        setGoesOn(playing);
        setRaw(false);
      }}
    />
  );
}

function Programme({ recording, index = nothing, manifest, goesOn }: WatchProps & { goesOn: boolean }) {
  const { id, title } = recording;
  const gaps = manifest?.gaps ?? noGaps;
  const { film, state, ref } = useFilm(gaps, index.silences);
  const marks = useMarks(recording);
  const reading = useSubtitles(recording);
  useEffect(() => {
    if (goesOn) film?.play();
  }, [film, goesOn]);
  const strip = useQuery({
    queryKey: [...recordingKeys.files(id), 'strip'],
    queryFn: () => getStrip(id),
    staleTime: Infinity,
    retry: false,
  });
  return (
    <div className={own.page}>
      <Player {...{ id, film, state, index, gaps, marks, reading }} strip={strip.data}>
        <ProgrammeScreen id={id} title={title} videoRef={ref} />
      </Player>
      <Happenings index={index} cues={reading.cues} at={state.at * 1000} onGo={goTo(film)} />
      <Marks recording={recording} marks={marks} at={state.at * 1000} onGo={goTo(film)} />
      <SubtitlesPanel recording={recording} reading={reading} />
      {recording.manages && <Cuts recording={recording} manifest={manifest} at={state.at} />}
    </div>
  );
}

function FromTracks({
  recording,
  index = nothing,
  manifest,
  onOver,
}: WatchProps & { onOver: (film: Playable) => void }) {
  const { t } = useTranslation();
  const { id, title, seconds, programme } = recording;
  const gaps = manifest?.gaps ?? noGaps;
  const source = useMemo(
    () => ({
      seconds,
      find: (fromMs: number, toMs: number, signal: AbortSignal) => getRushes(id, fromMs, toMs, signal),
      fetch: (file: string, from: number, to: number, signal: AbortSignal) =>
        getBytes(id, file, from, to, signal),
    }),
    [id, seconds],
  );
  const { film, state, scene, ref } = useRushes(source, gaps);
  const marks = useMarks(recording);
  const reading = useSubtitles(recording);
  const untouched = state.at === 0 && !state.playing;
  useEffect(() => {
    if (programme === 'ready' && film && untouched) onOver(film); // nobody is disturbed
  });
  return (
    <>
      {programme === 'ready' && !untouched && (
        <section className={`${classes.card} ${own.over}`} role="status" data-testid="programme-made">
          <p>{t('recordings.rushes.made')}</p>
          <Button
            leftSection={<IconSwitchHorizontal size={20} aria-hidden />}
            disabled={film === null}
            data-testid="to-programme"
            onClick={() => film && onOver(film)}
          >
            {t('recordings.rushes.over')}
          </Button>
        </section>
      )}
      <div className={own.page}>
        <Player {...{ id, film, state, index, gaps, marks, reading }}>
          <RushesScreen title={title} scene={scene} stageRef={ref} />
        </Player>
        <Happenings index={index} cues={reading.cues} at={state.at * 1000} onGo={goTo(film)} />
        <Marks recording={recording} marks={marks} at={state.at * 1000} onGo={goTo(film)} />
        <SubtitlesPanel recording={recording} reading={reading} />
      </div>
    </>
  );
}
