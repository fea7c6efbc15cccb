import { describe, expect, it } from 'vitest';
import { between, type Totals } from './lineStats';
import { pathOf } from './stats';

const totals = (change: Partial<Totals>): Totals => ({
  at: 0,
  bytesIn: 0,
  bytesOut: 0,
  packetsIn: 0,
  lostIn: 0,
  pictures: 0,
  sounds: 0,
  ...change,
});

describe('between', () => {
  it('gives bits a second and the share lost', () => {
    const after = totals({ at: 2000, bytesIn: 250_000, bytesOut: 500_000, packetsIn: 190, lostIn: 10 });
    expect(between(totals({}), after)).toEqual({ inBps: 1e6, outBps: 2e6, loss: 0.05 });
  });
  it('is not negative after streams have ended', () => {
    const before = totals({ bytesIn: 1000, packetsIn: 50, lostIn: 5 });
    expect(between(before, totals({ at: 1000 }))).toEqual({ inBps: 0, outBps: 0, loss: 0 });
  });
});

function report(...stats: { id: string; type: string; [key: string]: unknown }[]): RTCStatsReport {
  return new Map(stats.map((stat) => [stat.id, stat]));
}

describe('pathOf', () => {
  const local = { id: 'L', type: 'local-candidate', protocol: 'tcp', candidateType: 'host' };
  it('follows the pair that the transport has chosen', () => {
    const path = pathOf(
      report(
        { id: 'T', type: 'transport', selectedCandidatePairId: 'P2' },
        { id: 'P1', type: 'candidate-pair', nominated: true, state: 'succeeded', localCandidateId: 'X' },
        { id: 'P2', type: 'candidate-pair', localCandidateId: 'L', currentRoundTripTime: 0.012 },
        local,
      ),
    );
    expect(path).toEqual({ protocol: 'tcp', candidate: 'host', rttMs: 12 });
  });
  it('takes the nominated pair of a browser that does not tell (Firefox)', () => {
    const path = pathOf(
      report(
        { id: 'P1', type: 'candidate-pair', nominated: true, state: 'succeeded', localCandidateId: 'L' },
        local,
      ),
    );
    expect(path).toEqual({ protocol: 'tcp', candidate: 'host', rttMs: undefined });
  });
  it('is unknown before a pair is chosen', () => expect(pathOf(report(local))).toBeUndefined());
});
