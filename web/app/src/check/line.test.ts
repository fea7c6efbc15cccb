import { describe, expect, it, vi } from 'vitest';
import { measureRtt, measureThroughput } from './line';

const signal = new AbortController().signal;

/** A line that carries so many bits a second after a fixed wait. */
function line(bps: number, waitMs: number) {
  const sizes: number[] = [];
  const transfer = (bytes: number) => {
    sizes.push(bytes);
    return Promise.resolve(waitMs + (bytes * 8 * 1000) / bps);
  };
  return { sizes, transfer };
}

describe('measureThroughput', () => {
  it('stops after one transfer on a slow line', async () => {
    const slow = line(1e6, 20);
    const bps = await measureThroughput(slow.transfer, signal);
    expect(slow.sizes).toHaveLength(1);
    expect(bps).toBeGreaterThan(0.9e6);
    expect(bps).toBeLessThanOrEqual(1e6);
  });
  it('never asks for more than 8 MiB on a fast line', async () => {
    const fast = line(1e9, 2);
    await measureThroughput(fast.transfer, signal);
    expect(Math.max(...fast.sizes)).toBe(8 * 1024 * 1024);
    expect(fast.sizes.length).toBeLessThan(8);
  });
  it('grows until the wait no longer hides the speed', async () => {
    const middling = line(20e6, 50);
    const bps = await measureThroughput(middling.transfer, signal);
    expect(bps).toBeGreaterThan(18e6);
    expect(middling.sizes.length).toBeGreaterThan(1);
  });
});

describe('measureRtt', () => {
  it('leaves out the first request, which opens the connection', async () => {
    vi.spyOn(globalThis, 'fetch').mockImplementation(() =>
      Promise.resolve(new Response(null, { status: 204 })),
    );
    const times = [0, 900, ...Array.from({ length: 9 }, (_, i) => [1000 + i * 100, 1012 + i * 100]).flat()];
    let index = 0;
    expect(await measureRtt(signal, () => times[index++] ?? 0)).toBe(12);
  });
  it('fails when the server refuses', async () => {
    vi.spyOn(globalThis, 'fetch').mockResolvedValue(new Response(null, { status: 503 }));
    await expect(measureRtt(signal)).rejects.toMatchObject({ code: 'unavailable' });
  });
});
