import { useRef, useState } from 'react';
import { useOrder } from './context';
import { changed, stageSet, type StageSet } from './stage';
import type { View } from './types';

/**
 * The stage as this page has set it last, and the means to change a part of it; resolves to the stage before and after, null
 * when it was refused. Who presses faster than the line answers builds on what they pressed before, and the server is told in
 * that order.
 */
export function useStage(state: View) {
  const order = useOrder();
  const [sent, setSent] = useState<{ stage: StageSet; seq: number } | null>(null);
  const last = useRef<Promise<unknown>>(Promise.resolve());
  const awaited = sent !== null && state.seq < sent.seq;
  const stage = stageSet(awaited ? sent.stage : state.stage);
  const set = async (change: Partial<StageSet>) => {
    const after = changed(stage, change);
    setSent({ stage: after, seq: Infinity });
    const given = last.current.then(() => order({ verb: 'stage.set', stage: after }));
    last.current = given;
    const seq = await given;
    setSent((now) => (now?.stage !== after ? now : seq === null ? null : { stage: after, seq }));
    return seq === null ? null : { before: stage, after };
  };
  return { stage, set };
}
