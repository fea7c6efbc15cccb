import { useElementSize, useViewportSize } from '@mantine/hooks';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useEffect, useImperativeHandle, useMemo, useState, type Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { useHall } from '../context';
import { clampPage, gridFor, pageOf } from '../layout';
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
  ref?: Ref<Pager>;
}

const gap = 8;

/** As the style sheet sets names: 2.2% of the screen's height, lines of one and a half, a little room around. */
function bandHeight(lines: number, screen: number): number {
  return Math.ceil(lines * 1.5 * Math.max(16, 0.022 * screen) + 8);
}

/** A page of tiles, as large as they fit; only those of the page are subscribed to. */
export function TileGrid({ slot, pictures, most, leastWidth, columns, lines, ref }: Props) {
  const { subscriptions } = useHall().conference;
  const { ref: area, width, height } = useElementSize();
  const [wished, setWished] = useState(0);
  const count = pictures.length;
  const band = bandHeight(lines, useViewportSize().height);
  const grid = useMemo(
    () => gridFor({ width, height, count, most, leastWidth, gap, band, columns }),
    [width, height, count, most, leastWidth, band, columns],
  );
  const page = clampPage(wished, grid.pages);
  const shown = useMemo(
    () => (width === 0 ? [] : pageOf(pictures, page, grid.perPage)),
    [pictures, page, grid.perPage, width],
  );
  useEffect(() => subscriptions.show(slot, shown), [subscriptions, slot, shown]);
  useEffect(() => () => subscriptions.show(slot, []), [subscriptions, slot]);
  useImperativeHandle(ref, () => ({ turn: (by) => setWished(clampPage(page + by, grid.pages)) }), [
    page,
    grid.pages,
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
      {grid.pages > 1 && <PageTurner page={page} pages={grid.pages} onPage={setWished} />}
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
