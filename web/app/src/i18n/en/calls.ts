import type { Texts } from '../texts';
import type { vi } from '../vi';

export const calls: Texts<typeof vi.calls> = {
  title: 'A call',
  to: '{{by}} calls {{name}}',
  answer: 'Answer',
  answerKey: 'Answer (press OK)',
  open: 'Open the line test',
};
