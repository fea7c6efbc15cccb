import { createReadStream, existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Plugin } from 'vite';

const manifest = createRequire(import.meta.url).resolve('pdfjs-dist/package.json');
const root = path.dirname(manifest);
const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
const base = `assets/pdfjs-${version}`;

/** What pdf.js asks for by name: fonts that files leave out, character maps, image decoders, colour profiles. */
const folders = ['standard_fonts', 'cmaps', 'wasm', 'iccs'];
const wanted = (name: string) => !name.includes('quickjs') && !name.endsWith('.js');

/** Puts the supporting files of pdf.js beside the app, under their version, so that they can be kept for good. */
export function pdfjs(): Plugin {
  return {
    name: 'pdfjs-support',
    config: () => ({ define: { __PDFJS_VERSION__: JSON.stringify(version) } }),
    generateBundle() {
      for (const folder of folders) {
        for (const name of readdirSync(path.join(root, folder)).filter(wanted)) {
          const source = readFileSync(path.join(root, folder, name));
          this.emitFile({ type: 'asset', fileName: `${base}/${folder}/${name}`, source });
        }
      }
    },
    configureServer(server) {
      server.middlewares.use(`/${base}`, (request, response, next) => {
        const file = path.join(root, path.normalize(request.url?.split('?')[0] ?? ''));
        if (!file.startsWith(root) || !existsSync(file)) {
          next();
          return;
        }
        createReadStream(file).pipe(response);
      });
    },
  };
}
