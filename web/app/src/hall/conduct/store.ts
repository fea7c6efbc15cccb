import { address, call } from '../../api/client';
import { Watched } from '../store/emitter';
import { Notebook, shelfOf } from '../../notes/notebook';
import { Talk } from '../talk/talk';
import type { Command, View } from './types';

/** What is known of the live meeting; null until it has been read. */
export type ConductState = View | null;

/** A name for a command that no other has: the server does the same command once, however often it is sent. */
function commandId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The state of a live meeting, kept up to date by the server's stream of what changes. */
export class Conduct extends Watched<ConductState> {
  /** The server's clock minus this one, milliseconds. */
  ahead = 0;
  /** Requests and turns that were acted on from this page: what follows is no news here. */
  readonly done = new Set<string>();
  /** What is written in the meeting. */
  readonly talk: Talk;
  /** What this person writes for themselves. */
  readonly notebook: Notebook;
  private readonly source: EventSource;
  private readonly path: string;

  constructor(readonly meetingId: string) {
    super(null);
    this.path = `/meetings/${encodeURIComponent(meetingId)}/conduct`;
    this.talk = new Talk(meetingId);
    this.notebook = new Notebook(shelfOf(meetingId));
    this.source = new EventSource(address(`${this.path}/stream`));
    this.source.onmessage = (event: MessageEvent<string>) => this.merge(JSON.parse(event.data) as View);
    this.source.addEventListener('chat', this.talk.changed);
    // What was written while the stream was cut is told by no event.
    this.source.addEventListener('open', this.talk.changed);
  }

  /** Parts that a message leaves out have not changed. */
  merge(news: View): void {
    this.ahead = Date.parse(news.now) - Date.now();
    this.set({ ...this.get(), ...news });
    this.talk.begin(news.mine.who.identity);
  }

  /** The server's time now, milliseconds. */
  now(): number {
    return Date.now() + this.ahead;
  }

  /**
   * Gives a command and resolves to the place of what it did in the log; rejects with an ApiError. What it did comes by the
   * stream. A lost answer is asked for again.
   */
  async give(command: Command): Promise<number> {
    if (command.target && command.verb.startsWith('floor.')) this.done.add(command.target);
    const body = { ...command, id: commandId() };
    const send = () => call<{ seq: number }>(`${this.path}/commands`, { method: 'POST', body });
    try {
      return (await send()).seq;
    } catch (error) {
      if (!lost(error)) throw error;
      return (await send()).seq;
    }
  }

  close(): void {
    this.source.close();
    this.talk.close();
    this.notebook.close();
  }
}

function lost(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'status' in error && error.status === 0;
}
