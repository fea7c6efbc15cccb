import { Loader } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { IconChevronLeft, IconChevronRight, IconCurrentLocation, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { messageOf } from '../../api/problem';
import { getPaper, openPaper, pagesAddress, paperKeys } from '../../desk/papers/api';
import { scaleOf, type Size } from '../../desk/papers/viewer/geometry';
import { PageView } from '../../desk/papers/viewer/PageView';
import type { PDFDocumentProxy } from '../../desk/papers/viewer/pdf';
import { usePdf } from '../../desk/papers/viewer/usePdf';
import classes from './paper.module.css';
import { useConduct, useGive } from './context';

const a4: Size = { width: 595, height: 842 };
const none: never[] = [];

/** The paper that is open at every site, at the presenter's page until one turns on by oneself. */
export function PaperStage({ paperId }: { paperId: string }) {
  const { t } = useTranslation();
  const paper = useQuery({ queryKey: paperKeys.paper(paperId), queryFn: () => getPaper(paperId) });
  const view = useQuery({
    queryKey: ['paper-view', paperId, 'hall'],
    queryFn: () => openPaper(paperId, 0),
    staleTime: Infinity,
    gcTime: 0,
    retry: 1,
  });
  const error = paper.error ?? view.error;
  if (error) {
    return (
      <div className={classes.stage} role="alert">
        <p className={classes.told}>{t('conduct.paper.failed', { message: messageOf(error, t) })}</p>
      </div>
    );
  }
  if (!paper.data || !view.data) return <Waiting />;
  return <Opened title={paper.data.title} url={pagesAddress(view.data.id)} watermark={view.data.watermark} />;
}

function Waiting() {
  const { t } = useTranslation();
  return (
    <div className={classes.stage} role="status">
      <Loader />
      <p className={classes.told}>{t('conduct.paper.opening')}</p>
    </div>
  );
}

function Opened({ title, url, watermark }: { title: string; url: string; watermark: string[] }) {
  const { t } = useTranslation();
  const { doc, error } = usePdf(url);
  if (error) {
    return (
      <div className={classes.stage} role="alert">
        <p className={classes.told}>{t('conduct.paper.unreadable')}</p>
      </div>
    );
  }
  return doc ? <Pages title={title} doc={doc} watermark={watermark} /> : <Waiting />;
}

function Pages({ title, doc, watermark }: { title: string; doc: PDFDocumentProxy; watermark: string[] }) {
  const state = useConduct();
  const { ref, width, height } = useElementSize();
  const [size, setSize] = useState<Size>(a4);
  // The page one has turned to by oneself, and the presenter's page then: when that is turned, all follow again.
  const [own, setOwn] = useState<{ page: number; from: number } | null>(null);
  const led = Math.min(Math.max(1, state?.agenda?.page ?? 1), doc.numPages);
  const wanders = own !== null && own.from === led;
  const page = wanders ? own.page : led;
  return (
    <div className={classes.stage} data-testid="paper-stage" data-page={page} data-led={led}>
      <div className={classes.page} ref={ref}>
        <PageView
          doc={doc}
          number={page}
          scale={scaleOf('page', size, { width, height })}
          size={size}
          notes={none}
          matches={none}
          current={undefined}
          watermark={watermark}
          pen={null}
          onSize={(_, next) =>
            setSize((now) => (now.width === next.width && now.height === next.height ? now : next))
          }
          onDraw={() => undefined}
        />
      </div>
      <Tools
        title={title}
        page={page}
        pages={doc.numPages}
        wanders={wanders}
        onWander={(to) => setOwn({ page: to, from: led })}
        onReturn={() => setOwn(null)}
      />
    </div>
  );
}

interface ToolsProps {
  title: string;
  page: number;
  pages: number;
  wanders: boolean;
  onWander: (page: number) => void;
  onReturn: () => void;
}

/** Whoever presents turns the page for all; everyone else for themselves, and comes back. */
function Tools({ title, page, pages, wanders, onWander, onReturn }: ToolsProps) {
  const { t } = useTranslation();
  const state = useConduct();
  const give = useGive();
  const leads = (state?.mine.leads || state?.mine.presents) === true;
  const turn = (to: number) => {
    if (leads) void give({ verb: 'agenda.turn', page: to });
    else onWander(to);
  };
  return (
    <div className={classes.tools}>
      <span className={classes.title}>{title}</span>
      {wanders && (
        <button type="button" className={classes.press} data-testid="paper-return" onClick={onReturn}>
          <IconCurrentLocation aria-hidden /> {t('conduct.paper.back')}
        </button>
      )}
      <button
        type="button"
        className={classes.press}
        disabled={page <= 1}
        data-testid="paper-previous"
        aria-label={t(leads ? 'conduct.paper.previousAll' : 'conduct.paper.previous')}
        onClick={() => turn(page - 1)}
      >
        <IconChevronLeft aria-hidden />
      </button>
      <span className={classes.number}>{t('conduct.paper.page', { page, pages })}</span>
      <button
        type="button"
        className={classes.press}
        disabled={page >= pages}
        data-testid="paper-next"
        aria-label={t(leads ? 'conduct.paper.nextAll' : 'conduct.paper.next')}
        onClick={() => turn(page + 1)}
      >
        <IconChevronRight aria-hidden />
      </button>
      {leads && (
        <button
          type="button"
          className={classes.press}
          data-testid="paper-close"
          onClick={() => void give({ verb: 'agenda.show' })}
        >
          <IconX aria-hidden /> {t('conduct.paper.close')}
        </button>
      )}
    </div>
  );
}
