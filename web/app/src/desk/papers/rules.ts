import { ApiError } from '../../api/problem';
import type { MeetingState } from '../types';
import type { Paper, PaperMove, PaperState } from './types';

/** Why a file is not worth sending: the server would refuse it at the end. */
export type FileFault = 'empty' | 'tooLarge' | 'oldOffice' | 'kind';

const taken = /\.(pdf|docx|xlsx|pptx|jpe?g|png)$/i;
const old = /\.(doc|xls|ppt|rtf|odt|ods|odp)$/i;

/** What a file field offers to choose from. */
export const accepted = '.pdf,.docx,.xlsx,.pptx,.jpg,.jpeg,.png';

/** What is wrong with a file by its name and size; what is in it the server looks at. */
export function faultOf(file: { name: string; size: number }, limit: number | null): FileFault | null {
  if (old.test(file.name)) return 'oldOffice';
  if (!taken.test(file.name)) return 'kind';
  if (file.size === 0) return 'empty';
  return limit !== null && file.size > limit ? 'tooLarge' : null;
}

/** The title of a paper that is made from a file: its name without the ending. */
export const titleOf = (name: string) =>
  name
    .replace(/\.[^.]+$/, '')
    .replace(/[_\s]+/g, ' ')
    .trim();

/** What there is to do, the first being what brings the paper on. */
const order = [
  'submit',
  'approve',
  'release',
  'upload',
  'send_back',
  'recall',
  'withdraw',
  'delete',
] as const;
export type PaperAction = (typeof order)[number];

const uploadFirst: PaperState[] = ['awaited', 'returned', 'withdrawn'];

/** The actions open to the caller, the next one first. */
export function actionsOf(paper: Pick<Paper, 'state' | 'rights'>): PaperAction[] {
  const open = order.filter((action) => paper.rights.actions.includes(action));
  if (!uploadFirst.includes(paper.state) || !open.includes('upload')) return open;
  return ['upload', ...open.filter((action) => action !== 'upload')];
}

/** Moves that ask for a reason. */
export const asksReason = (action: PaperAction): action is PaperMove & ('send_back' | 'withdraw') =>
  action === 'send_back' || action === 'withdraw';

/** Whether a release was refused because it is later than regular meetings allow: it goes out with a reason. */
export const wantsReason = (error: unknown) =>
  error instanceof ApiError && error.problem.reason === 'papers.late';

/** Whether the file should have been there by now. */
export function isLate(paper: Pick<Paper, 'due' | 'state'>, now: Date): boolean {
  const waits = paper.state === 'awaited' || paper.state === 'draft' || paper.state === 'returned';
  return waits && paper.due !== undefined && new Date(paper.due) < now;
}

/** Whether those invited read papers of a meeting in this state when they are released. */
export const readersSee = (state: MeetingState) =>
  state === 'issued' || state === 'live' || state === 'paused' || state === 'postponed' || state === 'ended';

/** A part of a meeting that has papers: an agenda item, or the whole meeting (no id). */
export interface PaperGroup {
  id: string | undefined;
  title: string | undefined;
  papers: Paper[];
}

/** Papers by agenda item in the agenda's order, those of the whole meeting first; items without papers stay. */
export function groupPapers(papers: Paper[], agenda: { id: string; title: string }[]): PaperGroup[] {
  const known = new Set(agenda.map(({ id }) => id));
  const whole = papers.filter(({ itemId }) => itemId === undefined || !known.has(itemId));
  return [
    { id: undefined, title: undefined, papers: whole },
    ...agenda.map(({ id, title }) => ({ id, title, papers: papers.filter(({ itemId }) => itemId === id) })),
  ];
}

/** Whose turn it is with a paper of the caller's list: to decide, to prepare, or somebody else's. */
export function turnOf({ rights, state }: Pick<Paper, 'rights' | 'state'>): 'decide' | 'prepare' | 'sent' {
  if (rights.actions.includes('approve') || (state === 'approved' && rights.actions.includes('release')))
    return 'decide';
  return state === 'submitted' || state === 'approved' || state === 'released' ? 'sent' : 'prepare';
}
