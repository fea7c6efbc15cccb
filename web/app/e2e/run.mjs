// Runs the end-to-end tests: all of them, or those whose names are given (`npm run e2e -- conference pages`), each file with
// a server of its own. Those in which cameras run go one after the other, with nothing beside them; then two at once of those
// that only read and write pages, as half of what a browser does for such a test is waiting.
import { setMaxListeners } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
// In these cameras run, which keep two processors busy. The longest first.
const live = [
  'whole',
  'conference',
  'hour',
  'terminal',
  'conduct',
  'hallpanels',
  'stage',
  'resilience',
  'floor',
  'ballot',
  'technician',
  'recording',
  'firefox',
  'backup',
  'transport',
  'ways',
  'meeting',
  'options',
  'lines',
];
// Of the others these are the longest.
const first = [
  'pages',
  'deskpages',
  'directory',
  'desk',
  'functions',
  'administration',
  'papers',
  'conclude',
];
const suffix = '.test.mjs';
const there = readdirSync(here)
  .filter((file) => file.endsWith(suffix))
  .map((file) => file.slice(0, -suffix.length));
// Only when named: what a browser plays of a narrow line is told by a machine that does nothing else.
const byName = ['lines'];
const all = [...new Set([...live.filter((name) => there.includes(name)), ...first, ...there])];
const pattern = '--test-name-pattern=';
const given = process.argv.slice(2);
const wanted = given.filter((argument) => !argument.startsWith('-'));
const testNamePatterns = given.filter((a) => a.startsWith(pattern)).map((a) => a.slice(pattern.length));

if (wanted.length > 0) process.env.E2E_PICTURES ??= '1';
const names = wanted.length > 0 ? wanted : all.filter((name) => !byName.includes(name));
const fileOf = (name) => `${here}${name}${suffix}`;
const missing = names.filter((name) => !existsSync(fileOf(name)));
if (missing.length > 0) {
  console.error(`No such test: ${missing.join(', ')}. There are: ${all.join(', ')}.`);
  process.exit(2);
}

const stopped = new AbortController();
setMaxListeners(0, stopped.signal); // every file listens
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stopped.abort());
const failures = [];
process.exitCode = 1; // until all have been heard

async function runFile(name) {
  const options = testNamePatterns.length > 0 ? { testNamePatterns } : {};
  const tests = run({ files: [fileOf(name)], signal: stopped.signal, ...options });
  tests.on('test:fail', ({ name: test, details }) => {
    const why = details.error.cause ?? details.error;
    failures.push(`${name}: ${test}: ${why.stack ?? why}`);
  });
  const began = Date.now();
  for await (const text of tests.compose(new spec())) process.stdout.write(text);
  console.log(`${name} took ${Math.round((Date.now() - began) / 1000)} s\n`);
}

/** Runs the files of a queue until it is empty. */
async function work(queue) {
  for (;;) {
    const name = queue.shift();
    if (name === undefined || stopped.signal.aborted) return;
    await runFile(name);
  }
}

await work(names.filter((name) => live.includes(name)));
const pages = names.filter((name) => !live.includes(name));
await Promise.all([work(pages), work(pages)]);
// Once more at the end, where they are found among the words of all files.
for (const failure of failures) console.error(`FAILED ${failure}\n`);
process.exitCode = failures.length > 0 || stopped.signal.aborted ? 1 : 0;
