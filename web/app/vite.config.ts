import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { pdfjs } from './vite.pdfjs';

// The Go server in development; `npm run dev` sends it everything that is not the app.
const server = process.env.GIAOBAN_URL ?? 'http://127.0.0.1:7880';

export default defineConfig({
  plugins: [react(), pdfjs()],
  build: {
    target: ['chrome109', 'firefox104', 'safari16.4'],
    // public/.keep is copied into dist, so that the Go package that embeds dist compiles before the first build too.
    emptyOutDir: true,
    chunkSizeWarningLimit: 900,
    // Nothing may become a data: URL, so that the content security policy can stay narrow.
    assetsInlineLimit: 0,
  },
  server: {
    port: 5173,
    proxy: {
      '/api': server,
      '/twirp': server,
      '/rtc': { target: server, ws: true },
    },
  },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: ['src/test/setup.ts'],
    // One page for all files of a worker: loading the app's modules again for each took most of the time. What a test
    // leaves behind is taken away after it, here and in the set-up.
    isolate: false,
    pool: 'threads',
    restoreMocks: true,
    unstubGlobals: true,
    testTimeout: 40_000,
  },
});
