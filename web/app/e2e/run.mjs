// Runs the end-to-end tests: all of them, or those whose names are given (`npm run e2e -- conference pages`).
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const order = [
  'schema',
  'conference',
  'meeting',
  'papers',
  'resilience',
  'transport',
  'options',
  'directory',
  'backup',
  'firefox',
  'desk',
  'pages',
];
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
const options = process.argv.slice(2).filter((argument) => argument.startsWith('-'));

const files = (wanted.length > 0 ? wanted : order).map((name) => `${here}${name}.test.mjs`);
const missing = files.filter((file) => !existsSync(file));
if (missing.length > 0) {
  console.error(`No such test: ${missing.join(', ')}. There are: ${order.join(', ')}.`);
  process.exit(2);
}
const run = spawn(
  process.execPath,
  ['--test', '--test-concurrency=1', '--test-reporter=spec', ...options, ...files],
  { stdio: 'inherit' },
);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => run.kill(signal));
run.on('exit', (code) => process.exit(code ?? 1));
