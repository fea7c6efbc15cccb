import type { Note } from '../types';
import classes from './viewer.module.css';

const percent = (part: number) => `${part * 100}%`;

/** The reader's own marks on a page; what they say stands in the list of notes. */
export function Marks({ notes }: { notes: Note[] }) {
  const drawn = notes.filter(({ kind }) => kind === 'ink');
  return (
    <div className={classes.layer} aria-hidden>
      {notes
        .filter(({ kind }) => kind !== 'ink')
        .flatMap(({ id, kind, color, areas }) =>
          areas.map(({ x, y, width, height }, index) => (
            <span
              key={`${id}-${index}`}
              className={classes.mark}
              data-kind={kind}
              data-color={color}
              data-testid="mark"
              style={{ left: percent(x), top: percent(y), width: percent(width), height: percent(height) }}
            />
          )),
        )}
      {drawn.length > 0 && (
        <svg className={classes.ink} viewBox="0 0 1 1" preserveAspectRatio="none">
          {drawn.map(({ id, color, areas }) => (
            <polyline
              key={id}
              data-color={color}
              data-testid="mark"
              points={areas.map(({ x, y }) => `${x},${y}`).join(' ')}
            />
          ))}
        </svg>
      )}
    </div>
  );
}
