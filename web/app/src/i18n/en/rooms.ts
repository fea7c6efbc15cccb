import type { Texts } from '../texts';
import type { vi } from '../vi';

export const rooms: Texts<(typeof vi)['rooms']> = {
  title: 'Rooms',
  search: 'Find a room by commune, ward or agency',
  searchHint: 'With or without diacritics.',
  found: 'Rooms found: {{n}}',
  foundMore: 'Showing {{shown}} rooms',
  more: 'Show more',
  loadingMore: 'Loading more…',
  practiceTitle: 'Try before you meet',
  practiceBody:
    'It is always open, with a few sample sites, so that you can try picture, sound and every button.',
  practiceAction: 'Enter the practice room',
  enter: 'Enter',
  enterNamed: 'Enter {{title}}',
  live: 'Live',
  empty: 'Nobody yet',
  people: 'Sites in the room: {{n}}',
  noneTitle: 'No room matches “{{q}}”',
  noneBody: 'Type fewer words, such as the commune’s name alone, or clear the search to see all.',
  clear: 'Clear the search',
  emptyTitle: 'No rooms yet',
  emptyBody: 'A system administrator must load the tree of units first. Each unit then has a room.',
  failedTitle: 'The list of rooms could not be loaded',
  level: {
    province: 'Province',
    district: 'District',
    commune: 'Commune, ward',
    agency: 'Agency',
  },
  gone: 'There is no such room',
  goneBody: 'The room may have been renamed or closed. Please choose one from the list.',
};
