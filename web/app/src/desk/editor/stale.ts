import type { Meeting, MeetingDraft } from '../types';
import { draftOf, formOf, type Form } from './form';

/** A field in which two versions differ. */
export type Field = keyof MeetingDraft;

const fields: Field[] = [
  'title',
  'description',
  'typeId',
  'urgency',
  'mode',
  'host',
  'chairId',
  'secretaryId',
  'start',
  'end',
  'sites',
  'agenda',
  'policies',
  'lateReason',
];

// The server leaves out what is empty, and adds what is usual.
const plain = (value: unknown) =>
  JSON.stringify(value, (key, inner: unknown) =>
    key === 'needKbps' || inner === '' || inner === false || inner === null ? undefined : inner,
  );

/** The fields in which the editor differs from the meeting as it is now. */
export function differing(mine: Form, theirs: Meeting): Field[] {
  const [a, b] = [draftOf(mine), draftOf(formOf(theirs))];
  return fields.filter((field) => plain(a[field]) !== plain(b[field]));
}

/** Whether the editor holds anything that is not saved. */
export function isDirty(form: Form, start: Form): boolean {
  return JSON.stringify(form) !== JSON.stringify(start);
}
