import type { Texts } from '../texts';
import type { vi } from '../vi';

export const feeds: Texts<(typeof vi)['feeds']> = {
  title: 'Calendar links',
  about:
    'Follow your meetings in Outlook, Thunderbird or a phone by a link of your own. Whoever has the link reads the calendar without logging in.',
  aboutRoom:
    'Follow this room in a calendar program. Whoever has the link reads the room’s calendar without logging in.',
  detail: 'The link shows',
  details: { busy: 'Busy times only', titles: 'Titles and places' },
  detailHints: {
    busy: 'No titles. Better when others get the link, or for a screen at the room’s door.',
    titles: 'All meetings in the calendar, with title and place.',
  },
  make: 'Make a link',
  made: 'The link is made',
  once: 'Copy it now: it is shown this once. If it is lost, revoke it and make another.',
  link: 'Link',
  copy: 'Copy the link',
  copied: 'Copied',
  done: 'Done',
  mine: 'My calendar',
  ofRoom: 'Room {{room}}',
  createdAt: 'made {{time}}',
  usedAt: 'last used {{time}}',
  unused: 'never used',
  revoke: 'Revoke',
  revokeBody: 'The calendar program that uses it gets nothing any more. This cannot be undone.',
};
