import { address } from '../api/client';
import { ApiError } from '../api/problem';
import { median } from './verdict';

const pings = 9;
const firstBytes = 256 * 1024;
const maxBytes = 8 * 1024 * 1024;
const enoughMs = 1500;

async function ok(request: Promise<Response>): Promise<Response> {
  const response = await request;
  if (!response.ok) throw new ApiError(response.status, {});
  return response;
}

/** Median round trip of small requests to the server, milliseconds; the first warms the connection up. */
export async function measureRtt(signal: AbortSignal, now = () => performance.now()): Promise<number> {
  const taken: number[] = [];
  for (let index = 0; index <= pings; index++) {
    const start = now();
    await ok(fetch(address('/line-test/ping'), { cache: 'no-store', signal }));
    const ms = now() - start;
    if (index > 0) taken.push(ms);
  }
  return median(taken);
}

/** One transfer of the given size; resolves with the milliseconds it took. */
type Transfer = (bytes: number, signal: AbortSignal) => Promise<number>;

/** Grows the size until a transfer takes long enough to mean something; bits a second of the last. */
export async function measureThroughput(transfer: Transfer, signal: AbortSignal): Promise<number> {
  let bytes = firstBytes;
  for (;;) {
    const ms = Math.max(1, await transfer(bytes, signal));
    if (ms >= enoughMs || bytes >= maxBytes) return (bytes * 8 * 1000) / ms;
    // Aim at the wanted time, but never more than eight times the last, so that a slow line is not flooded.
    bytes = Math.min(maxBytes, Math.ceil(bytes * Math.min(8, Math.max(2, (1.2 * enoughMs) / ms))));
  }
}

export const download: Transfer = async (bytes, signal) => {
  const start = performance.now();
  const response = await ok(fetch(address('/line-test/payload', { bytes }), { cache: 'no-store', signal }));
  await response.arrayBuffer();
  return performance.now() - start;
};

export const upload: Transfer = async (bytes, signal) => {
  const body = noise(bytes);
  const start = performance.now();
  await ok(
    fetch(address('/line-test/payload'), {
      method: 'POST',
      headers: { 'Content-Type': 'application/octet-stream' },
      body,
      signal,
    }),
  );
  return performance.now() - start;
};

/** Bytes that no proxy can compress. */
function noise(bytes: number): Uint8Array<ArrayBuffer> {
  const filled = new Uint8Array(bytes);
  for (let at = 0; at < bytes; at += 65536) {
    crypto.getRandomValues(filled.subarray(at, Math.min(bytes, at + 65536)));
  }
  return filled;
}
