import type { View } from './types';

/** Something that was done to a right of one's own, and that they must be told. */
export type News =
  | { kind: 'refused'; reason: string }
  | { kind: 'ended' | 'held' | 'resumed' | 'microphone' | 'share' | 'tested' | 'approved' };

const turnOf = (view: View) => view.floor?.turns.find((turn) => turn.who.identity === view.mine.who.identity);

/** What has happened between two states to whoever watches; their own acts, by the ids in done, are no news. */
export function newsOf(before: View, after: View, done: ReadonlySet<string>): News[] {
  const news: News[] = [];
  const identity = after.mine.who.identity;
  const { refused } = after.mine;
  if (refused && refused.requestId !== before.mine.refused?.requestId) {
    news.push({ kind: 'refused', reason: refused.reason ?? '' });
  }
  const was = turnOf(before);
  const is = turnOf(after);
  const closed = after.meeting?.phase === 'closed';
  if (was && !after.floor?.turns.some(({ id }) => id === was.id) && !done.has(was.id) && !closed) {
    news.push({ kind: 'ended' });
  } else if (was && is?.id === was.id && !done.has(was.id)) {
    if (is.held !== undefined && was.held === undefined) news.push({ kind: 'held' });
    if (is.held === undefined && was.held !== undefined) news.push({ kind: 'resumed' });
  }
  const granted = (view: View) => view.microphones?.granted.includes(identity) ?? false;
  if (granted(before) && !granted(after) && !after.mine.rights.microphone && !closed) {
    news.push({ kind: 'microphone' });
  }
  if (before.mine.rights.share && !after.mine.rights.share && !closed) {
    // Before the opening technicians try out sharing; nobody has got it instead of them.
    news.push({ kind: before.meeting?.phase === 'waiting' ? 'tested' : 'share' });
  }
  const approved = (view: View) => view.mine.asked.filter((one) => one.approved).map(({ id }) => id);
  const known = approved(before);
  if (approved(after).some((id) => !known.includes(id))) news.push({ kind: 'approved' });
  return news;
}
