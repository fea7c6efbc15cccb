import { address, call } from '../../api/client';
import type { components } from '../../api/schema.gen';
import type { Language } from '../../i18n';

type Schemas = components['schemas'];

export type View = Schemas['LineViewBody'];
export type Row = View['rows'][number];
export type Sample = NonNullable<Row['latest']>;
export type Level = Row['level'];
export type Report = Schemas['LineReportBody'];
export type SiteReport = Report['items'][number];
export type Period = SiteReport['noSound'][number];

const base = (meeting: string) => `/meetings/${encodeURIComponent(meeting)}`;

export const getLines = (meeting: string) => call<View>(`${base(meeting)}/lines`);
export const getLine = (meeting: string, key: string) =>
  call<Row>(`${base(meeting)}/lines/${encodeURIComponent(key)}`);
export const streamAddress = (meeting: string, language: Language) =>
  address(`${base(meeting)}/lines/stream`, { language });
export const getReport = (meeting: string) => call<Report>(`${base(meeting)}/line-report`);
export const exportAddress = (meeting: string, kind: 'csv' | 'xlsx', language: Language) =>
  address(`${base(meeting)}/line-report/${kind}`, { language });
