import {
  getDocument,
  GlobalWorkerOptions,
  TextLayer,
  type PDFDocumentProxy,
  type PDFPageProxy,
} from 'pdfjs-dist/legacy/build/pdf.mjs';
import worker from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?url';

// The legacy build, for Chrome 109. All that it loads comes from this server.
GlobalWorkerOptions.workerSrc = worker;

export { TextLayer };
export type { PDFDocumentProxy, PDFPageProxy };

/** Where the build puts the fonts, character maps and decoders that the library asks for by name. */
const support = `/assets/pdfjs-${__PDFJS_VERSION__}`;

const options = {
  isEvalSupported: false,
  enableXfa: false,
  cMapUrl: `${support}/cmaps/`,
  standardFontDataUrl: `${support}/standard_fonts/`,
  wasmUrl: `${support}/wasm/`,
  iccUrl: `${support}/iccs/`,
};

/** Reads a PDF file that is here already. */
export const read = (data: ArrayBuffer) => getDocument({ data: data.slice(0), ...options });

/** Begins to read a PDF file in parts: a narrow line carries only the pages that are looked at. */
export function open(url: string) {
  return getDocument({
    url,
    disableAutoFetch: true,
    disableStream: true,
    rangeChunkSize: 128 * 1024,
    ...options,
  });
}
