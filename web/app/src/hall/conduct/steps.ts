import { useQueryClient } from '@tanstack/react-query';
import { use, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../api/client';
import { messageOf } from '../../api/problem';
import { keys } from '../../desk/api';
import type { Meeting } from '../../desk/types';
import { useHall } from '../context';
import { ConductContext, useConduct, useMeetingPlan } from './context';
import type { View } from './types';

/** What can be done to the meeting as a whole. */
export type Step = 'start' | 'pause' | 'resume' | 'end';

type Phase = NonNullable<View['meeting']>['phase'];

const fitting: Record<Phase, readonly Step[]> = {
  waiting: ['start'],
  open: ['pause', 'end'],
  paused: ['resume', 'end'],
  closed: [],
};

/** The steps that fit the phase, of those that the meeting's plan leaves to whoever looks. */
export function stepsIn(phase: Phase | undefined, actions: readonly string[]): Step[] {
  return phase === undefined ? [] : fitting[phase].filter((step) => actions.includes(step));
}

/** The steps that are open to this person now, and the way to take one; it tells when that failed. */
export function useSteps(): { steps: Step[]; take: (step: Step) => Promise<void> } {
  const { t } = useTranslation();
  const client = useQueryClient();
  const id = use(ConductContext)?.meetingId ?? '';
  const { notices } = useHall().conference;
  const phase = useConduct()?.meeting?.phase;
  const plan = useMeetingPlan();
  return {
    steps: stepsIn(phase, plan.data?.rights.actions ?? []),
    take: async (action) => {
      try {
        const next = await call<Meeting>(`/meetings/${encodeURIComponent(id)}/actions`, {
          method: 'POST',
          body: { action },
        });
        client.setQueryData(keys.meeting(id), next);
      } catch (error) {
        notices.tell(t('hall.act.failed', { message: messageOf(error, t) }), 'warn');
      }
    },
  };
}

/** Reads the plan again when the meeting has moved on: others open and end it too, and with that the steps change. */
export function usePlanOfPhase(): void {
  const client = useQueryClient();
  const id = use(ConductContext)?.meetingId ?? '';
  const phase = useConduct()?.meeting?.phase;
  useEffect(() => {
    if (id !== '' && phase !== undefined) void client.invalidateQueries({ queryKey: keys.meeting(id) });
  }, [client, id, phase]);
}
