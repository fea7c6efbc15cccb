import { Watched } from '../../../hall/store/emitter';
import type { Gap, Stretch } from '../types';
import { nextSpeed } from './keys';
import { pass, passSilence } from './timeline';
import { WatchLog } from './watched';

export const nothingPassed: FilmState['passed'] = { seconds: 0, count: 0, silent: false };

/** How the player stands; times in seconds. */
export interface FilmState {
  at: number;
  /** 0 until it is known. */
  length: number;
  playing: boolean;
  rate: number;
  muted: boolean;
  volume: number;
  /** It plays on as soon as more has come. */
  waiting: boolean;
  failed: boolean;
  /** How much of a gap was passed last, and a number that grows with each. */
  passed: { seconds: number; count: number; silent: boolean };
  /** How much silence was passed so far. */
  saved: number;
}

const events = [
  'loadedmetadata',
  'durationchange',
  'timeupdate',
  'seeking',
  'seeked',
  'play',
  'pause',
  'playing',
  'waiting',
  'ratechange',
  'volumechange',
  'ended',
] as const;

/** A recording that is being watched: one video element, what it plays over, and what of it was watched. */
export class Film extends Watched<FilmState> {
  gaps: readonly Gap[] = [];
  /** What is passed while that is wanted. */
  silences: readonly Stretch[] = [];
  skipping = false;
  readonly log = new WatchLog();
  private passed = nothingPassed;
  private saved = 0;
  private failed = false;

  constructor(private readonly video: HTMLVideoElement) {
    super(stateOf(video, false, nothingPassed, 0));
    video.preservesPitch = true;
    for (const event of events) video.addEventListener(event, this.look);
    // A source that is not played tells it itself: the video tells nothing until all have failed.
    video.addEventListener('error', this.fail, true);
  }

  close(): void {
    this.log.cut();
    for (const event of events) this.video.removeEventListener(event, this.look);
    this.video.removeEventListener('error', this.fail, true);
    this.video.pause();
  }

  seek(seconds: number): void {
    const { length } = this.get();
    const most = length > 0 ? length : seconds;
    this.log.cut();
    this.video.currentTime = Math.min(Math.max(0, seconds), most);
  }

  step(seconds: number): void {
    this.seek(this.video.currentTime + seconds);
  }

  play(): void {
    // Refused when the page is left meanwhile: nothing to tell.
    this.video.play().catch(() => undefined);
  }

  pause(): void {
    this.video.pause();
  }

  toggle(): void {
    if (this.video.paused) this.play();
    else this.pause();
  }

  setRate(rate: number): void {
    this.video.playbackRate = rate;
    this.video.defaultPlaybackRate = rate; // also after its source was loaded again
  }

  faster(step: 1 | -1): void {
    this.setRate(nextSpeed(this.video.playbackRate, step));
  }

  toggleMute(): void {
    this.video.muted = !this.video.muted;
  }

  setVolume(volume: number): void {
    this.video.volume = volume;
    this.video.muted = volume === 0;
  }

  /** Loads it again, where it was. */
  again(): void {
    const { at, rate, playing } = this.get();
    this.failed = false;
    const start = () => {
      this.seek(at);
      if (playing) this.play();
    };
    this.video.addEventListener('loadedmetadata', start, { once: true });
    this.video.load();
    this.setRate(rate);
    this.look();
  }

  private readonly fail = () => {
    const sources = [...this.video.querySelectorAll('source')];
    const whole = sources.at(-1)?.src;
    if (this.video.error && whole && this.video.currentSrc !== whole) {
      this.video.src = whole; // pieces that do not play after all: the file in one does
      this.again();
      return;
    }
    if (
      this.video.error ||
      sources.length <= 1 ||
      this.video.networkState === HTMLMediaElement.NETWORK_NO_SOURCE
    ) {
      this.failed = true;
      this.look();
    }
  };

  private readonly look = () => {
    const { video } = this;
    if (!video.paused && !video.seeking) {
      const ms = video.currentTime * 1000;
      const gap = pass(this.gaps, ms, video.duration * 1000);
      const silence = this.skipping ? passSilence(this.silences, ms, video.duration * 1000) : null;
      const over = gap ?? silence;
      if (over === null) {
        this.log.at(ms);
      } else {
        const silent = gap === null;
        this.passed = { seconds: Math.round((over - ms) / 1000), count: this.passed.count + 1, silent };
        if (silent) this.saved += (over - ms) / 1000;
        this.seek(over / 1000);
      }
    }
    this.set(stateOf(video, this.failed, this.passed, this.saved));
  };
}

function stateOf(
  video: HTMLVideoElement,
  failed: boolean,
  passed: FilmState['passed'],
  saved: number,
): FilmState {
  return {
    at: video.currentTime,
    length: Number.isFinite(video.duration) ? video.duration : 0,
    playing: !video.paused && !video.ended,
    rate: video.playbackRate,
    muted: video.muted || video.volume === 0,
    volume: video.volume,
    waiting: !video.paused && video.readyState < HTMLMediaElement.HAVE_FUTURE_DATA,
    failed,
    passed,
    saved,
  };
}
