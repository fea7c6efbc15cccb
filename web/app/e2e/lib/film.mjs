// A recording's film, as a browser takes it and as a line carries it.
import assert from 'node:assert/strict';
import { throttle } from './line.mjs';
import { until } from './wait.mjs';

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

/**
 * Has the film played from before a stretch of silence to behind it, in ms, and resolves to the moments of the silence that
 * were played, in ms, but for those at its edges, where the player notices it.
 */
function playedOf(page, { fromMs, toMs }) {
  return page.getByTestId('video').evaluate(
    async (video, [from, to]) => {
      const seen = [];
      video.currentTime = from / 1000 - 0.8;
      await new Promise((resolve) => video.addEventListener('seeked', resolve, { once: true }));
      await video.play();
      while (!video.ended && video.currentTime * 1000 < to) {
        await new Promise((resolve) => setTimeout(resolve, 50));
        seen.push(video.currentTime * 1000);
      }
      video.pause();
      return seen.filter((ms) => ms > from + 700 && ms < to - 100);
    },
    [fromMs, toMs],
  );
}

/** A film's silence is played like the rest, until the button says that silences are to be passed. */
export async function passesSilence(page, silences) {
  const silence = silences.find(({ fromMs, toMs }) => toMs - fromMs > 3000);
  assert.notDeepEqual(await playedOf(page, silence), [], 'nothing of a silence was played');
  await page.getByTestId('silence').click();
  assert.deepEqual(await playedOf(page, silence), [], 'a silence was not passed');
  await page.getByTestId('silence').click();
}

/** The review page of a recording plays its film on a line of 1 Mbit/s. */
export async function playsOnOneMegabit(page, recording) {
  const asked = await rates(page, `/api/v1${recording}/files/programme/index.m3u8`);
  assert.ok(Math.max(...asked) < 1_000_000, `${asked} bit/s`);
  await throttle(page, -1, { down: 125_000 });
  await page.reload();
  await page.getByTestId('entry-chapter').nth(1).click();
  const video = page.getByTestId('video');
  const from = await until('the second item', () =>
    video.evaluate((v) => v.currentTime > 1 && v.currentTime),
  );
  await until('three more seconds of it', () => video.evaluate((v, from) => v.currentTime > from + 3, from));
  await page.getByTestId('play').click();
  await throttle(page, -1);
}
