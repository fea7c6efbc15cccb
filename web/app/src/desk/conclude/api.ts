import { address, call } from '../../api/client';
import type {
  Addition,
  ConclusionItem,
  Doc,
  Minutes,
  MinutesAction,
  Notice,
  NoticeFields,
  PendingItem,
  Revision,
  Task,
  TaskAction,
  TaskFields,
} from './types';

const part = encodeURIComponent;
const minutes = (id: string) => `/meetings/${part(id)}/minutes`;
const conclusion = (id: string) => `/meetings/${part(id)}/conclusion`;
const task = (id: string) => `/tasks/${part(id)}`;

export const concludeKeys = {
  minutes: (id: string) => ['minutes', id],
  notice: (id: string) => ['conclusion', id],
  tasks: ['tasks'],
  issued: ['conclusions'],
  pending: ['conclusions', 'pending'],
};

export const getMinutes = (id: string) => call<Minutes>(minutes(id));

export const draftMinutes = (id: string, version: number) =>
  call<Minutes>(`${minutes(id)}/draft`, { method: 'POST', version });

export const saveMinutes = (id: string, version: number, content: Doc) =>
  call<Minutes>(minutes(id), { method: 'PUT', version, body: { content } });

export const actOnMinutes = (id: string, version: number, action: MinutesAction, reason = '') =>
  call<Minutes>(`${minutes(id)}/actions`, {
    method: 'POST',
    version,
    body: { action, reason },
    patience: 60_000,
  });

export const listRevisions = (id: string) => call<{ items: Revision[] }>(`${minutes(id)}/revisions`);

export const getRevision = (id: string, number: number) =>
  call<Revision>(`${minutes(id)}/revisions/${number}`);

export const addToMinutes = (id: string, content: Doc) =>
  call<Addition>(`${minutes(id)}/additions`, { method: 'POST', body: { content } });

export const minutesFile = (id: string, format: 'pdf' | 'docx') => address(`${minutes(id)}/file/${format}`);

export const additionFile = (id: string, number: number) => address(`${minutes(id)}/additions/${number}/pdf`);

export const annexFile = (id: string, annex: 'attendance' | 'votes' | 'count', format: 'pdf' | 'xlsx') =>
  address(`${minutes(id)}/annexes/${annex}/${format}`);

export const getNotice = (id: string) => call<Notice>(conclusion(id));

export const saveNotice = (id: string, version: number, fields: NoticeFields, content: Doc) =>
  call<Notice>(conclusion(id), { method: 'PUT', version, body: { ...fields, content } });

export const issueNotice = (id: string, version: number) =>
  call<Notice>(`${conclusion(id)}/issue`, { method: 'POST', version, patience: 60_000 });

export const waiveNotice = (id: string, version: number, reason: string) =>
  call<Notice>(`${conclusion(id)}/waive`, { method: 'POST', version, body: { reason } });

export const replaceNotice = (id: string, version: number, reason: string) =>
  call<Notice>(`${conclusion(id)}/replace`, { method: 'POST', version, body: { reason } });

export const dropReplacement = (id: string, version: number) =>
  call<Notice>(conclusion(id), { method: 'DELETE', version });

/** A notice as it was issued, whatever replaces it. */
export const editionFile = (id: string, documentId: string, format: 'pdf' | 'docx') =>
  address(`${conclusion(id)}/editions/${part(documentId)}/${format}`);

export const noticeFile = (id: string, format: 'pdf' | 'docx') => address(`${conclusion(id)}/file/${format}`);

export const listIssued = (query: { q?: string; cursor?: string }) =>
  call<{ items: ConclusionItem[]; nextCursor?: string }>('/conclusions', { query: { ...query, limit: 50 } });

export const listPending = () => call<{ items: PendingItem[] }>('/conclusions/pending');

/** What a list of tasks asks for; what is undefined or empty is not asked. */
export interface TaskFilter {
  meeting?: string;
  unit?: string;
  mine?: boolean;
  state?: string;
  mark?: string;
  q?: string;
}

export const listTasks = (filter: TaskFilter, cursor?: string) =>
  call<{ items: Task[]; nextCursor?: string }>('/tasks', { query: { ...filter, cursor, limit: 50 } });

export const tasksFile = (filter: TaskFilter) => address('/tasks/export', { ...filter });

export const getTask = (id: string) => call<Task>(task(id));

export const giveTask = (meetingId: string, fields: TaskFields) =>
  call<Task>(`/meetings/${part(meetingId)}/tasks`, { method: 'POST', body: fields });

export const editTask = (id: string, version: number, fields: TaskFields) =>
  call<Task>(task(id), { method: 'PUT', version, body: fields });

export const removeTask = (id: string, version: number) =>
  call<undefined>(task(id), { method: 'DELETE', version });

export const actOnTask = (id: string, version: number, action: TaskAction, note = '') =>
  call<Task>(`${task(id)}/actions`, { method: 'POST', version, body: { action, note } });

export const chaseTask = (id: string, version: number) =>
  call<Task>(`${task(id)}/chase`, { method: 'POST', version });
