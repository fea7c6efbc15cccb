import { useEffect, useState } from 'react';
import type { PDFDocumentProxy } from './pdf';

interface Pdf {
  doc?: PDFDocumentProxy;
  error?: Error;
}

/** The PDF file at an address. Its code comes only when there is one to show. */
export function usePdf(url: string): Pdf {
  const [pdf, setPdf] = useState<Pdf & { url?: string }>({});
  useEffect(() => {
    const left = new AbortController();
    const gone = () => left.signal.aborted;
    let end = () => {};
    const begin = async () => {
      const { open } = await import('./pdf');
      if (gone()) return;
      const task = open(url);
      end = () => void task.destroy();
      const doc = await task.promise;
      if (!gone()) setPdf({ doc, url });
    };
    begin().catch((error: unknown) => {
      if (!gone()) setPdf({ error: error instanceof Error ? error : new Error(String(error)), url });
    });
    return () => {
      left.abort();
      end();
    };
  }, [url]);
  return pdf.url === url ? pdf : {};
}
