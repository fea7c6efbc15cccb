import { address, call } from '../api/client';
import type { Role } from '../api/types';
import type {
  CalendarDay,
  Catalogue,
  Entry,
  EntryKind,
  EntryUpdate,
  EntryWrite,
  Expansion,
  Group,
  GroupDetail,
  GroupWrite,
  ImportReport,
  List,
  ListDetail,
  ListWrite,
  Member,
  Page,
  Person,
  PersonWrite,
  Reform,
  Site,
  SiteCreate,
  SiteDetail,
  SiteUpdate,
  Unit,
  UnitCreate,
  UnitDetail,
  UnitKey,
  UnitWrite,
} from './types';

const part = encodeURIComponent;
const pageSize = 50;

type Query = Record<string, string | number | boolean | undefined>;

/** Every item of a list, its pages one after the other. */
export async function everything<T>(path: string, query: Query, signal?: AbortSignal): Promise<T[]> {
  const all: T[] = [];
  let cursor: string | undefined;
  do {
    const page: Page<T> = await call<Page<T>>(path, { query: { ...query, limit: 500, cursor }, signal });
    all.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor);
  return all;
}

const page = <T>(path: string, query: object, cursor: string, signal: AbortSignal) =>
  call<Page<T>>(path, { query: { ...query, cursor, limit: pageSize }, signal });

// Units

const unit = ({ catalogue, code }: UnitKey) => `/units/${part(catalogue)}/${part(code)}`;

export const listCatalogues = () => call<{ items: Catalogue[] }>('/unit-catalogues');

export const unitsOf = (catalogue: string, signal?: AbortSignal) =>
  everything<Unit>('/units', { catalogue }, signal);

export const childrenOf = (catalogue: string, parent: string, signal?: AbortSignal) =>
  everything<Unit>('/units', { catalogue, parent }, signal);

/** The units that have none above them. */
export async function rootsOf(catalogue: string, signal?: AbortSignal): Promise<Unit[]> {
  const top = await everything<Unit>('/units', { catalogue, level: 'province' }, signal);
  const all = top.length > 0 ? top : await unitsOf(catalogue, signal);
  return all.filter(({ parentCode }) => !parentCode);
}

export const searchUnits = (catalogue: string, q: string, signal?: AbortSignal) =>
  call<Page<Unit>>('/units', { query: { catalogue, q, limit: 100 }, signal });

export const getUnit = (key: UnitKey) => call<UnitDetail>(unit(key));

export const createUnit = (body: UnitCreate) => call<UnitDetail>('/units', { method: 'POST', body });

export const updateUnit = (key: UnitKey, version: number, body: UnitWrite) =>
  call<UnitDetail>(unit(key), { method: 'PUT', version, body });

export const deleteUnit = (key: UnitKey, version: number) =>
  call<undefined>(unit(key), { method: 'DELETE', version });

export const reformUnit = (key: UnitKey, version: number, body: Reform) =>
  call<UnitDetail>(`${unit(key)}/reform`, { method: 'POST', version, body });

/** How a new catalogue is to be taken in. */
export interface CatalogueImport {
  version: string;
  title: string;
  validFrom: string;
  replaces: string;
  move: boolean;
}

/** Files of a province take the server longer than a question does. */
const patience = 120_000;

export const importCatalogue = ({ version, ...rest }: CatalogueImport, body: Blob, dryRun: boolean) =>
  call<ImportReport>(`/unit-catalogues/${part(version)}/import`, {
    method: 'POST',
    query: { ...rest, dryRun },
    body,
    patience,
  });

export const catalogueFile = (version: string) => address(`/unit-catalogues/${part(version)}/export`);

// People

/** What narrows the list of people and its export. */
export interface PeopleFilter {
  q?: string;
  unit?: string;
  below?: boolean;
  role?: Role;
  head?: boolean;
  inactive?: boolean;
}

export const listPeople = (filter: PeopleFilter, cursor: string, signal: AbortSignal) =>
  page<Person>('/people', filter, cursor, signal);

export const getPerson = (id: string) => call<Person>(`/people/${part(id)}`);

export const createPerson = (body: PersonWrite) => call<Person>('/people', { method: 'POST', body });

export const updatePerson = (id: string, version: number, body: PersonWrite & { active: boolean }) =>
  call<Person>(`/people/${part(id)}`, { method: 'PUT', version, body });

export const importPeople = (body: Blob, dryRun: boolean) =>
  call<ImportReport>('/people/import', { method: 'POST', query: { dryRun }, body, patience });

export const peopleFile = (filter: PeopleFilter) => address('/people/export', { ...filter });

// Sites

export const listSites = (filter: object, cursor: string, signal: AbortSignal) =>
  page<Site>('/sites', filter, cursor, signal);

export const allSites = (signal?: AbortSignal) => everything<Site>('/sites', {}, signal);

export const getSite = (name: string) => call<SiteDetail>(`/sites/${part(name)}`);

export const createSite = (body: SiteCreate) => call<SiteDetail>('/sites', { method: 'POST', body });

export const updateSite = (name: string, version: number, body: SiteUpdate) =>
  call<SiteDetail>(`/sites/${part(name)}`, { method: 'PUT', version, body });

// Groups of sites and saved lists

export const listGroups = (filter: object, cursor: string, signal: AbortSignal) =>
  page<Group>('/groups', filter, cursor, signal);

export const findGroups = (q: string, signal?: AbortSignal) =>
  call<Page<Group>>('/groups', { query: { q: q || undefined, limit: 60 }, signal });

export const getGroup = (id: string) => call<GroupDetail>(`/groups/${part(id)}`);

export const saveGroup = (id: string | undefined, version: number | undefined, body: GroupWrite) =>
  id === undefined
    ? call<GroupDetail>('/groups', { method: 'POST', body })
    : call<GroupDetail>(`/groups/${part(id)}`, { method: 'PUT', version, body });

export const deleteGroup = (id: string, version: number) =>
  call<undefined>(`/groups/${part(id)}`, { method: 'DELETE', version });

export const listLists = (filter: object, cursor: string, signal: AbortSignal) =>
  page<List>('/invitation-lists', filter, cursor, signal);

export const getList = (id: string) => call<ListDetail>(`/invitation-lists/${part(id)}`);

export const saveList = (id: string | undefined, version: number | undefined, body: ListWrite) =>
  id === undefined
    ? call<ListDetail>('/invitation-lists', { method: 'POST', body })
    : call<ListDetail>(`/invitation-lists/${part(id)}`, { method: 'PUT', version, body });

export const deleteList = (id: string, version: number) =>
  call<undefined>(`/invitation-lists/${part(id)}`, { method: 'DELETE', version });

export const expandMembers = (members: Member[], signal?: AbortSignal) =>
  call<Expansion>('/expansion', { method: 'POST', body: { members }, signal });

// Short catalogues and the working calendar

export const listEntries = (kind: EntryKind, filter: object, cursor: string, signal: AbortSignal) =>
  page<Entry>(`/catalogues/${kind}`, filter, cursor, signal);

export const allEntries = (kind: EntryKind, signal?: AbortSignal) =>
  everything<Entry>(`/catalogues/${kind}`, {}, signal);

export const getEntry = (kind: EntryKind, id: string) => call<Entry>(`/catalogues/${kind}/${part(id)}`);

export const createEntry = (kind: EntryKind, body: EntryWrite) =>
  call<Entry>(`/catalogues/${kind}`, { method: 'POST', body });

export const updateEntry = (kind: EntryKind, id: string, version: number, body: EntryUpdate) =>
  call<Entry>(`/catalogues/${kind}/${part(id)}`, { method: 'PUT', version, body });

export const importCalendarDays = (body: Blob, dryRun: boolean) =>
  call<ImportReport>('/calendar-days/import', { method: 'POST', query: { dryRun }, body, patience });

export const calendarFile = (year: number, format: 'csv' | 'ics') =>
  address('/calendar-days/export', { year, format });

export const calendarDays = (year: number) =>
  call<{ items: CalendarDay[] }>('/calendar-days', { query: { year } });

export const setCalendarDay = ({ date, kind, name }: CalendarDay) =>
  call<undefined>(`/calendar-days/${part(date)}`, { method: 'PUT', body: { kind, name } });

export const clearCalendarDay = (date: string) =>
  call<undefined>(`/calendar-days/${part(date)}`, { method: 'DELETE' });
