import { useState, type PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { fileOf } from '../api';
import type { Gap, Index, Mark, StripInfo } from '../types';
import type { FilmState } from './film';
import type { Playable } from './playable';
import classes from './player.module.css';
import { clock, during, pictureAt, placed } from './timeline';

interface Props {
  id: string;
  film: Playable | null;
  state: FilmState;
  index: Index;
  gaps: readonly Gap[];
  marks: readonly Mark[];
  strip?: StripInfo;
}

/** Where one is and what is where: items of the agenda, who spoke, votes, notes, gaps. All of it also stands in the list. */
export function SeekBar({ id, film, state, index, gaps, marks, strip }: Props) {
  const { t } = useTranslation();
  const [pointed, setPointed] = useState<number | null>(null);
  const length = state.length * 1000;
  const point = (event: PointerEvent<HTMLDivElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    setPointed(Math.min(1, Math.max(0, (event.clientX - box.left) / box.width)));
  };
  const chapter = during(index.chapters, state.at * 1000);
  return (
    <div
      className={classes.seek}
      data-testid="seek"
      onPointerMove={point}
      onPointerLeave={() => setPointed(null)}
    >
      {pointed !== null && length > 0 && (
        <Preview id={id} at={pointed} length={length} index={index} gaps={gaps} strip={strip} />
      )}
      <Marks index={index} gaps={gaps} marks={marks} length={length} at={state.at * 1000} />
      <input
        type="range"
        className={classes.range}
        min={0}
        max={Math.max(1, Math.floor(state.length))}
        step={1}
        value={Math.floor(state.at)}
        aria-label={t('recordings.player.position')}
        aria-valuetext={[
          t('recordings.player.of', { at: clock(state.at), length: clock(state.length) }),
          chapter?.title,
        ]
          .filter(Boolean)
          .join('. ')}
        data-testid="position"
        onChange={(event) => film?.seek(Number(event.currentTarget.value))}
      />
    </div>
  );
}

const style = ({ left, width }: { left: number; width: number }) => ({
  left: `${left}%`,
  width: `${width}%`,
});

function Marks({
  index,
  gaps,
  marks,
  length,
  at,
}: {
  index: Index;
  gaps: readonly Gap[];
  marks: readonly Mark[];
  length: number;
  at: number;
}) {
  return (
    <div aria-hidden className={classes.marks}>
      <div className={classes.turns}>
        {index.turns.map((turn, n) => (
          <span key={n} data-kind={turn.kind} style={style(placed(turn.fromMs, turn.toMs, length))} />
        ))}
        {index.votes.map((vote, n) => (
          <i key={`v${n}`} data-mark="vote" style={{ left: `${placed(vote.fromMs, 0, length).left}%` }} />
        ))}
        {index.notes.map((note, n) => (
          <i key={`n${n}`} data-mark="note" style={{ left: `${placed(note.atMs, 0, length).left}%` }} />
        ))}
        {marks.map(({ id, atMs }) => (
          <i key={id} data-mark="own" style={{ left: `${placed(atMs, 0, length).left}%` }} />
        ))}
      </div>
      <div className={classes.bar}>
        <span className={classes.gone} style={style(placed(0, at, length))} />
        {gaps.map((gap, n) => (
          <span key={n} className={classes.gap} style={style(placed(gap.startMs, gap.endMs, length))} />
        ))}
        {index.chapters
          .filter(({ fromMs }) => fromMs > 0)
          .map((chapter, n) => (
            <b key={n} style={{ left: `${placed(chapter.fromMs, 0, length).left}%` }} />
          ))}
        <em style={{ left: `${placed(at, 0, length).left}%` }} />
      </div>
    </div>
  );
}

interface PreviewProps {
  id: string;
  at: number;
  length: number;
  index: Index;
  gaps: readonly Gap[];
  strip?: StripInfo;
}

/** What is at the place under the pointer. */
function Preview({ id, at, length, index, gaps, strip }: PreviewProps) {
  const { t } = useTranslation();
  const ms = at * length;
  const picture = strip && pictureAt(strip, ms);
  const gap = gaps.some(({ startMs, endMs }) => startMs <= ms && ms < endMs);
  const turn = during(index.turns, ms);
  return (
    <div
      className={classes.preview}
      style={{ left: `clamp(90px, ${at * 100}%, 100% - 90px)` }}
      data-testid="preview"
    >
      {picture && (
        <span
          className={classes.picture}
          style={{
            width: strip.width,
            height: strip.height,
            backgroundImage: `url("${fileOf(id, `programme/${picture.file}`)}")`,
            backgroundPosition: `-${picture.x}px -${picture.y}px`,
          }}
        />
      )}
      <strong>{clock(ms / 1000)}</strong>
      <span>{gap ? t('recordings.player.gap') : during(index.chapters, ms)?.title}</span>
      {turn && <span>{turn.name}</span>}
    </div>
  );
}
