import type { components } from '../api/schema.gen';

type Schemas = components['schemas'];

export type Text = Schemas['Text'];
export type UnitKey = Schemas['UnitKey'];
export type Catalogue = Schemas['DirectoryCatalogueItem'];
export type Unit = Schemas['DirectoryUnitItem'];
export type UnitDetail = Schemas['DirectoryUnitOutputBody'];
export type UnitWrite = Schemas['DirectoryUnitWrite'];
export type UnitCreate = Schemas['DirectoryUnitCreateInputBody'];
export type Reform = Schemas['DirectoryUnitReformInputBody'];
export type Level = Unit['level'];
export type Person = Schemas['DirectoryPersonItem'];
export type PersonWrite = Schemas['DirectoryPersonWrite'];
export type Site = Schemas['DirectorySiteItem'];
export type SiteDetail = Schemas['DirectorySiteOutputBody'];
export type SiteCreate = Schemas['DirectorySiteCreateInputBody'];
export type SiteUpdate = Schemas['DirectorySiteUpdateInputBody'];
export type Terminal = Schemas['DirectorySiteTerminal'];
export type SeatMap = Schemas['SeatMap'];
export type SeatBlock = Schemas['SeatBlock'];
export type Group = Schemas['DirectoryGroupItem'];
export type GroupDetail = Schemas['DirectoryGroupOutputBody'];
export type GroupWrite = Schemas['DirectoryGroupWrite'];
export type List = Schemas['DirectoryInvitationListItem'];
export type ListDetail = Schemas['DirectoryListOutputBody'];
export type ListWrite = Schemas['DirectoryListWrite'];
export type Member = Schemas['DirectoryListMember'];
export type Expansion = Schemas['DirectoryExpansionOutputBody'];
export type Entry = Schemas['DirectoryEntryItem'];
export type EntryKind = Entry['kind'];
export type EntryWrite = Schemas['DirectoryEntryWrite'];
export type EntryUpdate = Schemas['DirectoryEntryUpdateInputBody'];
export type CalendarDay = Schemas['MeetingCalendarDay'];

/** A page of a list; no cursor on the last one. */
export interface Page<T> {
  items: T[];
  nextCursor?: string;
}

/** What an import did, or would do. */
export interface ImportReport {
  dryRun: boolean;
  applied: boolean;
  created: number;
  updated: number;
  unchanged: number;
  succeeded: number;
  errors: { line: number; column?: string; reason: string; message: string }[];
}
