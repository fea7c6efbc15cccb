// Figures measured on the way: printed with the results and kept in e2e-results/figures.txt.
import { appendFileSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../e2e-results', import.meta.url));

/** Tells a measured figure; figures are told, never asserted. */
export function figure(name, value, unit) {
  const line = `${name}: ${value.toFixed(value < 10 ? 2 : 1)} ${unit}`;
  console.log(line);
  mkdirSync(folder, { recursive: true });
  appendFileSync(`${folder}/figures.txt`, `${new Date().toISOString()} ${line}\n`);
}
