import { ConnectionQuality, Track, type Participant, type TrackPublication } from 'livekit-client';
import { currentLanguage } from '../../i18n';

export type Quality = 'excellent' | 'good' | 'poor' | 'lost' | 'unknown';

/** One published track as the page needs it. */
export interface TrackState {
  sid: string;
  muted: boolean;
  /** The server has stopped it, as the line to this page is too narrow for it. */
  paused?: boolean;
  /** Differs when another object stands for the same track, as after a full reconnect: its media are new. */
  instance?: number;
}

/** One member of the room, as shown; replaced only when something shown has changed. */
export interface Site {
  identity: string;
  name: string;
  role: string;
  /** Who sits there, how they are addressed, and the site's name; empty when nobody has told. */
  person: string;
  position: string;
  place: string;
  local: boolean;
  microphone: TrackState | null;
  camera: TrackState | null;
  screen: TrackState | null;
  speaking: boolean;
  /** When the hand went up, RFC 3339; empty while it is down. */
  hand: string;
  quality: Quality;
  /** Milliseconds since the epoch. */
  joinedAt: number;
}

const qualities: Record<ConnectionQuality, Quality> = {
  [ConnectionQuality.Excellent]: 'excellent',
  [ConnectionQuality.Good]: 'good',
  [ConnectionQuality.Poor]: 'poor',
  [ConnectionQuality.Lost]: 'lost',
  [ConnectionQuality.Unknown]: 'unknown',
};

const instances = new WeakMap<TrackPublication, number>();
let lastInstance = 0;

/** Tells objects that stand for one track apart: after a full reconnect it is another one, under the same sid. */
export function instanceOf(publication: TrackPublication): number {
  const known = instances.get(publication) ?? ++lastInstance;
  instances.set(publication, known);
  return known;
}

function trackOf(participant: Participant, source: Track.Source): TrackState | null {
  const publication = participant.getTrackPublication(source);
  if (!publication) return null;
  return {
    sid: publication.trackSid,
    muted: publication.isMuted,
    paused: publication.track?.streamState === Track.StreamState.Paused,
    instance: instanceOf(publication),
  };
}

/** The member as it is now, named in the page's language. */
export function siteOf(participant: Participant): Site {
  const english = currentLanguage() === 'en';
  const { name_en: nameEn = '', site_en: siteEn = '' } = english ? participant.attributes : {};
  return {
    identity: participant.identity,
    name: nameEn || participant.name || participant.identity,
    role: participant.attributes.role ?? '',
    person: participant.attributes.person ?? '',
    position: participant.attributes.position ?? '',
    place: siteEn || (participant.attributes.site ?? ''),
    local: participant.isLocal,
    microphone: trackOf(participant, Track.Source.Microphone),
    camera: trackOf(participant, Track.Source.Camera),
    screen: trackOf(participant, Track.Source.ScreenShare),
    speaking: participant.isSpeaking,
    hand: participant.attributes.hand ?? '',
    quality: qualities[participant.connectionQuality],
    joinedAt: participant.joinedAt?.getTime() ?? 0,
  };
}

function sameTrack(a: TrackState | null, b: TrackState | null): boolean {
  if (a === null || b === null) return a === b;
  return (
    a.sid === b.sid &&
    a.muted === b.muted &&
    a.instance === b.instance &&
    Boolean(a.paused) === Boolean(b.paused)
  );
}

/** Whether nothing shown differs. */
export function sameSite(a: Site, b: Site): boolean {
  return (
    a.identity === b.identity &&
    a.name === b.name &&
    a.role === b.role &&
    a.person === b.person &&
    a.position === b.position &&
    a.place === b.place &&
    a.local === b.local &&
    a.speaking === b.speaking &&
    a.hand === b.hand &&
    a.quality === b.quality &&
    a.joinedAt === b.joinedAt &&
    sameTrack(a.microphone, b.microphone) &&
    sameTrack(a.camera, b.camera) &&
    sameTrack(a.screen, b.screen)
  );
}

/** Whether picture and sound of the member can be shown at all. */
export const seen = (track: TrackState | null): boolean => track !== null && !track.muted;

/** Whether it would be shown if the line carried it. */
export const held = (track: TrackState | null): boolean => seen(track) && track?.paused === true;

const rank = (site: Site) => (site.role === 'chair' ? 0 : site.role === 'secretary' ? 1 : 2);

/** Chair and secretary first, then as they came, so that a late site never moves those already shown. */
export function compareSites(a: Site, b: Site): number {
  return rank(a) - rank(b) || a.joinedAt - b.joinedAt || (a.identity < b.identity ? -1 : 1);
}
