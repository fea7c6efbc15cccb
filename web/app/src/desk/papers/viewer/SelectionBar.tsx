import { Button } from '@mantine/core';
import { IconHighlight, IconNote, IconUnderline } from '@tabler/icons-react';
import { useEffect, useState, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import type { Area, NoteWrite } from '../types';
import { areasOf } from './geometry';
import type { Color } from './useMarks';
import classes from './viewer.module.css';

interface Selected {
  page: number;
  areas: Area[];
  text: string;
}

interface Props {
  within: RefObject<HTMLElement | null>;
  color: Color;
  onMark: (note: NoteWrite) => void;
}

/** What can be done with the words that are selected on a page. */
export function SelectionBar({ within, color, onMark }: Props) {
  const { t } = useTranslation();
  const [selected, setSelected] = useState<Selected | null>(null);
  useEffect(() => {
    const look = () => setSelected(selectedIn(within.current));
    document.addEventListener('selectionchange', look);
    return () => document.removeEventListener('selectionchange', look);
  }, [within]);
  if (!selected) return null;
  const mark = (kind: 'highlight' | 'underline' | 'note') => {
    const { page, areas, text } = selected;
    onMark({ page, areas, kind, color, text: kind === 'note' ? text : text.slice(0, 200) });
    document.getSelection()?.removeAllRanges();
  };
  // Pressing a button must not take the selection away before it is used.
  const keep = (event: React.MouseEvent) => event.preventDefault();
  return (
    <div className={classes.selectionBar} role="toolbar" aria-label={t('papers.viewer.mark')}>
      <Button
        leftSection={<IconHighlight size={20} aria-hidden />}
        onMouseDown={keep}
        onClick={() => mark('highlight')}
        data-testid="mark-highlight"
      >
        {t('papers.viewer.kind.highlight')}
      </Button>
      <Button
        variant="default"
        leftSection={<IconUnderline size={20} aria-hidden />}
        onMouseDown={keep}
        onClick={() => mark('underline')}
      >
        {t('papers.viewer.kind.underline')}
      </Button>
      <Button
        variant="default"
        leftSection={<IconNote size={20} aria-hidden />}
        onMouseDown={keep}
        onClick={() => mark('note')}
        aria-label={t('papers.viewer.fromSelection')}
      >
        {t('papers.viewer.kind.note')}
      </Button>
    </div>
  );
}

/** The selection, as far as it lies on the page that it began on. */
function selectedIn(desk: HTMLElement | null): Selected | null {
  const selection = document.getSelection();
  if (!desk || !selection || selection.isCollapsed || selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  const start = range.startContainer;
  const page = (start instanceof Element ? start : start.parentElement)?.closest<HTMLElement>('[data-page]');
  if (!page || !desk.contains(page)) return null;
  const text = selection.toString().trim();
  const areas = areasOf(range.getClientRects(), page.getBoundingClientRect());
  if (text === '' || areas.length === 0) return null;
  return { page: Number(page.dataset.page), areas: areas.slice(0, 500), text };
}
