import { call } from '../api/client';
import { currentLanguage } from '../i18n';
import type {
  Entries,
  Expansion,
  Group,
  List,
  PersonPage,
  Site,
  SitePage,
  Unit,
  UnitKey,
  UnitPage,
  Viewer,
} from './types';

const part = encodeURIComponent;

/** A unit as queries name it: "tuyen-quang-2025-07:08". */
export const unitText = (key: UnitKey) => `${key.catalogue}:${key.code}`;

/** The name in the page's language of what bears both. */
export const inLanguage = (text: { vi: string; en: string }) => text[currentLanguage()] || text.vi;

async function pages<T>(read: (cursor?: string) => Promise<{ items: T[]; nextCursor?: string }>) {
  const all: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await read(cursor);
    all.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor);
  return all;
}

export const findUnits = (q: string, signal?: AbortSignal) =>
  call<UnitPage>('/units', { query: { q, limit: 30 }, signal });

export const findPeople = (q: string, signal?: AbortSignal) =>
  call<PersonPage>('/people', { query: { q, limit: 30 }, signal });

export const findSites = (q: string, signal?: AbortSignal) =>
  call<SitePage>('/sites', { query: { q, limit: 30 }, signal });

/** Every unit of the catalogue in force, a parent before its children. */
export const allUnits = (): Promise<Unit[]> =>
  pages((cursor) => call<UnitPage>('/units', { query: { limit: 500, cursor } }));

/** Every site in use. */
export const allSites = (): Promise<Site[]> =>
  pages((cursor) => call<SitePage>('/sites', { query: { limit: 500, cursor } }));

export const listGroups = () => call<{ items: Group[] }>('/groups', { query: { limit: 500 } });

export const listLists = () => call<{ items: List[] }>('/invitation-lists', { query: { limit: 500 } });

/** Whom a saved list or a group of sites means. */
export const expand = (kind: 'list' | 'group', id: string) =>
  kind === 'list'
    ? call<Expansion>(`/invitation-lists/${part(id)}/expansion`)
    : call<Expansion>('/expansion', { method: 'POST', body: { members: [{ kind: 'group', id }] } });

export const listMeetingTypes = () => call<Entries>('/catalogues/meeting-types');

export const getViewer = () => call<Viewer>('/viewer');
