import { call } from '../../api/client';
import { ApiError } from '../../api/problem';
import { Watched } from '../store/emitter';
import {
  merged,
  nothingRead,
  readFrom,
  readTo,
  unreadOf,
  type Channel,
  type ChatPage,
  type Message,
  type Read,
} from './messages';

export interface TalkState {
  phase: 'loading' | 'ready' | 'failed';
  messages: readonly Message[];
  /** There are older ones. */
  more: boolean;
  /** Messages of each channel that were not read on this device. */
  unread: Read;
  /** May not write to everyone now. */
  muted: boolean;
  /** For those who conduct: who may not write; * is everyone. */
  mutes: readonly string[];
}

/** The longest message, in characters. */
export const longest = 2000;
/** The longest reason of a removal, in characters. */
export const longestReason = 300;
/** Everyone, in a mute. */
export const everyone = '*';

const page = 50;
/** How long a page that nobody reads waits at most before it counts a message, so that a hall does not ask as one. */
const patienceMs = 1500;
const againMs = 5000;

function messageId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The chat of a live meeting as the server keeps it: what this person may see of it, and what they have not read. */
export class Talk extends Watched<TalkState> {
  /** What was begun and not sent, by channel; it outlives the panel. */
  private readonly drafts = new Map<Channel, string>();
  private readonly path: string;
  private identity: string | null = null;
  private revision = 0;
  private read: Read = nothingRead;
  /** The channel that is looked at; null while the panel is closed. */
  private open: Channel | null = null;
  private busy = false;
  private asked = 0;
  private timer = 0;
  private closed = false;

  constructor(private readonly meetingId: string) {
    super({
      phase: 'loading',
      messages: [],
      more: false,
      unread: nothingRead,
      muted: false,
      mutes: [],
    });
    this.path = `/meetings/${encodeURIComponent(meetingId)}/chat`;
  }

  /** Begins to follow the chat as somebody. */
  begin(identity: string): void {
    if (this.identity !== null) return;
    this.identity = identity;
    this.read = readFrom(this.kept());
    this.changed();
  }

  /** Takes note that there may be something new. */
  readonly changed = (): void => {
    if (this.identity === null || this.closed) return;
    this.look(this.open === null ? Math.random() * patienceMs : 0);
  };

  /** The channel that is on the page now, null = none: what comes in it is read. */
  show(channel: Channel | null): void {
    const before = this.open;
    this.open = channel;
    if (channel === null) return;
    this.note(this.get().messages);
    if (before === null) this.changed();
  }

  draft(channel: Channel): string {
    return this.drafts.get(channel) ?? '';
  }

  keepDraft(channel: Channel, text: string): void {
    this.drafts.set(channel, text);
  }

  /** Reads older messages; rejects with an ApiError. */
  async older(): Promise<void> {
    const before = this.get().messages[0]?.seq;
    const found = await call<ChatPage>(this.path, { query: { before, limit: page } });
    this.note(merged(this.get().messages, found.items), { more: found.more });
  }

  /** Sends a message; rejects with an ApiError. A lost answer is asked for again, and the message is there once. */
  async send(channel: Channel, text: string, recipient?: string): Promise<void> {
    const body = { id: messageId(), channel, text, recipient };
    const post = () => call<Message>(this.path, { method: 'POST', body });
    let sent: Message;
    try {
      sent = await post();
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 0) throw error;
      sent = await post();
    }
    this.note(merged(this.get().messages, [sent]));
  }

  /** Removes a message for everyone; rejects with an ApiError. */
  async remove(message: Message, reason: string): Promise<void> {
    await call(`${this.path}/${message.seq}`, { method: 'DELETE', query: { reason: reason.trim() } });
    this.look(0);
  }

  /** Takes or gives back the right to write; rejects with an ApiError. */
  async mute(identity: string, muted: boolean): Promise<void> {
    await call(`${this.path}-mutes`, { method: 'PUT', body: { identity, muted } });
    this.look(0);
  }

  close(): void {
    this.closed = true;
    window.clearTimeout(this.timer);
  }

  /** Reads what has changed, after a while; sooner when somebody asks for it sooner. */
  private look(wait: number): void {
    if (this.busy) {
      this.asked += 1;
      return;
    }
    if (this.timer !== 0 && wait > 0) return;
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.catchUp(), wait);
  }

  private async catchUp(): Promise<void> {
    this.timer = 0;
    this.busy = true;
    const { asked } = this;
    let failed = false;
    try {
      while (await this.take());
    } catch {
      failed = true;
    }
    this.busy = false;
    if (this.isClosed()) return;
    if (failed) {
      if (this.get().phase === 'loading') this.set({ ...this.get(), phase: 'failed' });
      this.look(againMs + Math.random() * againMs);
    } else if (this.asked !== asked) {
      this.look(0);
    }
  }

  /** Reads one page; resolves to whether there are later changes. */
  private async take(): Promise<boolean> {
    const first = this.revision === 0;
    const found = await call<ChatPage>(this.path, {
      query: first ? { limit: page } : { since: this.revision, limit: 2 * page },
    });
    if (this.isClosed()) return false;
    this.revision = found.revision;
    this.note(merged(this.get().messages, found.items), {
      phase: 'ready',
      muted: found.muted,
      mutes: found.mutes,
      ...(first ? { more: found.more } : {}),
    });
    return !first && found.more;
  }

  private isClosed(): boolean {
    return this.closed;
  }

  private note(messages: readonly Message[], rest: Partial<TalkState> = {}): void {
    if (this.open !== null) {
      const read = readTo(messages, this.read, this.open);
      if (read !== this.read) {
        this.read = read;
        this.keep();
      }
    }
    const unread = unreadOf(messages, this.read, this.identity ?? '');
    this.set({ ...this.get(), messages, unread, ...rest });
  }

  private key(): string {
    return `giaoban.read.${this.meetingId}.${this.identity ?? ''}`;
  }

  private kept(): string | null {
    try {
      return localStorage.getItem(this.key());
    } catch {
      return null;
    }
  }

  private keep(): void {
    try {
      localStorage.setItem(this.key(), JSON.stringify(this.read));
    } catch {
      // Without storage all is unread again after a reload.
    }
  }
}
