import type { components } from '../../api/schema.gen';
import type { JSONContent } from '@tiptap/core';

type Schemas = components['schemas'];

/** A text as the editor has it. */
export type Doc = JSONContent;

export type Minutes = Omit<Schemas['ConclusionMinutesBody'], 'content' | 'additions'> & {
  content: Doc;
  additions: Addition[];
};
export type Addition = Omit<Schemas['ConclusionAdditionBody'], 'content'> & { content: Doc };
export type MinutesAction = 'submit' | 'withdraw' | 'return' | 'agree';
export type Revision = Omit<Schemas['ConclusionRevisionBody'], 'content'> & { content?: Doc };
export type Notice = Omit<Schemas['ConclusionNoticeBody'], 'content'> & { content: Doc };
export type IssuedDocument = Schemas['ConclusionDocumentBody'];
export type NoticeFields = Omit<Schemas['ConclusionSaveNoticeInputBody'], 'content'>;
export type Clock = Schemas['ConclusionClockBody'];
export type ConclusionItem = Schemas['ConclusionItem'];
export type PendingItem = Schemas['ConclusionPendingItem'];
export type Task = Schemas['ConclusionTaskBody'];
export type TaskFields = Schemas['ConclusionTaskFields'];
export type TaskAction = 'start' | 'report' | 'finish' | 'reopen' | 'withdraw';
