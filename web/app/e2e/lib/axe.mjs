// What keeps people out of a page, as axe-core sees it.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Waits until nothing on the page is on its way from one look to another; what moves without end is left to move. */
function atRest(page) {
  return page.evaluate(async () => {
    const end = performance.now() + 5000; // a page that is not drawn finishes none
    const within = (limit, promise) =>
      Promise.race([promise, new Promise((resolve) => setTimeout(resolve, limit))]);
    const frame = () => within(500, new Promise((resolve) => requestAnimationFrame(resolve)));
    while (performance.now() < end) {
      // What has just changed begins to move with the next frame.
      await frame();
      await frame();
      const finite = document
        .getAnimations()
        .filter((one) => Number.isFinite(one.effect?.getComputedTiming().endTime));
      if (finite.length === 0) return;
      await within(end - performance.now(), Promise.allSettled(finite.map((one) => one.finished)));
    }
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
