import { address, call } from '../../api/client';
import type { Folder, Found, Holding, OwnDocument, Trash } from './types';

const part = encodeURIComponent;
const one = (id: string) => `/documents/${part(id)}`;
const folder = (id: string) => `/document-folders/${part(id)}`;
const trashed = (id: string) => `/document-trash/${part(id)}`;

/** The keys under which answers are kept. */
export const documentKeys = {
  all: ['documents'],
  holding: ['documents', 'holding'],
  list: (folderId: string, words: string) => ['documents', 'list', folderId, words],
  document: (id: string) => ['documents', 'one', id],
  trash: ['documents', 'trash'],
} as const;

/** The group of uploads into a folder; '' is the top. */
export const uploadGroup = (folderId: string) => `own-${folderId}`;

export const getHolding = () => call<Holding>('/document-folders');

export const listDocuments = (folderId: string, q: string, cursor: string, signal?: AbortSignal) =>
  call<Found>('/documents', {
    query: { folderId: q ? undefined : folderId, q, cursor, limit: 100 },
    signal,
  });

export const getDocument = (id: string) => call<OwnDocument>(one(id));

export const createFolder = (name: string, parentId: string) =>
  call<Folder>('/document-folders', { method: 'POST', body: { name, parentId } });

export const updateFolder = ({ id, version }: Folder, name: string, parentId: string) =>
  call<Folder>(folder(id), { method: 'PUT', version, body: { name, parentId } });

export const deleteFolder = ({ id, version }: Folder) =>
  call<undefined>(folder(id), { method: 'DELETE', version });

/** Puts a finished upload into a folder; its declaration was made before it was sent. */
export const addDocument = (folderId: string, uploadId: string) =>
  call<OwnDocument>('/documents', {
    method: 'POST',
    body: { uploadId, folderId, noStateSecret: true, secrecy: 'normal' },
    patience: 120_000,
  });

export const updateDocument = ({ id, version }: OwnDocument, name: string, folderId: string) =>
  call<OwnDocument>(one(id), { method: 'PUT', version, body: { name, folderId } });

export const deleteDocument = ({ id, version }: OwnDocument) =>
  call<undefined>(one(id), { method: 'DELETE', version });

/** Makes a finished upload of a document, for a paper to take. */
export const lendDocument = (id: string) =>
  call<{ uploadId: string }>(`${one(id)}/uploads`, { method: 'POST' });

/** Puts a stamped copy of a paper into a folder; number 0 is the newest version. */
export const keepPaper = (paperId: string, number: number, folderId: string) =>
  call<OwnDocument>(`/papers/${part(paperId)}/copies`, {
    method: 'POST',
    body: { folderId, number },
    patience: 120_000,
  });

export const getTrash = () => call<Trash>('/document-trash');

export const restore = (id: string) => call<undefined>(`${trashed(id)}/restore`, { method: 'POST' });

export const purge = (id: string) => call<undefined>(trashed(id), { method: 'DELETE' });

export const documentPages = (id: string) => address(`${one(id)}/pages`);

export const documentPicture = (id: string, page: number) => address(`${one(id)}/pages/${page}`);

export const documentDownload = (id: string) => address(`${one(id)}/download`);
