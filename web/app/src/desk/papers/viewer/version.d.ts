/** The version of pdf.js that the app was built with. */
declare const __PDFJS_VERSION__: string;
