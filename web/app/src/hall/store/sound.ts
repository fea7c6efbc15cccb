import { RoomEvent, Track, type RemoteTrack, type Room } from 'livekit-client';

/** Plays every sound of the room, outside React: two hundred elements that nobody sees. */
export class Sound {
  private readonly room: Room;
  private readonly box: HTMLElement;

  constructor(room: Room) {
    this.room = room;
    this.box = document.createElement('div');
    this.box.hidden = true;
    document.body.append(this.box);
    room.on(RoomEvent.TrackSubscribed, this.attach);
    room.on(RoomEvent.TrackUnsubscribed, this.detach);
  }

  close(): void {
    this.room.off(RoomEvent.TrackSubscribed, this.attach);
    this.room.off(RoomEvent.TrackUnsubscribed, this.detach);
    this.box.remove();
  }

  private readonly attach = (track: RemoteTrack) => {
    if (track.kind === Track.Kind.Audio) this.box.append(track.attach());
  };

  private readonly detach = (track: RemoteTrack) => {
    if (track.kind === Track.Kind.Audio) track.detach().forEach((element) => element.remove());
  };
}
