import { address, call } from '../../api/client';
import type { components } from '../../api/schema.gen';

type Schemas = components['schemas'];

export type Board = Schemas['LinetestBoardOutputBody'];
export type Row = Schemas['LinetestRow'];
export type Entry = Schemas['LinetestEntry'];
export type Figures = Schemas['LinetestFigures'];
export type Reading = Schemas['LinetestReadingOutputBody'];
export type Joined = Schemas['LinetestJoinedOutputBody'];
export type CheckKind = 'camera' | 'microphone' | 'loudspeaker' | 'line' | 'terminal';
export type Kind = Entry['kind'];
export type SiteState = Row['state'];

/** In the order of the board's columns. */
export const checks: readonly CheckKind[] = ['camera', 'microphone', 'loudspeaker', 'line', 'terminal'];

const base = (meeting: string) => `/meetings/${encodeURIComponent(meeting)}/line-test`;

export const keyOf = (meeting: string) => ['line-test', meeting] as const;

export const getBoard = (meeting: string) => call<Board>(base(meeting));
export const joinTest = (meeting: string, site: string) =>
  call<Joined>(`${base(meeting)}/join`, { method: 'POST', body: { site } });
export const getReading = (meeting: string) => call<Reading>(`${base(meeting)}/reading`);

export interface Told {
  kind: CheckKind | 'mark';
  site: string;
  heard?: boolean;
  ready?: boolean;
  words?: string;
  figures?: Figures;
}
export const record = (meeting: string, told: Told) =>
  call<Entry>(`${base(meeting)}/checks`, { method: 'POST', body: told });
export const callSites = (meeting: string, sites: string[], words: string) =>
  call<undefined>(`${base(meeting)}/calls`, { method: 'POST', body: { sites, words } });
export const getHistory = (meeting: string, site: string) =>
  call<{ items: Entry[] }>(`${base(meeting)}/history`, { query: { site } });
export const exportAddress = (meeting: string) => address(`${base(meeting)}/export`);

/** The latest of a kind that was told of a site. */
export const latest = (row: Row | undefined, kind: Kind): Entry | undefined =>
  row?.checks.find((entry) => entry.kind === kind);
