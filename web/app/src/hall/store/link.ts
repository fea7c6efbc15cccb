import { RoomEvent, type Room } from 'livekit-client';
import { Watched } from './emitter';

/** How the conference hangs on the server. */
export interface LinkState {
  phase: 'joining' | 'joined' | 'resuming' | 'reconnecting';
  /** Since when, milliseconds since the epoch. */
  since: number;
}

/** Watches the connection: resuming means that the control line is lost but media may still run. */
export class Link extends Watched<LinkState> {
  private readonly room: Room;
  private readonly onBack: (seconds: number) => void;

  constructor(room: Room, onBack: (seconds: number) => void) {
    super({ phase: 'joining', since: Date.now() });
    this.room = room;
    this.onBack = onBack;
    room.on(RoomEvent.Connected, this.joined);
    room.on(RoomEvent.SignalReconnecting, this.resuming);
    room.on(RoomEvent.Reconnecting, this.reconnecting);
    room.on(RoomEvent.Reconnected, this.joined);
  }

  close(): void {
    this.room.off(RoomEvent.Connected, this.joined);
    this.room.off(RoomEvent.SignalReconnecting, this.resuming);
    this.room.off(RoomEvent.Reconnecting, this.reconnecting);
    this.room.off(RoomEvent.Reconnected, this.joined);
  }

  private readonly joined = () => {
    const { phase, since } = this.get();
    if (phase === 'resuming' || phase === 'reconnecting') this.onBack((Date.now() - since) / 1000);
    this.set({ phase: 'joined', since: Date.now() });
  };
  private readonly resuming = () => this.lost('resuming');
  private readonly reconnecting = () => this.lost('reconnecting');

  private lost(phase: 'resuming' | 'reconnecting'): void {
    const now = this.get();
    const lasting = now.phase === 'resuming' || now.phase === 'reconnecting';
    this.set({ phase, since: lasting ? now.since : Date.now() });
  }
}
