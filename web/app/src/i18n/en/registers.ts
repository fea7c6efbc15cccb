import type { Texts } from '../texts';
import type { vi } from '../vi';

export const registers: Texts<(typeof vi)['registers']> = {
  title: 'Document registers',
  about: 'The numbers that each agency has given to its letters and notices in a year.',
  symbols: 'Issuing agencies and symbols',
  search: 'Search by number, symbol, abstract',
  year: 'Year',
  anyAgency: 'All agencies',
  type: 'Type of document',
  anyType: 'All types',
  types: { GM: 'Letter of invitation', TB: 'Notice' },
  effect: 'Effect',
  anyEffect: 'All',
  effects: { in_force: 'In force', replaced: 'Replaced', postponed: 'Postponed', cancelled: 'Cancelled' },
  standing: 'Registers of {{year}}',
  last: 'Last number {{n}} · {{issued}} given by the system',
  none: 'No number given yet',
  continue: 'Go on after paper',
  continueNamed: 'Go on after paper: {{agency}}, {{type}}',
  continueTitle: 'Go on with the numbers of {{agency}}',
  continueBody:
    'When numbers were given on paper, say which was the last. The system goes on after it; this is recorded.',
  continueLast: 'Last number given on paper',
  continueWrong: 'It must be {{n}} or more: the register has come that far.',
  empty: 'No document in this year yet. A number is given when a letter is issued.',
  noRight:
    'Registers are for secretaries, leaders and administrators of the agency. Ask your unit’s administrator if you need to see them.',
  sentTo: 'to {{n}} recipients',
  by: 'by {{symbol}}',
  open: 'Open PDF',
  openNamed: 'Open PDF of {{symbol}}',
};
