import { useElementSize, useViewportSize } from '@mantine/hooks';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useEffect, useImperativeHandle, useMemo, useState, type Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { useHall } from '../context';
import { clampPage, gridFor, sitesPerTurn, turned, type Beat, type Turned } from '../layout';
import type { PictureKey } from '../store/subscriptions';
import classes from './stage.module.css';
import { Tile } from './Tile';

export interface Pager {
  turn: (by: number) => void;
}

interface Props {
  /** Names this part of the page to the subscriptions. */
  slot: string;
  pictures: readonly PictureKey[];
  most: number;
  leastWidth: number;
  columns?: number;
  /** Lines of a name that fit beneath a picture. */
  lines: number;
  /** By which pages are turned at every site; none: each site turns its own. */
  beat?: Clocked | null;
  ref?: Ref<Pager>;
}

/** A beat, and the clock that it is kept by. */
interface Clocked extends Beat {
  now: () => number;
}

const gap = 8;

/** As the style sheet sets names: 2.2% of the screen's height, lines of one and a half, a little room around. */
function bandHeight(lines: number, screen: number): number {
  return Math.ceil(lines * 1.5 * Math.max(16, 0.022 * screen) + 8);
}

/** What is turned by now, looked at again when it changes; null without a beat. */
function useTurned(count: number, fits: number, beat: Clocked | null): Turned | null {
  const [, look] = useState(0);
  const now = beat === null ? null : turned(count, fits, beat, beat.now());
  const next = now?.next ?? Infinity;
  useEffect(() => {
    if (next === Infinity) return;
    const timer = setTimeout(() => look((looks) => looks + 1), next + 10);
    return () => clearTimeout(timer);
  });
  return now;
}

/** A page of tiles, as large as they fit; only those of the page are subscribed to. */
export function TileGrid({ slot, pictures, most, leastWidth, columns, lines, beat = null, ref }: Props) {
  const { subscriptions } = useHall().conference;
  const { ref: area, width, height } = useElementSize();
  // The page one has turned to by oneself; while all are turned together, until the next turn.
  const [wished, setWished] = useState({ page: 0, step: -1 });
  const band = bandHeight(lines, useViewportSize().height);
  const count = beat === null ? pictures.length : Math.min(pictures.length, sitesPerTurn);
  const grid = useMemo(
    () => gridFor({ width, height, count, most, leastWidth, gap, band, columns }),
    [width, height, count, most, leastWidth, band, columns],
  );
  const turn = useTurned(pictures.length, grid.perPage, beat);
  const led = turn !== null && turn.step !== wished.step ? turn : null;
  const perPage = turn === null ? grid.perPage : sitesPerTurn;
  const pages = turn?.pages ?? grid.pages;
  const page = led?.page ?? clampPage(wished.page, pages);
  const from = led?.from ?? page * perPage;
  const to = led?.to ?? from + Math.min(perPage, grid.perPage);
  const shown = useMemo(() => (width === 0 ? [] : pictures.slice(from, to)), [pictures, from, to, width]);
  useEffect(() => subscriptions.show(slot, shown), [subscriptions, slot, shown]);
  useEffect(() => () => subscriptions.show(slot, []), [subscriptions, slot]);
  const step = turn?.step ?? -1;
  const go = (next: number) => setWished({ page: clampPage(next, pages), step });
  useImperativeHandle(ref, () => ({ turn: (by) => setWished({ page: clampPage(page + by, pages), step }) }), [
    page,
    pages,
    step,
  ]);

  return (
    <div className={classes.gridBox}>
      <div ref={area} className={classes.area}>
        <div
          className={classes.grid}
          data-testid={`grid-${slot}`}
          style={{
            gridTemplateColumns: `repeat(${grid.columns}, ${grid.tileWidth}px)`,
            gridAutoRows: `${grid.tileHeight}px`,
            gap,
          }}
        >
          {shown.map((picture) => (
            <Tile key={picture} picture={picture} />
          ))}
        </div>
      </div>
      {pages > 1 && <PageTurner page={page} pages={pages} onPage={go} />}
    </div>
  );
}

interface TurnerProps {
  page: number;
  pages: number;
  onPage: (page: number) => void;
}

function PageTurner({ page, pages, onPage }: TurnerProps) {
  const { t } = useTranslation();
  return (
    <div className={classes.pager}>
      <button
        type="button"
        aria-label={t('hall.stage.previous')}
        aria-keyshortcuts="PageUp"
        disabled={page === 0}
        data-testid="page-previous"
        onClick={() => onPage(page - 1)}
      >
        <IconChevronLeft aria-hidden />
      </button>
      <span role="status" data-testid="page">
        {t('hall.stage.page', { page: page + 1, pages })}
      </span>
      <button
        type="button"
        aria-label={t('hall.stage.next')}
        aria-keyshortcuts="PageDown"
        disabled={page === pages - 1}
        data-testid="page-next"
        onClick={() => onPage(page + 1)}
      >
        <IconChevronRight aria-hidden />
      </button>
    </div>
  );
}
