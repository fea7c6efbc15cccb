import type { Room } from 'livekit-client';
import type { MediaPath } from '../check/verdict';

/** Statistics of the peer connections in use, the one that carries received media first. */
export async function transportStats(room: Room): Promise<RTCStatsReport[]> {
  const manager = room.engine.pcManager;
  const reports = await Promise.all([manager?.subscriber?.getStats(), manager?.publisher.getStats()]);
  return reports.filter((report) => report !== undefined);
}

interface Pair {
  state?: string;
  nominated?: boolean;
  selected?: boolean;
  localCandidateId?: string;
  currentRoundTripTime?: number;
}

interface Candidate {
  protocol?: string;
  candidateType?: string;
}

/** The chosen candidate pair of one peer connection; undefined before it is connected. */
export function pathOf(report: RTCStatsReport): MediaPath | undefined {
  const all = [...report.values()] as { id: string; type: string; selectedCandidatePairId?: string }[];
  const chosen = all.find(
    (stat) => stat.type === 'transport' && stat.selectedCandidatePairId,
  )?.selectedCandidatePairId;
  const pairs = all.filter((stat) => stat.type === 'candidate-pair') as (Pair & { id: string })[];
  const pair =
    pairs.find((stat) => stat.id === chosen) ??
    pairs.find((stat) => stat.selected) ??
    pairs.find((stat) => stat.nominated && stat.state === 'succeeded');
  if (!pair) return undefined;
  const local = all.find((stat) => stat.id === pair.localCandidateId) as Candidate | undefined;
  const rtt = pair.currentRoundTripTime;
  return {
    protocol: local?.protocol === 'tcp' ? 'tcp' : 'udp',
    candidate: local?.candidateType ?? 'host',
    rttMs: rtt === undefined ? undefined : rtt * 1000,
  };
}
