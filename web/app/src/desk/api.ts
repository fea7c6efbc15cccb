import { call } from '../api/client';
import type {
  Action,
  Entry,
  Findings,
  Fit,
  JoinTicket,
  Knock,
  Meeting,
  MeetingDraft,
  MeetingEvent,
  MeetingPage,
  PaperTasks,
  Papers,
  Recurrence,
  Repeat,
  Scope,
  Series,
  SeriesDate,
  Template,
  TemplatePage,
  UnitKey,
} from './types';

const part = encodeURIComponent;
const meeting = (id: string) => `/meetings/${part(id)}`;

/** What a list or a calendar asks for; what is undefined or empty is not asked. */
export interface MeetingFilter {
  from?: string;
  to?: string;
  state?: string;
  host?: string;
  unit?: string;
  prepares?: string;
  below?: boolean;
  person?: string;
  room?: string;
  series?: string;
  q?: string;
  order?: 'asc' | 'desc';
  cursor?: string;
  limit?: number;
}

/** The keys under which answers are kept; what an event touches is read again by their first parts. */
export const keys = {
  meetings: ['meetings'],
  meeting: (id: string) => ['meeting', id],
  invitations: (id: string) => ['invitations', id],
  mine: ['own-invitations'],
  tasks: ['paper-tasks'],
} as const;

export const listMeetings = (filter: MeetingFilter, signal?: AbortSignal) =>
  call<MeetingPage>('/meetings', { query: { ...filter }, signal });

/** All meetings of a filter, for a calendar: its pages one after the other. */
export async function allMeetings(filter: MeetingFilter, signal?: AbortSignal) {
  const all: MeetingPage['items'] = [];
  let cursor: string | undefined;
  do {
    const page: MeetingPage = await listMeetings({ ...filter, limit: 500, cursor }, signal);
    all.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor);
  return all;
}

export const getMeeting = (id: string) => call<Meeting>(meeting(id));

const units = (keys: UnitKey[]) => keys.map((unit) => ({ kind: 'unit' as const, unit }));

/** Makes a meeting with its list of the invited; sent again with the same key, it makes none. */
export const createMeeting = (draft: MeetingDraft, invited: UnitKey[], key: string) =>
  call<Meeting>('/meetings', { method: 'POST', key, body: { ...draft, invite: units(invited) } });

/** Changes a plan, and with it the list: units that come onto it, and those that leave it. */
export const updateMeeting = (
  id: string,
  version: number,
  draft: MeetingDraft,
  scope: Scope = 'one',
  { on, off }: { on: UnitKey[]; off: UnitKey[] } = { on: [], off: [] },
) =>
  call<Meeting>(meeting(id), {
    method: 'PUT',
    version,
    body: { ...draft, invite: units(on), uninvite: off },
    query: { scope },
  });

export const deleteMeeting = (id: string, version: number) =>
  call<undefined>(meeting(id), { method: 'DELETE', version });

/** Asked only of whoever has declared that it holds no state secret. */
export const copyMeeting = (id: string, start: string) =>
  call<Meeting>(`${meeting(id)}/copy`, { method: 'POST', body: { start, noStateSecret: true } });

export const act = (id: string, version: number, action: Action, reason = '', scope: Scope = 'one') =>
  call<Meeting>(`${meeting(id)}/actions`, { method: 'POST', version, body: { action, reason, scope } });

export const getHistory = (id: string) => call<{ items: MeetingEvent[] }>(`${meeting(id)}/history`);

/** What stands in the way of a plan; nothing is saved. */
export const checkMeeting = (draft: MeetingDraft, meetingId?: string, signal?: AbortSignal) =>
  call<Findings>('/meetings/check', { method: 'POST', body: { meetingId, meeting: draft }, signal });

export const createSeries = (draft: MeetingDraft, recurrence: Recurrence, invited: UnitKey[], key: string) =>
  call<Series>('/meeting-series', {
    method: 'POST',
    key,
    body: { meeting: draft, recurrence, invite: units(invited) },
  });

export const getSeries = (id: string) => call<Series>(`${meeting(id)}/series`);

/** What a rule would make of a meeting and those after it. */
export const previewRepeat = (id: string, recurrence: Recurrence, signal?: AbortSignal) =>
  call<Fit>(`${meeting(id)}/series/preview`, { method: 'POST', body: recurrence, signal });

export const repeatMeeting = (id: string, version: number, body: Repeat) =>
  call<Series>(`${meeting(id)}/series`, { method: 'PUT', version, body });

export const previewSeries = (recurrence: Recurrence, start: string, signal?: AbortSignal) =>
  call<{ items: SeriesDate[] }>('/meeting-series/preview', {
    method: 'POST',
    body: { ...recurrence, start },
    signal,
  });

export const listTemplates = () => call<TemplatePage>('/meeting-templates');

export const saveTemplate = (meetingId: string, name: string) =>
  call<Template>('/meeting-templates', { method: 'POST', body: { meetingId, name } });

export const deleteTemplate = (id: string, version: number) =>
  call<undefined>(`/meeting-templates/${part(id)}`, { method: 'DELETE', version });

/** As copyMeeting: after the declaration. */
export const fromTemplate = (id: string, start: string) =>
  call<Meeting>(`/meeting-templates/${part(id)}/meetings`, {
    method: 'POST',
    body: { start, noStateSecret: true },
  });

export const getEntry = (id: string) => call<Entry>(`${meeting(id)}/entry`);

export const joinMeeting = (id: string) => call<Entry>(`${meeting(id)}/join`, { method: 'POST' });

/** A way in for the second screen of who is in the meeting's room already. */
export const joinSecondScreen = (id: string) =>
  call<JoinTicket>(`${meeting(id)}/second-screen`, { method: 'POST' });

export const listKnocks = (id: string) => call<{ items: Knock[] }>(`${meeting(id)}/knocks`);

export const answerKnock = (id: string, knock: string, answer: 'admitted' | 'denied') =>
  call<Knock>(`${meeting(id)}/knocks/${part(knock)}`, { method: 'PUT', body: { answer } });

export const listPapers = (id: string) => call<Papers>(`${meeting(id)}/papers`);

export const listPaperTasks = () => call<PaperTasks>('/paper-tasks');
