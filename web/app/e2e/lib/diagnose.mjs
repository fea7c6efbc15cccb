// What there was to see when a test failed.
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../e2e-results/failures', import.meta.url));

/** After a failed test: a screenshot and the log of each page, and the server's log. */
export async function diagnose(test, people, server) {
  if (test.passed !== false && !test.error) return;
  const name = test.name.replace(/[^\p{L}\p{N}]+/gu, '-').slice(0, 60);
  mkdirSync(folder, { recursive: true });
  for (const person of people) {
    if (!person.page || person.page.isClosed?.()) continue;
    const path = `${folder}/${name}-${person.username}`;
    await person.page.screenshot({ path: `${path}.png`, timeout: 10_000 }).catch(() => undefined);
    writeFileSync(`${path}.log`, [...person.page.faults, ...person.page.log].join('\n'));
  }
  if (server) writeFileSync(`${folder}/${name}-server.log`, server.log);
}

/** Does something outside of a test, with the same care. */
export async function diagnosed(name, people, server, act) {
  try {
    await act();
  } catch (error) {
    await diagnose({ name, error }, people, server);
    throw error;
  }
}
