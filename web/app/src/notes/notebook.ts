import type { components } from '../api/schema.gen';
import { call } from '../api/client';
import { isCode } from '../api/problem';
import { Watched } from '../hall/store/emitter';

export type OwnNote = components['schemas']['ConductOwnNote'];

/** Where the note on one item stands. */
export interface Leaf {
  text: string;
  /** What the next writing is of; 0: nothing was written yet. */
  version: number;
  state: 'saved' | 'waiting' | 'saving' | 'failed' | 'clash';
  /** When it was saved last. */
  savedAt?: string;
  /** What was written on another device since, while the state is clash. */
  theirs?: OwnNote;
  error?: unknown;
}

/** Notes by item of the agenda, '' = of the whole meeting; null until they were read. */
export type Leaves = Readonly<Record<string, Leaf>> | null;

/** How notes are read and written; the server's API, or something else in a test. */
export interface Shelf {
  read: () => Promise<OwnNote[]>;
  write: (itemId: string, version: number, text: string) => Promise<OwnNote>;
}

/** The longest note, in characters. */
export const longest = 20_000;

export const blank: Leaf = { text: '', version: 0, state: 'saved' };

/** The shelf of the caller's own notes on a meeting. */
export function shelfOf(meetingId: string): Shelf {
  const path = `/meetings/${encodeURIComponent(meetingId)}/notes`;
  return {
    read: async () => (await call<{ items: OwnNote[] }>(path)).items,
    write: (itemId, version, text) => call<OwnNote>(path, { method: 'PUT', body: { itemId, version, text } }),
  };
}

function leafOf(note: OwnNote): Leaf {
  return { text: note.text, version: note.version, state: 'saved', savedAt: note.updatedAt };
}

/**
 * Somebody's own notes on a meeting. What is typed is saved a moment after the last key, one saving of an item at a time,
 * each on the version of the one before; when another device was faster it stops and shows both.
 */
export class Notebook extends Watched<Leaves> {
  private readonly timers = new Map<string, number>();
  private readonly busy = new Set<string>();
  failed: unknown = null;

  constructor(
    private readonly shelf: Shelf,
    private readonly pauseMs = 1000,
  ) {
    super(null);
  }

  leaf(itemId: string): Leaf {
    return this.get()?.[itemId] ?? blank;
  }

  /** Reads the notes as they are now; what was typed here and is not saved stays. Rejects with an ApiError. */
  async read(): Promise<void> {
    const found = await this.shelf.read();
    const leaves: Record<string, Leaf> = { ...this.get() };
    for (const note of found) {
      const leaf = leaves[note.itemId];
      if (leaf === undefined || (leaf.state === 'saved' && leaf.version < note.version)) {
        leaves[note.itemId] = leafOf(note);
      }
    }
    this.set(leaves);
  }

  /** Takes note of what was typed. */
  type(itemId: string, text: string): void {
    const leaf = this.leaf(itemId);
    if (leaf.state === 'clash') {
      this.put(itemId, { ...leaf, text });
      return;
    }
    this.put(itemId, { ...leaf, text, state: leaf.state === 'saving' ? 'saving' : 'waiting' });
    window.clearTimeout(this.timers.get(itemId));
    this.timers.set(
      itemId,
      window.setTimeout(() => void this.save(itemId), this.pauseMs),
    );
  }

  /** Saves all that was typed, without waiting. */
  async flush(): Promise<void> {
    await Promise.all(
      Object.entries(this.get() ?? {})
        .filter(([, leaf]) => leaf.state === 'waiting' || leaf.state === 'failed')
        .map(([itemId]) => this.save(itemId)),
    );
  }

  /** Ends a clash: with what is here, with what is there, or with both. */
  settle(itemId: string, way: 'mine' | 'theirs' | 'both'): void {
    const { text, theirs } = this.leaf(itemId);
    if (theirs === undefined) return;
    const kept = leafOf(theirs);
    this.put(itemId, kept);
    if (way === 'theirs') return;
    this.put(itemId, { ...kept, text: way === 'mine' ? text : joined(theirs.text, text), state: 'waiting' });
    void this.save(itemId);
  }

  /** Whether something was typed that is not saved. */
  unsaved(): boolean {
    return Object.values(this.get() ?? {}).some((leaf) => leaf.state !== 'saved');
  }

  close(): void {
    for (const timer of this.timers.values()) window.clearTimeout(timer);
    void this.flush();
  }

  private async save(itemId: string): Promise<void> {
    window.clearTimeout(this.timers.get(itemId));
    const leaf = this.leaf(itemId);
    if (this.busy.has(itemId) || leaf.state === 'clash') return;
    this.busy.add(itemId);
    const { text, version } = leaf;
    this.put(itemId, { ...leaf, state: 'saving', error: undefined });
    try {
      const saved = await this.shelf.write(itemId, version, text);
      const typed = this.leaf(itemId).text;
      this.put(itemId, { ...leafOf(saved), text: typed, state: typed === text ? 'saved' : 'waiting' });
    } catch (error) {
      await this.refused(itemId, error);
    }
    this.busy.delete(itemId);
    // What was typed while the saving was under way.
    if (this.leaf(itemId).state === 'waiting') await this.save(itemId);
  }

  private async refused(itemId: string, error: unknown): Promise<void> {
    const failed = (cause: unknown) =>
      this.put(itemId, { ...this.leaf(itemId), state: 'failed', error: cause });
    if (!isCode(error, 'stale')) {
      failed(error);
      return;
    }
    try {
      const theirs = (await this.shelf.read()).find((note) => note.itemId === itemId);
      const leaf = this.leaf(itemId);
      if (theirs === undefined) failed(error);
      else if (theirs.text === leaf.text) this.put(itemId, leafOf(theirs));
      else this.put(itemId, { ...leaf, state: 'clash', theirs });
    } catch (cause) {
      failed(cause);
    }
  }

  private put(itemId: string, leaf: Leaf): void {
    this.set({ ...this.get(), [itemId]: leaf });
  }
}

/** Two texts one after the other; what one has whole is not said twice. */
export function joined(theirs: string, mine: string): string {
  if (mine.includes(theirs)) return mine;
  if (theirs.includes(mine)) return theirs;
  return `${theirs.trimEnd()}\n\n${mine.trimStart()}`;
}
