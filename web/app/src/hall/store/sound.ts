import {
  RoomEvent,
  Track,
  type Participant,
  type RemoteTrack,
  type Room,
  type TrackPublication,
} from 'livekit-client';

/**
 * Plays the room's sound, outside React. Only microphones that are on have an element: two hundred silent ones would
 * keep the browser busy for nothing.
 */
export class Sound {
  private readonly room: Room;
  private readonly box: HTMLElement;
  private volume = 1;

  constructor(room: Room) {
    this.room = room;
    this.box = document.createElement('div');
    this.box.hidden = true;
    document.body.append(this.box);
    room.on(RoomEvent.TrackSubscribed, this.subscribed);
    room.on(RoomEvent.TrackUnsubscribed, this.silence);
    room.on(RoomEvent.TrackMuted, this.muted);
    room.on(RoomEvent.TrackUnmuted, this.unmuted);
  }

  close(): void {
    this.room.off(RoomEvent.TrackSubscribed, this.subscribed);
    this.room.off(RoomEvent.TrackUnsubscribed, this.silence);
    this.room.off(RoomEvent.TrackMuted, this.muted);
    this.room.off(RoomEvent.TrackUnmuted, this.unmuted);
    this.box.remove();
  }

  /** Sets how loud the room is played, from 0 to 1. */
  setVolume(volume: number): void {
    this.volume = Math.min(1, Math.max(0, volume));
    for (const element of this.box.children) {
      if (element instanceof HTMLMediaElement) element.volume = this.volume;
    }
  }

  /** Plays what is on and nothing else, whatever events have told. */
  look(): void {
    for (const participant of this.room.remoteParticipants.values()) {
      for (const { track, isMuted } of participant.audioTrackPublications.values()) {
        if (!track) continue;
        if (isMuted) this.silence(track);
        else this.play(track);
      }
    }
  }

  private readonly subscribed = (track: RemoteTrack, publication: TrackPublication) => {
    if (track.kind !== Track.Kind.Audio) return;
    // Each track would ask for statistics every two seconds; the line panel asks once for all.
    track.stopMonitor();
    if (!publication.isMuted) this.play(track);
  };

  private readonly muted = (publication: TrackPublication, participant: Participant) => {
    if (!participant.isLocal && publication.track) this.silence(publication.track);
  };

  private readonly unmuted = (publication: TrackPublication, participant: Participant) => {
    if (!participant.isLocal && publication.track?.kind === Track.Kind.Audio) this.play(publication.track);
  };

  private play(track: Track): void {
    if (track.attachedElements.length > 0) return;
    const element = track.attach();
    element.volume = this.volume;
    this.box.append(element);
  }

  private readonly silence = (track: Track) => {
    if (track.kind === Track.Kind.Audio) track.detach().forEach((element) => element.remove());
  };
}
