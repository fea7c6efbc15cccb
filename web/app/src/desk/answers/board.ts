import { plain } from '../../format/name';
import type { Invitation, InvitationState, InvitationSummary } from '../types';

export const choices = [
  'all',
  'waiting',
  'confirmed',
  'substituted',
  'declined',
  'seen',
  'draft',
  'withdrawn',
] as const;
export type Choice = (typeof choices)[number];

const kept: Record<Choice, readonly InvitationState[]> = {
  all: ['draft', 'pending', 'seen', 'confirmed', 'declined', 'substituted'],
  waiting: ['pending', 'seen'],
  confirmed: ['confirmed'],
  substituted: ['substituted'],
  declined: ['declined'],
  seen: ['seen'],
  draft: ['draft'],
  withdrawn: ['withdrawn'],
};

/** How many answers a choice stands for. */
export function countOf(choice: Choice, summary: InvitationSummary): number {
  return kept[choice].reduce((sum, state) => sum + (summary.byState[state] ?? 0), 0);
}

/** The lines of a choice whose names have all words; those unanswered first, then by name as the server gave them. */
export function linesOf(all: Invitation[], choice: Choice, q: string): Invitation[] {
  const words = plain(q).split(/\s+/).filter(Boolean);
  return all.filter((line) => {
    if (!kept[choice].includes(line.state)) return false;
    const text = plain([line.name, line.unitName, line.position].filter(Boolean).join(' '));
    return words.every((word) => text.includes(word));
  });
}
