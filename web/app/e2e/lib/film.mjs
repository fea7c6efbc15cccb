// A recording's film, as a browser takes it and as a line carries it.
import assert from 'node:assert/strict';

/** Loads a film in the page and seeks to its middle; resolves to its length and place (s) and its width (pixels). */
export function loaded(page, source) {
  return page.evaluate(async (source) => {
    const video = document.createElement('video');
    const comes = (event) =>
      new Promise((resolve, reject) => {
        video.addEventListener(event, resolve, { once: true });
        video.addEventListener('error', () => reject(new Error(video.error.message)), { once: true });
      });
    video.muted = true;
    const here = comes('loadeddata');
    video.src = source;
    await here;
    const sought = comes('seeked');
    video.currentTime = video.duration / 2;
    await sought;
    return { seconds: video.duration, width: video.videoWidth, at: video.currentTime };
  }, source);
}

/**
 * Does something that makes the page's film play on from a place (s) and resolves to where it was first seen behind that
 * place. The page itself looks: it plays on while others are slow.
 */
export async function playsFrom(page, film, from, act) {
  const beyond = page.waitForFunction(
    ([film, from]) => {
      const { readyState, currentTime } = document.querySelector(film);
      return readyState >= 2 && currentTime > from && currentTime;
    },
    [film, from],
  );
  const [seen] = await Promise.all([beyond, act()]);
  return seen.jsonValue();
}

/** What the player's clock shows, s. */
export async function clockOf(page) {
  const [m, s] = (await page.getByTestId('clock').textContent()).split('/')[0].split(':').map(Number);
  return m * 60 + s;
}

/** Does something that brings the player's clock near a time (s); as with playsFrom the page itself looks. */
export async function clockComesTo(page, seconds, act) {
  const near = page.waitForFunction((seconds) => {
    const [m, s] = document
      .querySelector('[data-testid="clock"]')
      .textContent.split('/')[0]
      .split(':')
      .map(Number);
    return Math.abs(m * 60 + s - seconds) <= 4;
  }, seconds);
  await Promise.all([near, act()]);
}

/** What each segment of a playlist of byte ranges (RFC 8216, 4.4.4.2) asks of a line, bits a second. */
export async function rates(page, list) {
  const text = await page.evaluate(async (list) => (await fetch(list)).text(), list);
  const found = [...text.matchAll(/#EXTINF:([\d.]+),\s*#EXT-X-BYTERANGE:(\d+)@/g)];
  assert.ok(found.length > 1, text);
  return found.map(([, seconds, bytes]) => Math.round((bytes * 8) / seconds));
}

/** The status with which a part of a file is answered. */
export function rangeStatus(page, source, range) {
  return page.evaluate(
    async ([source, range]) => (await fetch(source, { headers: { Range: range } })).status,
    [source, range],
  );
}
