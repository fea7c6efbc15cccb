import type { Texts } from '../texts';
import type { vi } from '../vi';

export const desk: Texts<(typeof vi)['desk']> = {
  home: 'Home',
  calendar: 'Calendar',
  meetings: 'Meetings',
  invitations: 'My invitations',
  clear: 'Clear',
  findNone: 'Nothing found',
  findFailed: 'The search failed, try again',
  noRightTitle: 'You may not see this page',
  gone: 'There is no such meeting',
  goneBody:
    'It was deleted, is planned anew after it was postponed, or you are not among those invited. If in doubt, ask the secretary of the meeting.',
  toMeetings: 'To the meetings',
  toMeeting: 'To the meeting',
  failed: 'It could not be loaded',
  noPlan: 'Only secretaries and chairs plan meetings. The administrator of your unit can give you the role.',
  confirm: 'Confirm',
  enter: 'Enter',
};
