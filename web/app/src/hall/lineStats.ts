import type { Room } from 'livekit-client';
import type { MediaPath } from '../check/verdict';
import { pathOf, transportStats } from './stats';

/** Running totals of both ways at one moment. */
export interface Totals {
  /** Milliseconds. */
  at: number;
  bytesIn: number;
  bytesOut: number;
  packetsIn: number;
  lostIn: number;
  pictures: number;
  sounds: number;
  path?: MediaPath;
}

/** Rates between two moments. */
export interface LineFigures {
  inBps: number;
  outBps: number;
  /** Share of packets lost on the way in, 0 to 1. */
  loss: number;
}

interface RtpStat {
  type: string;
  kind?: string;
  bytesReceived?: number;
  bytesSent?: number;
  packetsReceived?: number;
  packetsLost?: number;
}

export async function readTotals(room: Room, now = Date.now()): Promise<Totals> {
  const totals: Totals = {
    at: now,
    bytesIn: 0,
    bytesOut: 0,
    packetsIn: 0,
    lostIn: 0,
    pictures: 0,
    sounds: 0,
  };
  for (const report of await transportStats(room)) {
    totals.path ??= pathOf(report);
    for (const stat of report.values() as Iterable<RtpStat>) addTo(totals, stat);
  }
  return totals;
}

function addTo(totals: Totals, stat: RtpStat): void {
  if (stat.type === 'outbound-rtp') totals.bytesOut += stat.bytesSent ?? 0;
  if (stat.type !== 'inbound-rtp') return;
  totals.bytesIn += stat.bytesReceived ?? 0;
  totals.packetsIn += stat.packetsReceived ?? 0;
  totals.lostIn += stat.packetsLost ?? 0;
  if (!stat.packetsReceived) return;
  if (stat.kind === 'video') totals.pictures++;
  else totals.sounds++;
}

/** What went over the line between two readings; streams that ended between them do not make it negative. */
export function between(before: Totals, after: Totals): LineFigures {
  const seconds = Math.max(0.001, (after.at - before.at) / 1000);
  const grown = (key: 'bytesIn' | 'bytesOut' | 'packetsIn' | 'lostIn') =>
    Math.max(0, after[key] - before[key]);
  const lost = grown('lostIn');
  const expected = grown('packetsIn') + lost;
  return {
    inBps: (grown('bytesIn') * 8) / seconds,
    outBps: (grown('bytesOut') * 8) / seconds,
    loss: expected === 0 ? 0 : lost / expected,
  };
}
