import { Watched } from '../../../hall/store/emitter';
import type { Gap, Rushes, RushesScene, Stretch } from '../types';
import { nothingPassed, type FilmState } from './film';
import { nextSpeed } from './keys';
import type { Playable } from './playable';
import { Reel, type Fetch } from './reel';
import { joined, pass, passSilence } from './timeline';
import { WatchLog } from './watched';

/** What is asked for at once; seconds. */
const stretch = 20;
/** The next stretch is asked for so long before it begins; seconds. */
const early = 10;
const tickMs = 60;
/** Pages look again when it has gone on so far; seconds. */
const tellEvery = 0.2;
/** A file that is not there by then is played without, until it comes. */
const patienceMs = 5000;

export interface RushesSource {
  seconds: number;
  find: (fromMs: number, toMs: number, signal: AbortSignal) => Promise<Rushes>;
  fetch: Fetch;
}

/** Who is on the stage, and whether there is a picture. */
export interface SceneTold {
  name: string;
  picture: boolean;
  /** How many files cannot be played by this browser. */
  unsupported: number;
}

/** A recording that is played from its tracks, before there is a programme: one clock, and a media element for each file of
 * the moment that is kept in step with it. */
export class RushesFilm extends Watched<FilmState> implements Playable {
  gaps: readonly Gap[] = [];
  skipping = false;
  /** Of the stretches that are known. */
  private silences: readonly Stretch[] = [];
  readonly log = new WatchLog();
  readonly scene = new Watched<SceneTold>({ name: '', picture: false, unsupported: 0 });
  private readonly reels = new Map<string, Reel>();
  private readonly known = new Map<number, Rushes | 'asked'>();
  private abort = new AbortController();
  private readonly timer: ReturnType<typeof setInterval>;
  private at = 0;
  private looked = performance.now();
  private waitedSince: number | null = null;
  private playing = false;
  private rate = 1;
  private muted = false;
  private volume = 1;
  private failed = false;
  private passed = nothingPassed;
  private saved = 0;

  constructor(
    private readonly stage: HTMLElement,
    private readonly source: RushesSource,
  ) {
    super({
      at: 0,
      length: source.seconds,
      playing: false,
      rate: 1,
      muted: false,
      volume: 1,
      waiting: false,
      failed: false,
      passed: nothingPassed,
      saved: 0,
    });
    this.timer = setInterval(this.tick, tickMs);
    this.tick();
  }

  close(): void {
    clearInterval(this.timer);
    this.abort.abort();
    this.log.cut();
    for (const reel of this.reels.values()) reel.close();
    this.reels.clear();
  }

  seek(seconds: number): void {
    this.log.cut();
    this.at = Math.min(Math.max(0, seconds), Math.max(0, this.source.seconds - 0.05));
    this.waitedSince = null;
    this.tick();
  }

  step(seconds: number): void {
    this.seek(this.at + seconds);
  }

  play(): void {
    if (this.at >= this.source.seconds - 0.1) this.at = 0;
    this.playing = true;
    this.looked = performance.now();
    this.tick();
  }

  pause(): void {
    this.playing = false;
    this.tick();
  }

  toggle(): void {
    if (this.playing) this.pause();
    else this.play();
  }

  setRate(rate: number): void {
    this.rate = rate;
    this.tick();
  }

  faster(step: 1 | -1): void {
    this.setRate(nextSpeed(this.rate, step));
  }

  toggleMute(): void {
    this.muted = !this.muted;
    this.tick();
  }

  setVolume(volume: number): void {
    this.volume = volume;
    this.muted = volume === 0;
    this.tick();
  }

  again(): void {
    this.abort.abort();
    this.abort = new AbortController();
    this.failed = false;
    this.known.clear();
    for (const reel of this.reels.values()) reel.close();
    this.reels.clear();
    this.tick();
  }

  /** The largest distance (s) between the clock and a file that plays; told on the stage. */
  private apart(): number {
    const ms = this.at * 1000;
    const playing = [...this.reels.values()].filter((reel) => !reel.element.paused && reel.covers(ms));
    return Math.max(0, ...playing.map((reel) => Math.abs(reel.off(ms))));
  }

  private readonly tick = () => {
    const now = performance.now();
    const passed = (now - this.looked) / 1000;
    this.looked = now;
    const ms = () => this.at * 1000;
    const late = [...this.reels.values()].some((reel) => reel.covers(ms()) && !reel.ready(ms()));
    const loading = !this.loaded(this.at);
    if (!late && !loading) this.waitedSince = null;
    else this.waitedSince ??= now;
    const waiting = loading || (late && now - (this.waitedSince ?? now) < patienceMs);
    if (this.playing && !waiting && !this.failed) this.advance(Math.min(passed, 1) * this.rate);
    this.look();
    for (const reel of this.reels.values()) {
      const sound = reel.element instanceof HTMLAudioElement;
      reel.element.muted = !sound || this.muted;
      reel.element.volume = this.volume;
      reel.follow(ms(), this.playing && !waiting && reel.covers(ms()), this.rate);
    }
    this.show(ms());
    this.tell(this.playing && waiting);
  };

  private advance(seconds: number): void {
    this.at += seconds;
    const ms = this.at * 1000;
    const length = this.source.seconds * 1000;
    const gap = pass(this.gaps, ms, length);
    const over = gap ?? (this.skipping ? passSilence(this.silences, ms, length) : null);
    if (over !== null) {
      const silent = gap === null;
      this.passed = { seconds: Math.round((over - ms) / 1000), count: this.passed.count + 1, silent };
      if (silent) this.saved += (over - ms) / 1000;
      this.log.cut();
      this.at = over / 1000;
      return;
    }
    this.log.at(ms);
    if (this.at >= this.source.seconds) {
      this.at = this.source.seconds;
      this.playing = false;
      this.log.cut();
    }
  }

  private loaded(seconds: number): boolean {
    const known = this.known.get(Math.floor(seconds / stretch));
    return known !== undefined && known !== 'asked';
  }

  /** Asks for the stretch of now and the next, and has a reel for each of their files and for no other. */
  private look(): void {
    const numbers = [Math.floor(this.at / stretch)];
    const next = Math.floor((this.at + early) / stretch);
    if (next !== numbers[0] && next * stretch < this.source.seconds) numbers.push(next);
    const needed = new Set<string>();
    for (const number of numbers) {
      const known = this.known.get(number);
      if (known === undefined) this.ask(number);
      if (known === undefined || known === 'asked') {
        // What plays goes on until it is known that it is over.
        for (const file of this.reels.keys()) needed.add(file);
        continue;
      }
      for (const file of known.files) {
        needed.add(file.file);
        const reel = this.reels.get(file.file);
        if (reel) {
          reel.learn(file.pieces);
          continue;
        }
        const made = new Reel(file, this.source.fetch);
        this.reels.set(file.file, made);
        if (made.element instanceof HTMLVideoElement) this.stage.append(made.element);
      }
    }
    for (const [file, reel] of this.reels) {
      if (needed.has(file)) continue;
      reel.close();
      this.reels.delete(file);
    }
  }

  private ask(number: number): void {
    if (this.failed) return;
    this.known.set(number, 'asked');
    const { signal } = this.abort;
    const from = number * stretch * 1000;
    this.source.find(from, from + stretch * 1000, signal).then(
      (found) => {
        this.known.set(number, found);
        this.listen();
      },
      () => {
        if (signal.aborted) return;
        this.known.delete(number);
        this.failed = true;
        this.tick();
      },
    );
  }

  /** A silence that goes on in the next stretch is one: it is told in both. */
  private listen(): void {
    const all = [...this.known.values()].filter((one) => one !== 'asked');
    this.silences = joined(all.flatMap(({ silences }) => silences));
  }

  private show(ms: number): void {
    const scene = this.sceneAt(ms);
    let picture = false;
    let unsupported = 0;
    for (const [file, reel] of this.reels) {
      if (reel.fault === 'unsupported') unsupported++;
      if (!(reel.element instanceof HTMLVideoElement)) continue;
      const place = file === scene?.main ? 'main' : file === scene?.beside ? 'beside' : '';
      reel.element.dataset['place'] = place;
      if (place === 'main' && reel.fault === '') picture = true;
    }
    this.stage.toggleAttribute('data-shared', scene?.beside !== undefined);
    const name = scene?.name ?? '';
    const told = this.scene.get();
    if (told.name !== name || told.picture !== picture || told.unsupported !== unsupported) {
      this.scene.set({ name, picture, unsupported });
    }
  }

  private sceneAt(ms: number): RushesScene | undefined {
    const known = this.known.get(Math.floor(ms / 1000 / stretch));
    if (known === undefined || known === 'asked') return undefined;
    return known.scenes.find(({ fromMs, toMs }) => fromMs <= ms && ms < toMs);
  }

  private tell(waiting: boolean): void {
    const { at, playing, rate, volume, failed, passed, saved } = this;
    const muted = this.muted || volume === 0;
    const before = this.get();
    const same =
      (before.at === at || (playing && Math.abs(before.at - at) < tellEvery)) &&
      before.playing === playing &&
      before.rate === rate &&
      before.muted === muted &&
      before.volume === volume &&
      before.failed === failed &&
      before.waiting === waiting &&
      before.passed === passed;
    if (same) return;
    this.stage.dataset['apartMs'] = String(Math.round(this.apart() * 1000));
    this.set({
      at,
      length: this.source.seconds,
      playing,
      rate,
      muted,
      volume,
      waiting,
      failed,
      passed,
      saved,
    });
  }
}
