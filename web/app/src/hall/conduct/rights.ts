import type { LocalParticipant } from 'livekit-client';

// Of LiveKit's protocol, TrackSource.
const microphone = 2;
const screenShareAudio = 4;

type Permitted = Pick<LocalParticipant, 'permissions'>;

/** Whether the server lets this participant open a microphone now; a list of sources narrows the right to publish. */
export function maySpeak(participant: Permitted): boolean {
  return may(participant, microphone);
}

/** Whether a screen may be shared with its sound: asked for without the right, sharing fails as a whole. */
export function mayShareSound(participant: Permitted): boolean {
  return may(participant, screenShareAudio);
}

function may({ permissions }: Permitted, source: number): boolean {
  if (!permissions) return true;
  const sources = permissions.canPublishSources as readonly number[];
  return permissions.canPublish && (sources.length === 0 || sources.includes(source));
}
