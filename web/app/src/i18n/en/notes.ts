import type { Texts } from '../texts';
import type { vi } from '../vi';

export const notes: Texts<(typeof vi)['notes']> = {
  title: 'Private notes',
  button: 'Notes',
  private: 'Nobody but you reads them, administrators included.',
  loading: 'Reading the notes…',
  about: 'Notes on',
  whole: 'The whole meeting',
  written: '{{title}} (written)',
  of: 'Notes: {{title}}',
  toCurrent: 'To the current item',
  placeholder: 'Write here; it is saved by itself',
  saving: 'Saving…',
  savedAt: 'Saved at {{time}}',
  failed: 'Not saved. {{message}}',
  clash: 'This note was changed on another device of yours at {{time}}:',
  nothing: '(empty)',
  both: 'Put both together',
  mine: 'Keep what is here',
  theirs: 'Take the other',
};
