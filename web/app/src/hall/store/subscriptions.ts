import { RemoteTrackPublication, RoomEvent, Track, type Room } from 'livekit-client';

/** A picture somebody may look at: a member's camera or screen. */
export type PictureKey = `${'camera' | 'screen'}:${string}`;

export const cameraKey = (identity: string): PictureKey => `camera:${identity}`;
export const screenKey = (identity: string): PictureKey => `screen:${identity}`;

// Turning a page back, or a speaker who answers, should not cost a new key frame.
const lingerMs = 4000;

/** Which pictures are wanted now, each with the moment it was last on screen (Infinity: it still is). */
export class Wanted {
  private readonly slots = new Map<string, readonly PictureKey[]>();
  private readonly leftAt = new Map<PictureKey, number>();
  private readonly now: () => number;

  constructor(now: () => number = Date.now) {
    this.now = now;
  }

  /** Says what one part of the page shows; an empty list clears it. */
  show(slot: string, keys: readonly PictureKey[]): void {
    for (const key of this.slots.get(slot) ?? []) this.leftAt.set(key, this.now());
    if (keys.length === 0) this.slots.delete(slot);
    else this.slots.set(slot, keys);
    for (const shown of this.slots.values()) for (const key of shown) this.leftAt.delete(key);
  }

  has(key: PictureKey): boolean {
    for (const keys of this.slots.values()) if (keys.includes(key)) return true;
    const left = this.leftAt.get(key);
    return left !== undefined && this.now() - left < lingerMs;
  }

  /** Forgets what has been off screen long enough; milliseconds until the next one is due, undefined when none is. */
  expire(): number | undefined {
    let next: number | undefined;
    for (const [key, left] of this.leftAt) {
      const rest = left + lingerMs - this.now();
      if (rest <= 0) this.leftAt.delete(key);
      else next = Math.min(next ?? rest, rest);
    }
    return next;
  }
}

const events = [
  RoomEvent.Connected,
  RoomEvent.Reconnected,
  RoomEvent.ParticipantConnected,
  RoomEvent.TrackPublished,
] as const;

/** Subscribes to every sound, unless it is a silent screen, and to those pictures that are on screen, and to nothing else. */
export class Subscriptions {
  readonly wanted = new Wanted();
  private readonly room: Room;
  private readonly silent: boolean;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(room: Room, silent = false) {
    this.room = room;
    this.silent = silent;
    for (const event of events) room.on(event, this.apply);
  }

  close(): void {
    clearTimeout(this.timer);
    for (const event of events) this.room.off(event, this.apply);
  }

  show(slot: string, keys: readonly PictureKey[]): void {
    this.wanted.show(slot, keys);
    this.apply();
  }

  /** Brings the subscriptions to what is wanted now. */
  readonly apply = () => {
    clearTimeout(this.timer);
    const rest = this.wanted.expire();
    if (rest !== undefined) this.timer = setTimeout(this.apply, rest + 1);
    for (const participant of this.room.remoteParticipants.values()) {
      for (const publication of participant.trackPublications.values()) {
        const wish = this.wants(participant.identity, publication);
        if (publication.isDesired !== wish) publication.setSubscribed(wish);
      }
    }
  };

  private wants(identity: string, publication: RemoteTrackPublication): boolean {
    if (publication.kind === Track.Kind.Audio) return !this.silent;
    const key = publication.source === Track.Source.ScreenShare ? screenKey(identity) : cameraKey(identity);
    return this.wanted.has(key);
  }
}
