import {
  RoomEvent,
  Track,
  TrackEvent,
  type LocalTrackPublication,
  type Participant,
  type Room,
} from 'livekit-client';
import { faultOf } from '../../check/useCapture';
import { Watched } from './emitter';

/** How a device does that was to be opened. */
export type Trouble = 'fine' | 'none' | 'lost' | 'blocked';

export interface Own {
  camera: Trouble;
  microphone: Trouble;
}

export const allFine: Own = { camera: 'fine', microphone: 'fine' };

const kinds: Partial<Record<Track.Source, keyof Own>> = {
  [Track.Source.Camera]: 'camera',
  [Track.Source.Microphone]: 'microphone',
};

/** Watches camera and microphone of this page: what could not be opened, and what was pulled out. */
export class OwnDevices extends Watched<Own> {
  private readonly room: Room;

  constructor(room: Room) {
    super(allFine);
    this.room = room;
    room.on(RoomEvent.MediaDevicesError, this.failed);
    room.on(RoomEvent.LocalTrackPublished, this.opened);
    room.on(RoomEvent.TrackUnmuted, this.unmuted);
    room.on(RoomEvent.ActiveDeviceChanged, this.changed);
  }

  close(): void {
    this.room.off(RoomEvent.MediaDevicesError, this.failed);
    this.room.off(RoomEvent.LocalTrackPublished, this.opened);
    this.room.off(RoomEvent.TrackUnmuted, this.unmuted);
    this.room.off(RoomEvent.ActiveDeviceChanged, this.changed);
  }

  private say(device: keyof Own, trouble: Trouble): void {
    const now = this.get();
    if (now[device] !== trouble) this.set({ ...now, [device]: trouble });
  }

  private readonly failed = (error: Error, kind?: MediaDeviceKind) => {
    if (kind === 'audiooutput') return;
    this.refused(kind === 'videoinput' ? 'camera' : 'microphone', error);
  };

  /** A device could not be opened, or opened again. */
  refused(device: keyof Own, error: unknown): void {
    this.say(device, faultOf(error) === 'missing' ? 'none' : 'blocked');
  }

  private readonly opened = (publication: LocalTrackPublication) => {
    const device = kinds[publication.source];
    if (!device) return;
    this.say(device, 'fine');
    // Not told of what this page closes itself.
    publication.track?.on(TrackEvent.Ended, () => this.say(device, 'lost'));
    publication.track?.on(TrackEvent.Restarted, () => this.say(device, 'fine'));
  };

  private readonly unmuted = (publication: { source: Track.Source }, participant: Participant) => {
    const device = kinds[publication.source];
    if (participant.isLocal && device) this.say(device, 'fine');
  };

  private readonly changed = (kind: MediaDeviceKind) => {
    if (kind !== 'audiooutput') this.say(kind === 'videoinput' ? 'camera' : 'microphone', 'fine');
  };
}
