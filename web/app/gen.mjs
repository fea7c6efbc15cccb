// Writes the app's API types from the OpenAPI document of a running server: its schemas, since the app names operations by
// their paths. With --check it writes nothing and fails when the file is not what it would write.
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';

const server = process.env.GIAOBAN_URL ?? 'http://127.0.0.1:7880';
const file = fileURLToPath(new URL('src/api/schema.gen.ts', import.meta.url));

const answer = await fetch(`${server}/api/openapi.json`);
if (!answer.ok) throw new Error(`${answer.url} answered ${answer.status}`);
const document = await answer.json();
const ast = await openapiTS({ ...document, paths: {} });
const types = `// Made by \`npm run gen\` from the server's OpenAPI document; not to be edited.\n\n${astToString(ast)}`;

if (!process.argv.includes('--check')) {
  await writeFile(file, types);
} else if ((await readFile(file, 'utf8')) !== types) {
  console.error(`${file} is not what the server at ${server} describes`);
  process.exitCode = 1;
}
