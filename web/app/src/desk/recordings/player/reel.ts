import type { RushesFile, RushesPiece } from '../types';

/** How far ahead of where one is a file is loaded, and how much behind is kept; seconds. */
const ahead = 12;
const behind = 20;
/** Pieces of a file that are asked for at once; bytes. */
const bite = 2_000_000;

/** Gives a run of bytes of a file of the recording. */
export type Fetch = (file: string, from: number, to: number, signal: AbortSignal) => Promise<ArrayBuffer>;

/** What is further off is corrected by a jump, less by a change of speed; seconds. */
const jumpOver = 0.25;
const ease = 0.025;

/** How much faster or slower a file plays that is so many seconds ahead. */
export function easing(off: number): number {
  return Math.abs(off) < ease ? 1 : 1 - Math.max(-0.1, Math.min(0.1, off / 2));
}

/** Pieces to load next, in one run of bytes without a hole: from the key frame before a moment to some seconds behind it. */
export function wanted(pieces: readonly RushesPiece[], have: ReadonlySet<number>, ms: number): RushesPiece[] {
  const now = pieces.findLastIndex(({ atMs }) => atMs <= ms);
  const key = pieces.findLastIndex((piece, n) => n <= Math.max(0, now) && piece.key === true);
  const playing = pieces[now];
  // Behind what is being played nothing is needed any more.
  const from = playing && have.has(playing.offset) ? now : key;
  const run: RushesPiece[] = [];
  let bytes = 0;
  for (const piece of pieces.slice(Math.max(0, from))) {
    if (piece.atMs > ms + ahead * 1000) break;
    const last = run.at(-1);
    if (have.has(piece.offset)) {
      if (last) break;
      continue;
    }
    if (last && last.offset + last.bytes !== piece.offset) break;
    if (bytes > 0 && bytes + piece.bytes > bite) break;
    bytes += piece.bytes;
    run.push(piece);
  }
  return run;
}

/** One file of a track that is played in step with others: a media element that is fed with its fragments. */
export class Reel {
  readonly element: HTMLMediaElement;
  readonly startMs: number;
  /** Why nothing comes of it; '' while all is well. */
  fault: '' | 'unsupported' | 'failed' = '';
  private readonly source = new MediaSource();
  private readonly url: string;
  private readonly abort = new AbortController();
  private readonly have = new Set<number>();
  private readonly learned = new WeakSet<readonly RushesPiece[]>();
  private pieces: RushesPiece[] = [];
  private buffer: SourceBuffer | null = null;
  private busy = false;
  private ms = 0;

  constructor(
    private readonly file: RushesFile,
    private readonly fetch: Fetch,
  ) {
    this.element = document.createElement(file.kind);
    this.startMs = file.startMs;
    this.element.preload = 'auto';
    this.element.preservesPitch = true;
    if (this.element instanceof HTMLVideoElement) {
      this.element.playsInline = true;
      this.element.muted = true;
    }
    this.url = URL.createObjectURL(this.source);
    if (!MediaSource.isTypeSupported(file.mime)) this.fault = 'unsupported';
    else this.source.addEventListener('sourceopen', this.open, { once: true });
    this.element.addEventListener('error', () => (this.fault = 'failed'));
    this.element.src = this.url;
    this.learn(file.pieces);
  }

  close(): void {
    this.abort.abort();
    this.element.pause();
    this.element.removeAttribute('src');
    this.element.load();
    this.element.remove();
    URL.revokeObjectURL(this.url);
  }

  /** Takes the pieces of another stretch. */
  learn(pieces: readonly RushesPiece[]): void {
    if (this.learned.has(pieces)) return;
    this.learned.add(pieces);
    const all = new Map([...this.pieces, ...pieces].map((piece) => [piece.offset, piece]));
    this.pieces = [...all.values()].sort((a, b) => a.offset - b.offset);
  }

  /** Whether the file has something at a moment. */
  covers(ms: number): boolean {
    return this.pieces.some(({ atMs, endMs }) => atMs <= ms && ms < endMs);
  }

  /** How many seconds the element is ahead of a moment. */
  off(ms: number): number {
    return this.element.currentTime - (ms - this.startMs) / 1000;
  }

  /** Whether it plays at a moment, or has nothing to play then. */
  ready(ms: number): boolean {
    if (this.fault !== '') return true;
    if (this.pending(ms)) return false;
    if (this.rangeAt((ms - this.startMs) / 1000) === null) return true;
    const { readyState, seeking } = this.element;
    return readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && !seeking && Math.abs(this.off(ms)) <= jumpOver;
  }

  /** Brings the element to a moment and keeps it in step. */
  follow(ms: number, playing: boolean, rate: number): void {
    this.ms = ms;
    this.feed();
    if (this.fault !== '' || this.element.readyState < HTMLMediaElement.HAVE_METADATA) return;
    const want = (ms - this.startMs) / 1000;
    const at = this.rangeAt(want);
    if (at === null) {
      // Nothing was sent just now: it waits where it goes on.
      const next = this.rangeAfter(want);
      this.element.pause();
      if (next !== null && Math.abs(this.element.currentTime - next) > 0.05) this.element.currentTime = next;
      return;
    }
    const off = this.element.currentTime - want;
    if (Math.abs(off) > jumpOver && !this.element.seeking) this.element.currentTime = want;
    else if (!playing && Math.abs(off) > ease && !this.element.seeking) this.element.currentTime = want;
    this.element.playbackRate = rate * easing(Math.abs(off) > jumpOver ? 0 : off);
    if (playing && this.element.paused) this.element.play().catch(() => undefined);
    if (!playing && !this.element.paused) this.element.pause();
  }

  private rangeAt(seconds: number): number | null {
    const { buffered } = this.element;
    for (let n = 0; n < buffered.length; n++) {
      if (buffered.start(n) - 0.03 <= seconds && seconds < buffered.end(n)) return n;
    }
    return null;
  }

  private rangeAfter(seconds: number): number | null {
    const { buffered } = this.element;
    for (let n = 0; n < buffered.length; n++) if (buffered.start(n) > seconds) return buffered.start(n);
    return null;
  }

  /** Whether what belongs to a moment is still to be loaded. */
  private pending(ms: number): boolean {
    return this.pieces.some(({ atMs, endMs, offset }) => atMs <= ms && ms < endMs && !this.have.has(offset));
  }

  private readonly open = () => {
    try {
      this.buffer = this.source.addSourceBuffer(this.file.mime);
    } catch {
      this.fault = 'unsupported';
      return;
    }
    this.feed();
  };

  private feed(): void {
    if (this.buffer === null || this.busy || this.fault !== '') return;
    this.busy = true;
    this.load(this.buffer)
      .catch(() => {
        if (!this.abort.signal.aborted) this.fault = 'failed';
      })
      .finally(() => (this.busy = false));
  }

  private async load(buffer: SourceBuffer): Promise<void> {
    const { signal } = this.abort;
    const { file, headerBytes } = this.file;
    const run = wanted(this.pieces, this.have, this.ms);
    const [first] = run;
    const last = run.at(-1);
    if (!first || !last) return;
    if (!this.have.has(-1)) {
      await append(buffer, await this.fetch(file, 0, headerBytes, signal));
      this.have.add(-1);
    }
    const bytes = await this.fetch(file, first.offset, last.offset + last.bytes, signal);
    if (signal.aborted) return;
    await append(buffer, bytes);
    for (const { offset } of run) this.have.add(offset);
    await this.drop(buffer);
  }

  /** Lets go of what is far behind. */
  private async drop(buffer: SourceBuffer): Promise<void> {
    const end = (this.ms - this.startMs) / 1000 - behind;
    const { buffered } = buffer;
    if (buffered.length === 0 || buffered.start(0) > end - behind || end <= 0) return;
    await done(buffer, () => buffer.remove(0, end));
    for (const { offset, atMs } of this.pieces) {
      if (atMs < this.startMs + end * 1000) this.have.delete(offset);
    }
  }
}

const append = (buffer: SourceBuffer, bytes: ArrayBuffer) => done(buffer, () => buffer.appendBuffer(bytes));

function done(buffer: SourceBuffer, act: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = () => {
      buffer.removeEventListener('updateend', end);
      buffer.removeEventListener('error', fail);
      resolve();
    };
    const fail = () => {
      buffer.removeEventListener('updateend', end);
      reject(new Error('The fragment does not play.'));
    };
    buffer.addEventListener('updateend', end);
    buffer.addEventListener('error', fail, { once: true });
    act();
  });
}
