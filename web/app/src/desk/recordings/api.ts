import { address, call, readFile } from '../../api/client';
import type { TaskFields } from '../conclude/types';
import type {
  Act,
  Audience,
  Cameras,
  Cut,
  Cue,
  CutKind,
  Index,
  Manifest,
  Mark,
  MarkFields,
  Recording,
  RecordingNow,
  RecordingPage,
  Rushes,
  SpeechMaking,
  StripInfo,
  Subtitles,
} from './types';

const part = encodeURIComponent;
const recording = (id: string) => `/recordings/${part(id)}`;

export const recordingKeys = {
  all: ['recordings'],
  one: (id: string) => ['recordings', 'one', id],
  index: (id: string) => ['recordings', 'index', id],
  files: (id: string) => ['recordings', 'files', id],
  marks: (id: string) => ['recordings', 'marks', id],
  subtitles: (id: string) => ['recordings', 'subtitles', id],
  /** Under the subtitles: what tells of those tells of their making too. */
  speech: (id: string) => ['recordings', 'subtitles', id, 'speech'],
  cuts: (id: string) => ['recordings', 'cuts', id],
  of: (meetingId: string) => ['recordings', 'of', meetingId],
  now: (meetingId: string) => ['recordings', 'now', meetingId],
};

export interface RecordingFilter {
  q?: string;
  meeting?: string;
  host?: string;
  from?: string;
  to?: string;
  standing?: string;
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

/** What plays a stretch of a recording from its tracks. */
export const getRushes = (id: string, fromMs: number, toMs: number, signal: AbortSignal) =>
  call<Rushes>(`${recording(id)}/rushes`, { query: { fromMs, toMs }, signal, patience: 60_000 });

/** A run of bytes of a file of a recording. */
export const getBytes = (id: string, file: string, from: number, to: number, signal: AbortSignal) =>
  readFile(`${recording(id)}/files/${file.split('/').map(part).join('/')}`, {
    range: [from, to],
    signal,
    patience: 60_000,
  });

export const listMarks = (id: string) => call<{ items: Mark[] }>(`${recording(id)}/marks`);

export const addMark = (id: string, fields: MarkFields) =>
  call<Mark>(`${recording(id)}/marks`, { method: 'POST', body: fields });

export const editMark = (id: string, mark: Mark, fields: MarkFields) =>
  call<Mark>(`${recording(id)}/marks/${part(mark.id)}`, {
    method: 'PUT',
    version: mark.version,
    body: fields,
  });

export const deleteMark = (id: string, mark: Mark) =>
  call<undefined>(`${recording(id)}/marks/${part(mark.id)}`, { method: 'DELETE', version: mark.version });

export const restoreMark = (id: string, mark: Mark) =>
  call<Mark>(`${recording(id)}/marks/${part(mark.id)}/restore`, { method: 'POST' });

export const makeTaskOf = (id: string, mark: Mark, fields: TaskFields) =>
  call<Mark>(`${recording(id)}/marks/${part(mark.id)}/task`, { method: 'POST', body: fields });

export const listCuts = (id: string) => call<{ items: Cut[] }>(`${recording(id)}/cuts`);

export const askCut = (id: string, cut: { kind: CutKind; identity: string; fromMs: number; toMs: number }) =>
  call<Cut>(`${recording(id)}/cuts`, { method: 'POST', body: cut });

export const removeCut = (id: string, cutId: string) =>
  call<undefined>(`${recording(id)}/cuts/${part(cutId)}`, { method: 'DELETE' });

/** The address of a cut's file. */
export const cutFile = (id: string, cutId: string) => address(`${recording(id)}/cuts/${part(cutId)}/file`);

export const listSubtitles = (id: string) => call<{ items: Subtitles[] }>(`${recording(id)}/subtitles`);

const subtitles = (id: string, language: string) => `${recording(id)}/subtitles/${part(language)}`;

/** What is said when, by the subtitles in a language. */
export const getCues = (id: string, language: string) =>
  call<{ items: Cue[] }>(`${subtitles(id, language)}/cues`, { patience: 60_000 });

export const attachSubtitles = (id: string, language: string, file: Blob) =>
  call<undefined>(subtitles(id, language), {
    method: 'PUT',
    body: file,
    media: 'text/vtt',
    patience: 60_000,
  });

export const removeSubtitles = (id: string, language: string) =>
  call<undefined>(subtitles(id, language), { method: 'DELETE' });

/** The address of the subtitles' file. */
export const subtitlesFile = (id: string, language: string) => address(subtitles(id, language));

/** How the making of subtitles by the speech service stands. */
export const getSpeech = (id: string) => call<SpeechMaking>(`${recording(id)}/speech`);

export const askSpeech = (id: string, language: string) =>
  call<undefined>(`${recording(id)}/speech`, { method: 'POST', body: { language } });

export const endSpeech = (id: string, language: string) =>
  call<undefined>(`${recording(id)}/speech/${part(language)}`, { method: 'DELETE' });
