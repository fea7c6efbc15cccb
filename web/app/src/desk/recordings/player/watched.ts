/** A stretch that was watched, milliseconds. */
export interface Span {
  fromMs: number;
  toMs: number;
}

/** The furthest that a player gets between two looks at its clock, at the highest speed. */
const stride = 3000;
/** Less is no watching. */
const least = 500;

/** Collects what is watched into stretches without holes, to be told now and then. */
export class WatchLog {
  private open: Span | null = null;
  private kept: Span[] = [];

  /** The player plays and stands here. */
  at(ms: number): void {
    const now = Math.round(ms);
    if (this.open && now >= this.open.toMs && now - this.open.toMs <= stride) {
      this.open.toMs = now;
      return;
    }
    this.cut();
    this.open = { fromMs: now, toMs: now };
  }

  /** The player stopped or went elsewhere. */
  cut(): void {
    if (this.open && this.open.toMs - this.open.fromMs >= least) this.kept.push(this.open);
    this.open = null;
  }

  /** What is to be told; what is told is not told again. */
  take(): Span[] {
    const at = this.open?.toMs;
    this.cut();
    if (at !== undefined) this.open = { fromMs: at, toMs: at };
    const told = this.kept;
    this.kept = [];
    return told;
  }

  /** What could not be told is told with the next. */
  back(spans: Span[]): void {
    this.kept = [...spans, ...this.kept].slice(-200);
  }
}
