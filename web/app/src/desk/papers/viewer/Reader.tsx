import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Failure } from '../../../components/Failure';
import { Loading } from '../../../components/Loading';
import { listNotes, paperKeys } from '../api';
import type { Note } from '../types';
import { stepZoom, type Zoom } from './geometry';
import { Notes } from './Notes';
import { Pages, type PagesHandle } from './Pages';
import type { PDFDocumentProxy } from './pdf';
import { SearchBar } from './SearchBar';
import { SelectionBar } from './SelectionBar';
import { Thumbnails } from './Thumbnails';
import { Toolbar, type Panel } from './Toolbar';
import { useKeys } from './useKeys';
import { useMarks } from './useMarks';
import { usePdf } from './usePdf';
import { useSearch } from './useSearch';
import classes from './viewer.module.css';

/** What is read: where its pages are, whose stamp is on them, and the paper that notes are written on. */
export interface Source {
  pages: string;
  /** Where a small picture of a page is. */
  picture: (page: number) => string;
  watermark: string[];
  /** Without it no notes are kept. */
  notesOf?: { paperId: string; number: number };
}

interface Props {
  source: Source;
  heading: ReactNode;
}

/** The pages of a paper or document. */
export function Reader({ source, heading }: Props) {
  const { t } = useTranslation();
  const { doc, error } = usePdf(source.pages);
  return (
    <div className={classes.viewer}>
      {heading}
      {error ? (
        <Failure
          part
          title={t('papers.viewer.failed')}
          body={error.message}
          onRetry={() => window.location.reload()}
        />
      ) : doc ? (
        <Desk source={source} doc={doc} />
      ) : (
        <Loading label={t('papers.viewer.loading')} />
      )}
    </div>
  );
}

/** The reader's notes on a paper; of none without one. */
const useNotes = (paperId: string) =>
  useQuery({
    queryKey: paperKeys.notes(paperId),
    queryFn: () => listNotes(paperId),
    enabled: paperId !== '',
  });

const noNotes: Note[] = [];

/** What is searched for and where one stands among what was found; going on leads there. */
function useHits(doc: PDFDocumentProxy, open: boolean, goTo: (page: number) => void) {
  const [words, setWords] = useState('');
  const [at, setAt] = useState(0);
  const found = useSearch(doc, open ? words : '');
  const count = found.matches.length;
  const match = found.matches[Math.min(at, count - 1)];
  useEffect(() => {
    if (match) goTo(match.page);
  }, [match, goTo]);
  return {
    words,
    found,
    match,
    /** From 1; 0 when there is none. */
    at: match ? found.matches.indexOf(match) + 1 : 0,
    look: (text: string) => {
      setWords(text);
      setAt(0);
    },
    step: (by: 1 | -1) => setAt((now) => (count === 0 ? 0 : (now + by + count) % count)),
  };
}

function Desk({ source, doc }: { source: Source; doc: PDFDocumentProxy }) {
  const { notesOf, watermark } = source;
  const { paperId, number: version } = notesOf ?? { paperId: '', number: 0 };
  const wide = useMediaQuery('(min-width: 1000px)', undefined, { getInitialValueInEffect: false });
  const [panel, setPanel] = useState<Panel | null>(null);
  const [thumbs, setThumbs] = useState(wide);
  const [zoom, setZoom] = useState<Zoom>('width');
  const [scale, setScale] = useState(1);
  const [page, setPage] = useState(1);
  const [pen, setPen] = useState(false);
  const pages = useRef<PagesHandle>(null);
  const desk = useRef<HTMLDivElement>(null);
  const goTo = useCallback(
    (to: number) => pages.current?.goTo(Math.min(doc.numPages, Math.max(1, to))),
    [doc],
  );
  const hits = useHits(doc, panel === 'search', goTo);
  const notes = useNotes(paperId);
  const marks = useMarks(paperId, version);
  const all = notes.data?.items ?? noNotes;
  const here = useMemo(() => all.filter(({ number }) => number === version), [all, version]);
  const marked = useMemo(() => new Set(here.map((note) => note.page)), [here]);
  const toggle = (which: Panel) => setPanel((now) => (now === which ? null : which));
  useKeys(desk, {
    page: (by) => goTo(page + by),
    first: () => goTo(1),
    last: () => goTo(doc.numPages),
    zoom: (direction) => setZoom(stepZoom(scale, direction)),
    fit: () => setZoom('width'),
    search: () => setPanel('search'),
    escape: () => (pen ? setPen(false) : setPanel(null)),
  });
  return (
    <div ref={desk} className={classes.desk} data-testid="reader">
      <Toolbar
        page={page}
        count={doc.numPages}
        zoom={zoom}
        scale={scale}
        panel={panel}
        notes={notesOf !== undefined}
        thumbs={thumbs}
        onGo={goTo}
        onZoom={setZoom}
        onPanel={toggle}
        onThumbs={() => setThumbs(!thumbs)}
      />
      {panel === 'search' && (
        <SearchBar
          words={hits.words}
          found={hits.found}
          at={hits.at}
          onWords={hits.look}
          onStep={hits.step}
          onClose={() => setPanel(null)}
        />
      )}
      <div className={classes.body}>
        {thumbs && (
          <Thumbnails doc={doc} picture={source.picture} current={page} marked={marked} onGo={goTo} />
        )}
        <Pages
          ref={pages}
          doc={doc}
          zoom={zoom}
          notes={here}
          matches={hits.found.matches}
          current={hits.match}
          watermark={watermark}
          pen={pen ? marks.color : null}
          onPage={setPage}
          onScale={setScale}
          onDraw={(on, areas) => marks.add({ page: on, kind: 'ink', areas, color: marks.color })}
        />
        {panel === 'notes' && (
          <Notes
            notes={notes}
            current={version}
            page={page}
            pen={pen}
            marks={marks}
            onPen={() => setPen(!pen)}
            onGo={goTo}
          />
        )}
      </div>
      {notesOf && !pen && <SelectionBar within={desk} color={marks.color} onMark={marks.add} />}
    </div>
  );
}
