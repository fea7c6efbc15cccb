import type { Action, Meeting } from '../types';

/** The order in which actions come to mind in each state: the first that is open is the next step. */
const order: Action[] = [
  'approve',
  'issue',
  'start',
  'resume',
  'submit',
  'reschedule',
  'pause',
  'end',
  'return',
  'withdraw',
  'postpone',
  'cancel',
];

const seldom = new Set<Action>(['cancel', 'postpone', 'withdraw']);
const asksReason = new Set<Action>(['return', 'cancel', 'postpone']);
const asksFirst = new Set<Action>(['return', 'cancel', 'postpone', 'end', 'start']);

/** Actions that ask before they are done. */
export type Asking = 'return' | 'cancel' | 'postpone' | 'end' | 'start';

export const isAsking = (action: Action): action is Asking => asksFirst.has(action);
export const needsReason = (action: Action) => asksReason.has(action);

/** The step that is most likely next, and what else can be done; rare ones apart. */
export function stepsOf(actions: readonly string[]): { first?: Action; others: Action[]; rare: Action[] } {
  const open = order.filter((action) => actions.includes(action));
  const rare = open.filter((action) => seldom.has(action));
  const [first, ...others] = open.filter((action) => !seldom.has(action));
  return { first, others, rare };
}

/** Whether the first step is the thing to do now: opening a meeting is so from an hour before, ending one never. */
export function isPressing(action: Action, start: string, now: number): boolean {
  if (action === 'end' || action === 'pause') return false;
  return action !== 'start' || Date.parse(start) - now < 3_600_000;
}

/** What a draft still lacks before it can be submitted. */
export function lacks(meeting: Pick<Meeting, 'chair' | 'secretary'>): ('noChair' | 'noSecretary')[] {
  return [
    ...(meeting.chair ? [] : (['noChair'] as const)),
    ...(meeting.secretary ? [] : (['noSecretary'] as const)),
  ];
}
