import { useDebouncedValue } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';
import type { PDFDocumentProxy } from './pdf';
import { findIn, fold, textOf, type Folded, type Match, type TextItem } from './search';

export interface Found {
  matches: Match[];
  /** Not all pages have been looked at yet. */
  searching: boolean;
  /** No page has any text: a scan. */
  noText: boolean;
}

const nothing: Found = { matches: [], searching: false, noText: false };

/** The items of a page that carry text. */
export async function itemsOf(doc: PDFDocumentProxy, page: number): Promise<TextItem[]> {
  const { items } = await (await doc.getPage(page)).getTextContent();
  return items.filter((item): item is (typeof items)[number] & TextItem => 'str' in item);
}

/** Looks for words through all pages, one after the other; what was read once is kept. */
export function useSearch(doc: PDFDocumentProxy | undefined, words: string): Found {
  const [wanted] = useDebouncedValue(words.trim(), 250);
  const [found, setFound] = useState<Found & { words: string }>({ ...nothing, words: '' });
  const read = useRef(new Map<number, Folded>());
  useEffect(() => {
    if (!doc || wanted === '') return;
    const left = new AbortController();
    const gone = () => left.signal.aborted;
    const look = async () => {
      const matches: Match[] = [];
      let length = 0;
      for (let page = 1; page <= doc.numPages && !gone(); page++) {
        let folded = read.current.get(page);
        if (!folded) {
          folded = fold(textOf(await itemsOf(doc, page)));
          read.current.set(page, folded);
        }
        length += folded.text.length;
        matches.push(...findIn(page, folded, wanted));
        const over = page === doc.numPages;
        if (!gone() && (over || page % 10 === 0)) {
          setFound({ matches: [...matches], searching: !over, noText: over && length === 0, words: wanted });
        }
      }
    };
    look().catch(() => !gone() && setFound({ ...nothing, words: wanted }));
    return () => {
      left.abort();
    };
  }, [doc, wanted]);
  if (words.trim() === '') return nothing;
  return found.words === wanted && wanted === words.trim() ? found : { ...nothing, searching: true };
}
