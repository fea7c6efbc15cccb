import type { Room, TextStreamReader } from 'livekit-client';
import { Watched } from './emitter';

export interface ChatMessage {
  id: string;
  identity: string;
  name: string;
  text: string;
  at: Date;
  own: boolean;
}

export interface ChatState {
  messages: readonly ChatMessage[];
  unread: number;
}

const topic = 'lk.chat';
const keep = 500;
/** The longest message that may be sent, and the most that is shown of a received one, in characters. */
export const longest = 2000;

/** The state after one more message; while the panel is open nothing counts as unread. */
export function withMessage(state: ChatState, message: ChatMessage, open: boolean): ChatState {
  if (state.messages.some((known) => known.id === message.id)) return state;
  return {
    messages: [...state.messages, message].slice(-keep),
    unread: open || message.own ? state.unread : state.unread + 1,
  };
}

/** The room's chat over LiveKit's text streams; it lives as long as the conference, not the panel. */
export class Chat extends Watched<ChatState> {
  private open = false;
  private readonly room: Room;

  constructor(room: Room) {
    super({ messages: [], unread: 0 });
    this.room = room;
    room.registerTextStreamHandler(topic, (reader, { identity }) => void this.receive(reader, identity));
  }

  close(): void {
    this.room.unregisterTextStreamHandler(topic);
  }

  setOpen(open: boolean): void {
    this.open = open;
    if (open && this.get().unread > 0) this.set({ ...this.get(), unread: 0 });
  }

  /** Sends a message to everybody; rejects when it could not be sent. */
  async send(text: string): Promise<void> {
    const info = await this.room.localParticipant.sendText(text, { topic });
    const { identity, name } = this.room.localParticipant;
    this.add({ id: info.id, identity, name: name || identity, text, at: new Date(), own: true });
  }

  private async receive(reader: TextStreamReader, identity: string): Promise<void> {
    const text = await reader.readAll();
    const name = this.room.getParticipantByIdentity(identity)?.name || identity;
    const at = new Date(reader.info.timestamp);
    this.add({ id: reader.info.id, identity, name, text: text.slice(0, longest), at, own: false });
  }

  private add(message: ChatMessage): void {
    this.set(withMessage(this.get(), message, this.open));
  }
}
