import type { Texts } from '../texts';
import type { vi } from '../vi';

export const home: Texts<(typeof vi)['home']> = {
  title: 'Home',
  today: 'Meetings today',
  live: 'Live now',
  next: 'Coming up',
  noneToday: 'There are no meetings today.',
  noneNext: 'There are no meetings in the next seven days.',
  waiting: 'Waiting for you',
  nothing: 'Nothing waits for you.',
  toAnswer: 'Invitations to answer',
  toApprove: 'Meetings to approve',
  toIssue: 'Approved meetings to issue',
  drafts: 'Drafts in preparation',
  toPrepare: 'Papers to prepare',
  toDecide: 'Papers to approve or release',
  answerBy: 'Answer by {{time}}',
  due: 'Due: {{time}}',
  forMeeting: 'Meeting: {{title}}',
  answer: 'Answer',
  review: 'Read and approve',
  issue: 'Issue',
  go: 'Open',
  openPaper: 'Open the paper',
  weekly: 'See the week',
  failed: 'This part could not be loaded',
};
