/** How a check stands: not run, running, good, usable with care, or not usable. */
export type Verdict = 'untested' | 'running' | 'go' | 'care' | 'nogo';

/** Figures of the line test; undefined where the step has not run or has failed. */
export interface LineFigures {
  /** Median round trip to the server, milliseconds. */
  rttMs?: number;
  /** Towards this computer, bits a second. */
  downBps?: number;
  /** From this computer, bits a second. */
  upBps?: number;
  /** The way media go, once the test room was joined. */
  media?: MediaPath;
}

export interface MediaPath {
  protocol: 'udp' | 'tcp';
  /** Candidate type of this computer's end: host, srflx, prflx or relay. */
  candidate: string;
  /** Media round trip, milliseconds. */
  rttMs?: number;
}

// A site sends up to 2.5 Mbit/s of layered 720p and takes in a page of small pictures and one large:
// 2 Mbit/s each way serves, half of it is the least that keeps one picture and the sound.
const enough = { downBps: 2e6, upBps: 2e6, rttMs: 150 };
const least = { downBps: 1e6, upBps: 0.5e6, rttMs: 400 };

function atLeast(value: number, good: number, minimum: number): Verdict {
  if (value >= good) return 'go';
  return value >= minimum ? 'care' : 'nogo';
}

function atMost(value: number, good: number, maximum: number): Verdict {
  if (value <= good) return 'go';
  return value <= maximum ? 'care' : 'nogo';
}

export const judgeRtt = (ms: number) => atMost(ms, enough.rttMs, least.rttMs);
export const judgeDown = (bps: number) => atLeast(bps, enough.downBps, least.downBps);
export const judgeUp = (bps: number) => atLeast(bps, enough.upBps, least.upBps);

/** Media over TCP get through, but stall when a packet is lost. */
export function judgeMedia(path: MediaPath): Verdict {
  const round = path.rttMs === undefined ? 'go' : judgeRtt(path.rttMs);
  return worst([path.protocol === 'udp' ? 'go' : 'care', round]);
}

const rank: Record<Verdict, number> = { go: 0, untested: 1, running: 2, care: 3, nogo: 4 };

/** The verdict over several: the worst of them. */
export function worst(verdicts: Verdict[]): Verdict {
  return verdicts.reduce((found, next) => (rank[next] > rank[found] ? next : found), 'go');
}

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
