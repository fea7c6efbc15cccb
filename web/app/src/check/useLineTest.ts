import { useCallback, useEffect, useRef, useState } from 'react';
import { download, measureRtt, measureThroughput, upload } from './line';
import { measureMedia } from './media';
import { judgeDown, judgeMedia, judgeRtt, judgeUp, worst, type LineFigures, type Verdict } from './verdict';

export const lineSteps = ['rtt', 'down', 'up', 'media'] as const;
export type LineStep = (typeof lineSteps)[number];

export interface LineState {
  running: boolean;
  figures: LineFigures;
  verdicts: Record<LineStep, Verdict>;
}

const untouched: LineState = {
  running: false,
  figures: {},
  verdicts: { rtt: 'untested', down: 'untested', up: 'untested', media: 'untested' },
};

const measures: Record<LineStep, (signal: AbortSignal) => Promise<[LineFigures, Verdict]>> = {
  rtt: async (signal) => {
    const rttMs = await measureRtt(signal);
    return [{ rttMs }, judgeRtt(rttMs)];
  },
  down: async (signal) => {
    const downBps = await measureThroughput(download, signal);
    return [{ downBps }, judgeDown(downBps)];
  },
  up: async (signal) => {
    const upBps = await measureThroughput(upload, signal);
    return [{ upBps }, judgeUp(upBps)];
  },
  media: async (signal) => {
    const media = await measureMedia(signal);
    return [{ media }, judgeMedia(media)];
  },
};

/** The verdict over the whole line. */
export function lineVerdict(state: LineState): Verdict {
  return state.running ? 'running' : worst(Object.values(state.verdicts));
}

/** Runs the steps of the line test one after the other; a failed step does not keep the next from running. */
export function useLineTest() {
  const [state, setState] = useState(untouched);
  const abort = useRef<AbortController>(undefined);
  useEffect(() => () => abort.current?.abort(), []);

  const stop = useCallback(() => abort.current?.abort(), []);
  const start = useCallback(async () => {
    abort.current?.abort();
    const run = new AbortController();
    abort.current = run;
    const { signal } = run;
    const stopped = () => signal.aborted;
    setState({ ...untouched, running: true });
    for (const step of lineSteps) {
      if (stopped()) break;
      const settle = (figures: LineFigures, verdict: Verdict) =>
        setState((now) => ({
          ...now,
          figures: { ...now.figures, ...figures },
          verdicts: { ...now.verdicts, [step]: verdict },
        }));
      settle({}, 'running');
      try {
        settle(...(await measures[step](signal)));
      } catch {
        settle({}, stopped() ? 'untested' : 'nogo');
      }
    }
    if (abort.current === run) setState((now) => ({ ...now, running: false }));
  }, []);
  return { state, start, stop };
}
