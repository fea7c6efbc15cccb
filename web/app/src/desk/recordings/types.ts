import type { components } from '../../api/schema.gen';

type Schemas = components['schemas'];

export type Recording = Schemas['RecordingBody'];
export type RecordingPage = Schemas['RecordingListOutputBody'];
export type RecordingNow = Schemas['RecordingNowOutputBody'];
export type Cameras = Recording['cameras'];
export type Audience = Recording['audience'];
export type Act = Schemas['RecordingAct-on-recordingRequest']['action'];
export type Index = Schemas['Index'];
export type Stretch = Schemas['Stretch'];
export type Chapter = Schemas['Chapter'];
export type Speech = Schemas['Speech'];
export type VoteTaken = Schemas['VoteTaken'];
export type NoteTold = Schemas['NoteTold'];

export type Rushes = Schemas['Rushes'];
export type RushesFile = Schemas['RushesFile'];
export type RushesPiece = Schemas['RushesPiece'];
export type RushesScene = Schemas['RushesScene'];

export type Mark = Schemas['RecordingMarkBody'];
export type MarkFields = Schemas['RecordingMarkFields'];

export type Cut = Schemas['RecordingCut'];
export type CutKind = Cut['kind'];

export type Subtitles = Schemas['RecordingSubtitles'];
export type Cue = Schemas['Cue'];
export type SpeechMaking = Schemas['RecordingSpeechOutputBody'];
export type SpeechJob = Schemas['RecordingSpeechJob'];

/** A time in which nothing was recorded. */
export interface Gap {
  startMs: number;
  endMs: number;
  reason: string;
}

/** One file of a track, as the manifest names it. */
export interface Part {
  file: string;
  startMs: number;
  lengthMs: number;
  bytes: number;
  sha256: string;
  repaired?: boolean;
}

export interface Track {
  sid: string;
  identity: string;
  name?: string;
  kind: 'audio' | 'video';
  source: string;
  codec: string;
  parts: Part[] | null;
  refused?: string;
  dropped?: number;
  lost?: number;
}

/** The signed description of a recording; the API serves it as the file that it is. */
export interface Manifest {
  id: string;
  startedAt: string;
  endedAt: string;
  reason?: string;
  tracks: Track[] | null;
  gaps?: Gap[];
}

/** Where the small pictures for the seek bar are, as the programme's maker wrote it. */
export interface StripInfo {
  file: string;
  width: number;
  height: number;
  across: number;
  everyMs: number;
}
