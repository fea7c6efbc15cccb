import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Failure } from '../../../components/Failure';
import { Loading } from '../../../components/Loading';
import { listNotes, pagesAddress, paperKeys } from '../api';
import type { Note, PaperDetail, PaperFile, PaperView } from '../types';
import { stepZoom, type Zoom } from './geometry';
import { Heading } from './Heading';
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

interface Props {
  paper: PaperDetail;
  file: PaperFile;
  view: PaperView;
}

/** The pages of a paper, under the reader's stamp. */
export function Reader(props: Props) {
  const { t } = useTranslation();
  const { paper, view } = props;
  const { doc, error } = usePdf(pagesAddress(view.id));
  return (
    <div className={classes.viewer}>
      <Heading paper={paper} number={view.number} watermark={view.watermark} />
      {error ? (
        <Failure
          part
          title={t('papers.viewer.failed')}
          body={error.message}
          onRetry={() => window.location.reload()}
        />
      ) : doc ? (
        <Desk {...props} doc={doc} />
      ) : (
        <Loading label={t('papers.viewer.loading')} />
      )}
    </div>
  );
}

const noNotes: Note[] = [];

function Desk({ paper, view, doc }: Props & { doc: PDFDocumentProxy }) {
  const wide = useMediaQuery('(min-width: 1000px)', undefined, { getInitialValueInEffect: false });
  const [panel, setPanel] = useState<Panel | null>(null);
  const [thumbs, setThumbs] = useState(wide);
  const [zoom, setZoom] = useState<Zoom>('width');
  const [scale, setScale] = useState(1);
  const [page, setPage] = useState(1);
  const [words, setWords] = useState('');
  const [at, setAt] = useState(0);
  const [pen, setPen] = useState(false);
  const pages = useRef<PagesHandle>(null);
  const desk = useRef<HTMLDivElement>(null);
  const goTo = useCallback(
    (to: number) => pages.current?.goTo(Math.min(doc.numPages, Math.max(1, to))),
    [doc],
  );
  const found = useSearch(doc, panel === 'search' ? words : '');
  const match = found.matches[Math.min(at, found.matches.length - 1)];
  useEffect(() => {
    if (match) goTo(match.page);
  }, [match, goTo]);
  const notes = useQuery({ queryKey: paperKeys.notes(paper.id), queryFn: () => listNotes(paper.id) });
  const marks = useMarks(paper.id, view.number);
  const all = notes.data?.items ?? noNotes;
  const here = useMemo(() => all.filter(({ number }) => number === view.number), [all, view.number]);
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
  const step = (by: 1 | -1) =>
    setAt((now) =>
      found.matches.length === 0 ? 0 : (now + by + found.matches.length) % found.matches.length,
    );
  return (
    <div ref={desk} className={classes.desk} data-testid="reader">
      <Toolbar
        page={page}
        count={doc.numPages}
        zoom={zoom}
        scale={scale}
        panel={panel}
        thumbs={thumbs}
        onGo={goTo}
        onZoom={setZoom}
        onPanel={toggle}
        onThumbs={() => setThumbs(!thumbs)}
      />
      {panel === 'search' && (
        <SearchBar
          words={words}
          found={found}
          at={match ? found.matches.indexOf(match) + 1 : 0}
          onWords={(text) => {
            setWords(text);
            setAt(0);
          }}
          onStep={step}
          onClose={() => setPanel(null)}
        />
      )}
      <div className={classes.body}>
        {thumbs && <Thumbnails doc={doc} viewId={view.id} current={page} marked={marked} onGo={goTo} />}
        <Pages
          ref={pages}
          doc={doc}
          zoom={zoom}
          notes={here}
          matches={found.matches}
          current={match}
          watermark={view.watermark}
          pen={pen ? marks.color : null}
          onPage={setPage}
          onScale={setScale}
          onDraw={(on, areas) => marks.add({ page: on, kind: 'ink', areas, color: marks.color })}
        />
        {panel === 'notes' && (
          <Notes
            notes={notes}
            current={view.number}
            page={page}
            pen={pen}
            marks={marks}
            onPen={() => setPen(!pen)}
            onGo={goTo}
          />
        )}
      </div>
      {!pen && <SelectionBar within={desk} color={marks.color} onMark={marks.add} />}
    </div>
  );
}
