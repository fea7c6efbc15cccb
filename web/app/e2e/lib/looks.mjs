// How pages are looked at: at three sizes, for what is cut off, keeps people out or complains.
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { barriers } from './axe.mjs';

export const sizes = [
  { width: 1440, height: 900 },
  { width: 1024, height: 768 },
  { width: 390, height: 844 },
];

/** Takes a picture for people to look at, where somebody asked for them: when files are run by name, or E2E_PICTURES is set. */
export async function picture(page, options) {
  if (process.env.E2E_PICTURES) await page.screenshot(options);
}

/** Shows the page by day ('light') or by night ('dark'), as whoever set their system so sees it. */
export async function inScheme(page, colorScheme) {
  await page.emulateMedia({ colorScheme });
  await page.locator(`html[data-mantine-color-scheme="${colorScheme}"]`).waitFor({ state: 'attached' });
}

/** How long a page may take to lay itself out for a window that has changed, ms. */
const layoutMs = 10_000;

/** What is wider than the window, and words that their own box cuts off, once it is laid out; empty when nothing is. */
export async function cutOff(page) {
  const until = Date.now() + layoutMs;
  for (;;) {
    const found = await cutOffNow(page);
    if (found.length === 0 || Date.now() > until) return found;
    await pause(100);
  }
}

/** How many pixels the page is wider than its window, once it is laid out. */
export async function tooWide(page) {
  const until = Date.now() + layoutMs;
  for (;;) {
    const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (over <= 0 || Date.now() > until) return over;
    await pause(100);
  }
}

function cutOffNow(page) {
  return page.evaluate(() => {
    const told = (element) => element.outerHTML.slice(0, 160);
    const all = [...document.querySelectorAll('body *')];
    const wide = document.documentElement.clientWidth;
    const over =
      document.documentElement.scrollWidth > wide
        ? all.filter((element) => element.getBoundingClientRect().right > wide + 1)
        : [];
    const cut = all.filter((element) => {
      const words = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
      const style = getComputedStyle(element);
      return (
        words &&
        element.clientWidth > 1 && // words for screen readers only
        element.scrollWidth > element.clientWidth + 1 &&
        style.overflowX !== 'visible' &&
        style.textOverflow !== 'ellipsis'
      );
    });
    return [...over.slice(0, 3).map((e) => `too wide ${told(e)}`), ...cut.map((e) => `cut off ${told(e)}`)];
  });
}

/** Console errors that nobody expects: a refused request is logged by the browser itself. */
export function complaints(page, expects) {
  const known = (line) => /status of 401/.test(line) || expects?.test(line);
  return [...page.faults, ...page.log.filter((line) => line.startsWith('error') && !known(line))];
}

/** A page as it stands now: a picture at every size, nothing cut off, and at its own size nothing that keeps people out. */
export async function inspect(page, path) {
  const before = page.viewportSize();
  const found = await barriers(page);
  for (const size of sizes) {
    await page.setViewportSize(size);
    await picture(page, { path: `${path}-${size.width}.png` });
    found.push(...(await cutOff(page)).map((line) => `${size.width}: ${line}`));
  }
  await page.setViewportSize(before);
  assert.deepEqual(found, []);
}
