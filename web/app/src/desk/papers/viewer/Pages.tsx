import { useVirtualizer } from '@tanstack/react-virtual';
import {
  useCallback,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
  type Ref,
} from 'react';
import { useTranslation } from 'react-i18next';
import type { Area, Note } from '../types';
import { gap, scaleOf, type Size, type Zoom } from './geometry';
import { PageView } from './PageView';
import type { PDFDocumentProxy } from './pdf';
import type { Match } from './search';
import classes from './viewer.module.css';

/** What other parts of the viewer make the pages do. */
export interface PagesHandle {
  goTo: (page: number) => void;
}

interface Props {
  ref: Ref<PagesHandle>;
  doc: PDFDocumentProxy;
  zoom: Zoom;
  notes: Note[];
  matches: Match[];
  current: Match | undefined;
  watermark: string[];
  pen: string | null;
  onPage: (page: number) => void;
  onScale: (scale: number) => void;
  onDraw: (page: number, points: Area[]) => void;
}

/** A4, until the first page has told its size. */
const usual: Size = { width: 595, height: 842 };

/** All pages one below the other; only those near the window are there. */
export function Pages({ ref, doc, zoom, onPage, onScale, matches, notes, ...rest }: Props) {
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const [sizes, setSizes] = useState<ReadonlyMap<number, Size>>(new Map());
  const room = useRoom(scroller);
  const first = sizes.get(1) ?? usual;
  const sizeOf = (page: number) => sizes.get(page) ?? first;
  const scale = scaleOf(zoom, first, room);
  const learn = useCallback((page: number, size: Size) => {
    setSizes((now) => {
      const known = now.get(page);
      if (known?.width === size.width && known.height === size.height) return now;
      return new Map(now).set(page, size);
    });
  }, []);
  // oxlint-disable-next-line react/incompatible-library -- its rows are drawn anew with every change
  const rows = useVirtualizer({
    count: doc.numPages,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => sizeOf(index + 1).height * scale + gap,
    overscan: 1,
    paddingStart: gap,
  });
  useImperativeHandle(ref, () => ({
    goTo: (page) => rows.scrollToIndex(page - 1, { align: 'start' }),
  }));
  const before = useRef(scale);
  useLayoutEffect(() => {
    rows.measure();
    const element = scroller.current;
    if (element && before.current !== scale) {
      element.scrollTop *= scale / before.current; // the same words stay in sight
      element.scrollLeft *= scale / before.current;
    }
    before.current = scale;
  }, [rows, scale, sizes]);
  useEffect(() => onScale(scale), [onScale, scale]);
  const shown = rows.getVirtualItems();
  const middle = (rows.scrollOffset ?? 0) + room.height / 3;
  const at = (shown.find(({ end }) => end > middle)?.index ?? 0) + 1;
  useEffect(() => onPage(at), [onPage, at]);
  const widest = Math.max(first.width, ...shown.map(({ index }) => sizeOf(index + 1).width)) * scale;
  return (
    <div
      ref={scroller}
      className={classes.pages}
      // A region that scrolls must be reachable by the keyboard.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      role="region"
      aria-label={t('papers.viewer.pages')}
      data-testid="pages"
    >
      <div className={classes.sheet} style={{ height: rows.getTotalSize(), minWidth: widest + 2 * gap }}>
        {shown.map(({ index, start }) => (
          <div key={index} className={classes.row} style={{ transform: `translateY(${start}px)` }}>
            <PageView
              {...rest}
              doc={doc}
              number={index + 1}
              scale={scale}
              size={sizeOf(index + 1)}
              notes={notes.filter(({ page }) => page === index + 1)}
              matches={matches.filter(({ page }) => page === index + 1)}
              onSize={learn}
            />
          </div>
        ))}
      </div>
    </div>
  );
}

/** The room that the scroller has inside, without its bars. */
function useRoom(target: React.RefObject<HTMLDivElement | null>): Size {
  const [room, setRoom] = useState<Size>({ width: 800, height: 600 });
  useLayoutEffect(() => {
    const element = target.current;
    if (!element) return;
    const measure = () => setRoom({ width: element.clientWidth, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [target]);
  return room;
}
