import { Loader } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fieldErrors, messageOf } from '../../api/problem';
import { Failure } from '../../components/Failure';
import { keys } from '../api';
import type { PDFDocumentProxy } from '../papers/viewer/pdf';
import type { LetterFields } from '../types';
import { previewLetter } from './api';
import classes from './letter.module.css';

const pause = 600; // ms without typing before the letter is set again
const shown = 4; // pages; a list of those invited may have more

/** The letter as it would go out, set again as it is written. */
export function Preview({ meetingId, fields }: { meetingId: string; fields: LetterFields }) {
  const { t } = useTranslation();
  const [settled] = useDebouncedValue(JSON.stringify(fields), pause);
  const file = useQuery({
    queryKey: [...keys.invitations(meetingId), 'preview', settled],
    queryFn: ({ signal }) => previewLetter(meetingId, JSON.parse(settled) as LetterFields, signal),
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 0,
  });
  const doc = useDocument(file.data);
  const wrong = Object.values(fieldErrors(file.error));
  return (
    <section
      className={classes.preview}
      aria-label={t('letter.preview')}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, also by keys
      tabIndex={0}
      data-testid="preview"
    >
      <div className={classes.previewHead}>
        <h2>{t('letter.preview')}</h2>
        <span role="status">
          {file.isFetching ? (
            <>
              <Loader size="xs" aria-hidden /> {t('letter.setting')}
            </>
          ) : file.isError && doc ? (
            t('letter.notCurrent')
          ) : (
            t('letter.draft')
          )}
        </span>
      </div>
      {file.isError && (
        <Failure
          part
          title={t('letter.previewFailed')}
          body={wrong.length > 0 ? wrong.join(' ') : messageOf(file.error, t)}
          onRetry={() => void file.refetch()}
        />
      )}
      {doc && <Pages doc={doc} stale={file.isError} />}
    </section>
  );
}

/** The PDF file in data, read by a library that comes only when there is one to show. */
function useDocument(data: ArrayBuffer | undefined): PDFDocumentProxy | null {
  const [doc, setDoc] = useState<PDFDocumentProxy | null>(null);
  useEffect(() => {
    if (!data) return;
    const left = new AbortController();
    const gone = () => left.signal.aborted;
    let end = () => {};
    void (async () => {
      const { read } = await import('../papers/viewer/pdf');
      if (gone()) return;
      const task = read(data);
      end = () => void task.destroy();
      const opened = await task.promise.catch(() => null);
      if (!gone() && opened) setDoc(opened);
    })();
    return () => {
      left.abort();
      end();
    };
  }, [data]);
  return doc;
}

function Pages({ doc, stale }: { doc: PDFDocumentProxy; stale: boolean }) {
  const { t } = useTranslation();
  const count = Math.min(doc.numPages, shown);
  return (
    <div className={classes.pages} data-stale={stale || undefined}>
      {Array.from({ length: count }, (_, index) => (
        <Sheet key={index} doc={doc} number={index + 1} />
      ))}
      {doc.numPages > count && <p>{t('letter.morePages', { n: doc.numPages - count })}</p>}
    </div>
  );
}

function Sheet({ doc, number }: { doc: PDFDocumentProxy; number: number }) {
  const { t } = useTranslation();
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const left = new AbortController();
    const gone = () => left.signal.aborted;
    let stop = () => {};
    void (async () => {
      const page = await doc.getPage(number);
      const target = canvas.current;
      if (gone() || !target) return;
      const { width } = page.getViewport({ scale: 1 });
      const scale = (target.clientWidth * Math.min(window.devicePixelRatio || 1, 2)) / width;
      const viewport = page.getViewport({ scale });
      // Drawn apart and put on the page whole: no flicker while one types.
      const apart = document.createElement('canvas');
      apart.width = Math.floor(viewport.width);
      apart.height = Math.floor(viewport.height);
      const drawing = page.render({ canvas: apart, viewport });
      stop = () => drawing.cancel();
      await drawing.promise;
      if (gone()) return;
      target.width = apart.width;
      target.height = apart.height;
      target.getContext('2d')?.drawImage(apart, 0, 0);
      target.dataset.drawn = 'true';
    })().catch(() => undefined); // replaced by a newer one
    return () => {
      left.abort();
      stop();
    };
  }, [doc, number]);
  return (
    <canvas
      ref={canvas}
      className={classes.sheet}
      role="img"
      aria-label={t('letter.page', { n: number })}
      data-testid="sheet"
    />
  );
}
