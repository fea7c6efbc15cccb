import { RoomEvent, type Room } from 'livekit-client';

/** Milliseconds after a reconnect at which the room is looked at again. */
const delays = [500, 1500, 4000];

/**
 * Looks at the room as it is a few times after each reconnect. livekit-client holds events back while it counts
 * itself as reconnecting, and what it holds after the last moment it never tells.
 */
export class Settling {
  private readonly room: Room;
  private readonly look: () => void;
  private timers: ReturnType<typeof setTimeout>[] = [];

  constructor(room: Room, look: () => void) {
    this.room = room;
    this.look = look;
    room.on(RoomEvent.Reconnected, this.begin);
  }

  close(): void {
    this.room.off(RoomEvent.Reconnected, this.begin);
    this.end();
  }

  private readonly begin = () => {
    this.end();
    this.timers = delays.map((delay) => setTimeout(this.look, delay));
  };

  private end(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers = [];
  }
}
