import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PDFDocumentProxy } from './pdf';
import classes from './viewer.module.css';

interface Props {
  doc: PDFDocumentProxy;
  picture: (page: number) => string;
  current: number;
  marked: ReadonlySet<number>;
  onGo: (page: number) => void;
}

const height = 190;

/** Small pages to go to; the server draws them, and where it cannot, the browser does. */
export function Thumbnails({ doc, picture, current, marked, onGo }: Props) {
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const [drawHere, setDrawHere] = useState(false);
  // oxlint-disable-next-line react/incompatible-library -- its rows are drawn anew with every change
  const rows = useVirtualizer({
    count: doc.numPages,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 2,
  });
  useEffect(() => rows.scrollToIndex(current - 1, { align: 'auto' }), [rows, current]);
  return (
    <nav ref={scroller} className={classes.thumbs} aria-label={t('papers.viewer.thumbnails')}>
      <div className={classes.sheet} style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, start }) => (
          <button
            key={index}
            type="button"
            className={classes.thumb}
            style={{ transform: `translateY(${start}px)`, height }}
            aria-current={index + 1 === current ? 'page' : undefined}
            aria-label={t('papers.viewer.thumbnail', { n: index + 1 })}
            onClick={() => onGo(index + 1)}
            data-testid="thumbnail"
          >
            {drawHere ? (
              <Small doc={doc} page={index + 1} />
            ) : (
              <img src={picture(index + 1)} alt="" loading="lazy" onError={() => setDrawHere(true)} />
            )}
            <span>
              {index + 1}
              {marked.has(index + 1) && ' ●'}
            </span>
          </button>
        ))}
      </div>
    </nav>
  );
}

function Small({ doc, page }: { doc: PDFDocumentProxy; page: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    let cancel: (() => void) | undefined;
    let gone = false;
    const draw = async () => {
      const found = await doc.getPage(page);
      const target = canvas.current;
      if (gone || !target) return;
      const { width, height: tall } = found.getViewport({ scale: 1 });
      const viewport = found.getViewport({ scale: Math.min(200 / width, 280 / tall) });
      target.width = viewport.width;
      target.height = viewport.height;
      const task = found.render({ canvas: target, viewport });
      cancel = () => task.cancel();
      await task.promise;
    };
    draw().catch(() => undefined); // its number is there still
    return () => {
      gone = true;
      cancel?.();
    };
  }, [doc, page]);
  return <canvas ref={canvas} aria-hidden />;
}
