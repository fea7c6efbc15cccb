import { address, call } from '../../api/client';
import type {
  Act,
  Audience,
  Cameras,
  Index,
  Manifest,
  Recording,
  RecordingNow,
  RecordingPage,
  StripInfo,
} from './types';

const part = encodeURIComponent;
const recording = (id: string) => `/recordings/${part(id)}`;

export const recordingKeys = {
  all: ['recordings'],
  one: (id: string) => ['recordings', 'one', id],
  index: (id: string) => ['recordings', 'index', id],
  files: (id: string) => ['recordings', 'files', id],
  of: (meetingId: string) => ['recordings', 'of', meetingId],
  now: (meetingId: string) => ['recordings', 'now', meetingId],
};

export interface RecordingFilter {
  q?: string;
  meeting?: string;
  host?: string;
  from?: string;
  to?: string;
  limit?: number;
  cursor?: string;
}

export const listRecordings = (filter: RecordingFilter, signal?: AbortSignal) =>
  call<RecordingPage>('/recordings', { query: { ...filter }, signal });

export const getRecording = (id: string) => call<Recording>(recording(id));

export const getIndex = (id: string) => call<Index>(`${recording(id)}/index`);

/** How a live meeting is being recorded. */
export const getRecordingNow = (meetingId: string) =>
  call<RecordingNow>(`/meetings/${part(meetingId)}/recording`);

export const startRecording = (meetingId: string, cameras: Cameras) =>
  call<Recording>(`/meetings/${part(meetingId)}/recordings`, { method: 'POST', body: { cameras } });

/** Stopping waits for the manifest, for which a long recording is read once. */
export const actOnRecording = (id: string, action: Act) =>
  call<Recording>(`${recording(id)}/actions`, { method: 'POST', body: { action }, patience: 120_000 });

export const remakeProgramme = (id: string) =>
  call<Recording>(`${recording(id)}/programme`, { method: 'POST' });

export const shareRecording = (id: string, audience: Audience) =>
  call<Recording>(`${recording(id)}/audience`, { method: 'PUT', body: { audience } });

export const tellWatched = (id: string, fromMs: number, toMs: number) =>
  call<undefined>(`${recording(id)}/views`, { method: 'POST', body: { fromMs, toMs }, keepalive: true });

/** The address of a file of a recording. */
export const fileOf = (id: string, file: string) =>
  address(`${recording(id)}/files/${file.split('/').map(part).join('/')}`);

export const getManifest = (id: string) => call<Manifest>(`${recording(id)}/files/manifest.json`);

export const getStrip = (id: string) => call<StripInfo>(`${recording(id)}/files/programme/strip.json`);
