import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import type { Area, Note } from '../types';
import { areasOf, densityOf, type Size } from './geometry';
import { InkLayer } from './InkLayer';
import { Marks } from './Marks';
import type { PDFDocumentProxy, PDFPageProxy, TextLayer } from './pdf';
import { piecesOf, type Match, type TextItem } from './search';
import classes from './viewer.module.css';

interface Props {
  doc: PDFDocumentProxy;
  number: number;
  /** CSS pixels of one PDF unit. */
  scale: number;
  /** Of the page, as far as it is known. */
  size: Size;
  notes: Note[];
  matches: Match[];
  current: Match | undefined;
  watermark: string[];
  /** The pen's colour while drawing. */
  pen: string | null;
  onSize: (page: number, size: Size) => void;
  onDraw: (page: number, points: Area[]) => void;
}

/** One page: its picture, its text to select and search, the reader's stamp, own marks. */
export function PageView(props: Props) {
  const { doc, number, scale, size, onSize, watermark } = props;
  const { t } = useTranslation();
  const page = useQuery({
    queryKey: ['pdf-page', doc.fingerprints[0], number],
    queryFn: () => doc.getPage(number),
    staleTime: Infinity,
    gcTime: 0,
    retry: false,
    structuralSharing: false,
  });
  useEffect(() => {
    if (!page.data) return;
    const { width, height } = page.data.getViewport({ scale: 1 });
    onSize(number, { width, height });
  }, [page.data, number, onSize]);
  return (
    <section
      className={classes.page}
      style={{
        width: size.width * scale,
        height: size.height * scale,
        ['--total-scale-factor' as string]: scale,
      }}
      aria-label={t('papers.viewer.pageLabel', { n: number })}
      data-page={number}
      data-testid="page"
    >
      {page.isError && <p className={classes.pageFault}>{t('papers.viewer.pageFailed', { n: number })}</p>}
      {page.data && <Drawn {...props} page={page.data} />}
      {watermark.length > 0 && <Watermark lines={watermark} />}
    </section>
  );
}

/** The reader's stamp in a line over the page, small: the server has drawn it large across each page already. */
function Watermark({ lines }: { lines: string[] }) {
  return (
    <div className={classes.watermark} aria-hidden data-testid="watermark">
      {lines.join(' · ')}
    </div>
  );
}

function Drawn({ page, ...props }: Props & { page: PDFPageProxy }) {
  const { scale, notes, matches, current, pen, number, onDraw } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const text = useRef<HTMLDivElement>(null);
  useCanvas(canvas, page, scale);
  const layer = useTextLayer(text, page);
  return (
    <>
      <canvas ref={canvas} className={classes.canvas} aria-hidden />
      <div ref={text} className={classes.textLayer} data-testid="text-layer" />
      <Hits layer={layer} matches={matches} current={current} />
      <Marks notes={notes} />
      {pen && <InkLayer color={pen} onDraw={(points) => onDraw(number, points)} />}
    </>
  );
}

/** How long a size must last before a page is drawn in it. */
const settleMs = 80;

/** Draws the page for the scale; the last drawing stays, stretched, until the new one is done. */
function useCanvas(target: RefObject<HTMLCanvasElement | null>, page: PDFPageProxy, scale: number) {
  const before = useRef(Promise.resolve());
  useEffect(() => {
    const left = new AbortController();
    const gone = () => left.signal.aborted;
    let stop = () => {};
    const draw = async () => {
      await before.current; // the library must have let go of the drawing before
      if (gone()) return;
      const viewport = page.getViewport({ scale });
      const density = densityOf(viewport, window.devicePixelRatio || 1);
      const fresh = document.createElement('canvas');
      fresh.width = Math.floor(viewport.width * density);
      fresh.height = Math.floor(viewport.height * density);
      const transform = density === 1 ? undefined : [density, 0, 0, density, 0, 0];
      const task = page.render({ canvas: fresh, viewport, transform });
      stop = () => task.cancel();
      before.current = task.promise.catch(() => undefined);
      await task.promise;
      const shown = target.current;
      if (gone() || !shown) return;
      shown.width = fresh.width;
      shown.height = fresh.height;
      shown.getContext('2d')?.drawImage(fresh, 0, 0);
      shown.dataset.drawn = String(scale);
    };
    const timer = setTimeout(() => void draw().catch(() => undefined), settleMs); // cancelled: drawn anew or left
    return () => {
      left.abort();
      clearTimeout(timer);
      stop();
    };
  }, [target, page, scale]);
}

interface Layer {
  items: TextItem[];
  spans: HTMLElement[];
  box: HTMLElement;
}

/** Puts the page's words over its picture, to select and to be read aloud. They scale with the page by style alone. */
function useTextLayer(target: RefObject<HTMLDivElement | null>, page: PDFPageProxy): Layer | null {
  const [layer, setLayer] = useState<Layer | null>(null);
  useEffect(() => {
    const box = target.current;
    if (!box) return;
    let gone = false;
    let made: TextLayer | undefined;
    const build = async () => {
      const [content, library] = await Promise.all([page.getTextContent(), import('./pdf')]);
      if (gone) return;
      box.replaceChildren();
      made = new library.TextLayer({
        textContentSource: content,
        container: box,
        viewport: page.getViewport({ scale: 1 }),
      });
      await made.render();
      const items = content.items.filter(
        (item): item is (typeof content.items)[number] & TextItem => 'str' in item,
      );
      setLayer({ items, spans: made.textDivs, box });
    };
    build().catch(() => undefined); // a page without words to select is still a page
    return () => {
      gone = true;
      made?.cancel();
    };
  }, [target, page]);
  return layer;
}

interface HitsProps {
  layer: Layer | null;
  matches: Match[];
  current: Match | undefined;
}

/** Marks what the search found. */
function Hits({ layer, matches, current }: HitsProps) {
  if (!layer || matches.length === 0) return null;
  const page = layer.box.getBoundingClientRect();
  return (
    <div className={classes.layer} aria-hidden>
      {matches.flatMap((match) =>
        piecesOf(layer.items, match).flatMap(({ item, from, to }) => {
          const node = layer.spans[item]?.firstChild;
          if (!node) return [];
          const range = document.createRange();
          range.setStart(node, from);
          range.setEnd(node, Math.min(to, node.textContent?.length ?? 0));
          return areasOf(range.getClientRects(), page).map((area, index) => (
            <span
              key={`${match.start}-${item}-${index}`}
              className={classes.hit}
              data-current={match === current || undefined}
              data-testid="hit"
              style={placeOf(area)}
            />
          ));
        }),
      )}
    </div>
  );
}

const percent = (part: number) => `${part * 100}%`;

/** Where an area is on its page, whatever the page's size. */
export function placeOf({ x, y, width, height }: Area) {
  return { left: percent(x), top: percent(y), width: percent(width), height: percent(height) };
}
