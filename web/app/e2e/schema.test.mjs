// The app's API types are those of the server's own OpenAPI document.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { Server } from './lib/server.mjs';

const app = fileURLToPath(new URL('..', import.meta.url));
let server;

before(async () => {
  server = await Server.start();
});

after(() => server?.stop());

it('src/api/schema.gen.ts is what `npm run gen` makes', async () => {
  const check = promisify(execFile)('npm', ['run', 'gen:check'], {
    cwd: app,
    env: { ...process.env, GIAOBAN_URL: server.url },
  });
  await assert.doesNotReject(
    check,
    'run `make gen` with the server on its usual address and commit the result',
  );
});

it('the document keeps to the rules of OpenAPI', async () => {
  const source = await (await fetch(`${server.url}/api/openapi.json`)).text();
  const config = await createConfig({
    extends: ['recommended'],
    // The licence is the product's, not the interface's; what may be refused is told by "default".
    rules: { 'info-license': 'off', 'operation-4xx-response': 'off' },
  });
  const problems = await lintFromString({ source, config });
  const told = problems.map((problem) => `${problem.location[0]?.pointer}: ${problem.message}`);
  assert.deepEqual(told, []);
});
