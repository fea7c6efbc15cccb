import { address, call } from '../../api/client';
import { keys } from '../api';
import type { Entries, Papers } from '../types';
import type { Note, NoteWrite, Paper, PaperDetail, PaperMove, PaperView, PaperWrite } from './types';

const part = encodeURIComponent;
const paper = (id: string) => `/papers/${part(id)}`;
const ofMeeting = (id: string) => `/meetings/${part(id)}/papers`;

/** The keys under which answers are kept. */
export const paperKeys = {
  all: ['papers'],
  list: (meetingId: string) => ['papers', meetingId],
  paper: (id: string) => ['paper', id],
  notes: (id: string) => ['paper-notes', id],
  tasks: keys.tasks,
} as const;

export const listPapers = (meetingId: string, signal?: AbortSignal) =>
  call<Papers>(ofMeeting(meetingId), { signal });

export const createPaper = (meetingId: string, body: PaperWrite) =>
  call<PaperDetail>(ofMeeting(meetingId), { method: 'POST', body });

export const getPaper = (id: string) => call<PaperDetail>(paper(id));

export const updatePaper = (id: string, version: number, body: PaperWrite) =>
  call<PaperDetail>(paper(id), { method: 'PUT', version, body });

export const deletePaper = (id: string, version: number) =>
  call<undefined>(paper(id), { method: 'DELETE', version });

export const movePaper = (id: string, version: number, action: PaperMove, reason = '') =>
  call<PaperDetail>(`${paper(id)}/actions`, { method: 'POST', version, body: { action, reason } });

/** Makes a finished upload the next version of a paper, as it stands now. */
export async function attachUpload(id: string, uploadId: string): Promise<PaperDetail> {
  const { version } = await getPaper(id);
  return call<PaperDetail>(`${paper(id)}/files`, {
    method: 'POST',
    version,
    body: { uploadId, noStateSecret: true, secrecy: 'normal' },
  });
}

/** Opens a paper to read, which is recorded; number 0 is the newest version. */
export const openPaper = (id: string, number: number) =>
  call<PaperView>(`${paper(id)}/views`, { method: 'POST', body: { number } });

export const listNotes = (id: string) => call<{ items: Note[] }>(`${paper(id)}/notes`);

export const createNote = (id: string, number: number, note: NoteWrite) =>
  call<Note>(`${paper(id)}/notes`, { method: 'POST', body: { ...note, number } });

export const updateNote = (id: string, version: number, note: NoteWrite) =>
  call<Note>(`/paper-notes/${part(id)}`, { method: 'PUT', version, body: note });

export const deleteNote = (id: string, version: number) =>
  call<undefined>(`/paper-notes/${part(id)}`, { method: 'DELETE', version });

export const listPaperTypes = () => call<Entries>('/catalogues/paper-types', { query: { limit: 200 } });

/** Where a paper is downloaded with the reader's stamp; 0 is the newest version. */
export const stampedAddress = (id: string, number = 0) =>
  address(`${paper(id)}/download`, { number: number || undefined });

/** Where the file is as it was uploaded, for those who prepare it or decide about it. */
export const originalAddress = (id: string, number = 0) =>
  address(`${paper(id)}/original`, { number: number || undefined });

export const archiveAddress = (meetingId: string) => address(`${ofMeeting(meetingId)}/archive`);

export const pagesAddress = (viewId: string) => address(`/paper-views/${part(viewId)}/pages`);

export const pictureAddress = (viewId: string, page: number) =>
  address(`/paper-views/${part(viewId)}/pages/${page}`);

/** The largest file that the server takes, in bytes; null when it does not say. */
export async function uploadLimit(): Promise<number | null> {
  const response = await fetch(address('/paper-uploads'), { method: 'OPTIONS' });
  return Number(response.headers.get('Tus-Max-Size')) || null;
}

/** What the form writes of a paper that is there. */
export const writeOf = (of: Paper): PaperWrite => ({
  title: of.title,
  typeId: of.typeId,
  itemId: of.itemId,
  unit: of.unit && { catalogue: of.unit.catalogue, code: of.unit.code },
  personId: of.person?.id,
  due: of.due,
  audience: of.audience,
  units: of.units,
  closeAfter: of.closeAfter,
});
