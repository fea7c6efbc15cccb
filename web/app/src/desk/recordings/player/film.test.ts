import { describe, expect, it } from 'vitest';
import { Film } from './film';

/** A video of a hundred seconds that plays. */
function playing(at: number) {
  const video = document.createElement('video');
  Object.defineProperties(video, {
    paused: { value: false },
    duration: { value: 100 },
    currentTime: { value: at, writable: true },
  });
  return { video, film: new Film(video) };
}

describe('a film that plays', () => {
  it('passes silences when that is wanted, and counts what it saves', () => {
    const { video, film } = playing(12);
    film.silences = [{ fromMs: 10_000, toMs: 20_000 }];
    video.dispatchEvent(new Event('timeupdate'));
    expect(video.currentTime).toBe(12);
    film.skipping = true;
    video.dispatchEvent(new Event('timeupdate'));
    expect(video.currentTime).toBe(20);
    expect(film.get().saved).toBe(8);
    expect(film.get().passed).toEqual({ seconds: 8, count: 1, silent: true });
  });
  it('passes a gap in it as a gap', () => {
    const { video, film } = playing(12);
    film.silences = [{ fromMs: 10_000, toMs: 20_000 }];
    film.gaps = [{ startMs: 11_000, endMs: 30_000, reason: 'paused' }];
    film.skipping = true;
    video.dispatchEvent(new Event('timeupdate'));
    expect(video.currentTime).toBe(30);
    expect([film.get().passed.silent, film.get().saved]).toEqual([false, 0]);
  });
});
