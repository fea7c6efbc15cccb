// What keeps people out of a page, as axe-core sees it.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Waits until nothing on the page is on its way from one look to another; what moves without end is left to move. */
function atRest(page) {
  return page.evaluate(() => {
    const finite = document
      .getAnimations()
      .filter((one) => Number.isFinite(one.effect?.getComputedTiming().endTime));
    // A page that is not drawn finishes none.
    const enough = new Promise((resolve) => setTimeout(resolve, 5000));
    return Promise.race([Promise.allSettled(finite.map((one) => one.finished)), enough]).then(
      () => undefined,
    );
  });
}

/** Serious and critical violations of the page as it stands, each with the first element that has it. */
export async function barriers(page) {
  await atRest(page);
  // By way of the debugger: the app's policy allows no script of others.
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() =>
    window.axe.run(document, {
      resultTypes: ['violations'],
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
    }),
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 160)} (${nodes.length}) ${nodes[0].failureSummary}`,
    );
}
