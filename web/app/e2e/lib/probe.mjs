// What a person in a page sees and hears of the others, read from the elements that the app itself plays.
import { CAMERA_BITS, FRAME_BITS } from './media.mjs';
import { patience, until } from './wait.mjs';

/** Runs in the page; the app must have been opened with ?debug=1. */
function probes({ frameBits, cameraBits }) {
  if (window.__probe) return;
  const bits = frameBits + cameraBits;
  const analysers = new Map();
  let audio;

  const trackOf = (identity, source) => {
    const participant = window.__giaoban?.room?.remoteParticipants.get(identity);
    const publications = [...(participant?.trackPublications.values() ?? [])];
    return publications.find((publication) => publication.source === source)?.track?.mediaStreamTrack;
  };
  const tileOf = (identity, kind) =>
    document.querySelector(`[data-testid="tile"][data-identity="${identity}"][data-kind="${kind}"]`);
  const pictureOf = (identity, kind) => {
    const video = tileOf(identity, kind)?.querySelector('video');
    return video?.videoWidth ? video : null;
  };
  const drawn = (video) => {
    const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
    const context = canvas.getContext('2d', { willReadFrequently: true });
    context.drawImage(video, 0, 0);
    return context;
  };
  // Reads the blocks: white, black, frame, camera; null while the picture is not there or not readable.
  const counter = (identity) => {
    const video = pictureOf(identity, 'camera');
    if (!video) return null;
    const context = drawn(video);
    const block = video.videoWidth / (bits + 2);
    const y = Math.max(1, Math.round(video.videoHeight / 12));
    const bright = (i) => context.getImageData(Math.round((i + 0.5) * block), y, 1, 1).data[1];
    const [white, black] = [bright(0), bright(1)];
    if (white - black < 60) return null;
    let value = 0;
    for (let k = 0; k < bits; k++) if (bright(k + 2) > (white + black) / 2) value |= 1 << k;
    const { videoWidth: width, videoHeight: height } = video;
    return { frame: value & ((1 << frameBits) - 1), camera: value >> frameBits, width, height };
  };
  // A picture without a counter (a screen, another browser's test picture): its size, a sum of its pixels and the
  // frames that were presented.
  const picture = (identity, kind) => {
    const video = pictureOf(identity, kind);
    if (!video) return null;
    const { data } = drawn(video).getImageData(0, 0, video.videoWidth, video.videoHeight);
    let sum = 0;
    for (let i = 0; i < data.length; i += 404) sum = (sum * 31 + data[i]) | 0;
    const frames = video.getVideoPlaybackQuality?.().totalVideoFrames ?? 0;
    return { sum, frames, width: video.videoWidth, height: video.videoHeight };
  };
  // Whether one of the app's own elements plays the track aloud.
  const played = (track) =>
    [...document.querySelectorAll('audio, video')].some(
      (element) =>
        !element.paused &&
        !element.muted &&
        element.volume > 0 &&
        element.srcObject?.getTracks().includes(track),
    );
  // The loudest frequency (Hz) in what is heard of a microphone, and its level (dB).
  const tone = async (identity) => {
    const track = trackOf(identity, 'microphone');
    if (!track || !played(track)) return null;
    audio ??= new AudioContext();
    if (audio.state === 'suspended') await audio.resume();
    let analyser = analysers.get(track.id);
    if (!analyser) {
      analyser = audio.createAnalyser();
      analyser.fftSize = 8192;
      audio.createMediaStreamSource(new MediaStream([track])).connect(analyser);
      analysers.set(track.id, analyser);
    }
    const bins = new Float32Array(analyser.frequencyBinCount);
    analyser.getFloatFrequencyData(bins);
    const width = audio.sampleRate / analyser.fftSize;
    let best = 0;
    for (let i = 0; i < bins.length; i++) if (bins[i] > bins[best]) best = i;
    return { frequency: Math.round(best * width), level: Math.round(bins[best]) };
  };
  window.__probe = { counter, picture, tone };
}

/** Installs the probes in the page; again after each load. */
export async function installProbes(page) {
  await page.evaluate(probes, { frameBits: FRAME_BITS, cameraBits: CAMERA_BITS });
}

async function probe(page, name, ...args) {
  await installProbes(page);
  return page.evaluate(([name, args]) => window.__probe[name](...args), [name, args]);
}

/** Waits until frames of the participant's own camera advance in its tile; resolves to the last reading. */
export async function seesFramesOf(
  page,
  { identity, camera },
  { limit = patience, width = () => true } = {},
) {
  const seen = new Set();
  let last = null;
  const advancing = async () => {
    const reading = await probe(page, 'counter', identity);
    last = reading ?? last;
    if (!reading || reading.camera !== camera || !width(reading.width)) return null;
    seen.add(reading.frame);
    return seen.size >= 3 ? reading : null;
  };
  const saw = () => JSON.stringify(last);
  return until(`frames of camera ${camera} (${identity}) to advance`, advancing, { limit, saw });
}

/** Waits until a picture without a counter changes in its tile; resolves to the last reading. */
export async function seesPictureOf(page, identity, kind, { limit = patience } = {}) {
  const sums = new Set();
  const changing = async () => {
    const reading = await probe(page, 'picture', identity, kind);
    if (reading) sums.add(`${reading.sum}/${reading.frames}`);
    return sums.size >= 2 ? reading : null;
  };
  return until(`the ${kind} of ${identity} to be seen`, changing, { limit });
}

/** Waits until the page hears beeps of the given frequency (Hz, within 5%) from the participant. */
export async function hears(page, { identity, frequency }, { limit = patience } = {}) {
  let last = null;
  const heard = async () => {
    const reading = (last = await probe(page, 'tone', identity));
    return reading && reading.level > -60 && Math.abs(reading.frequency - frequency) < frequency * 0.05
      ? reading
      : null;
  };
  return until(`${frequency} Hz from ${identity}`, heard, { limit, saw: () => JSON.stringify(last) });
}

/** Waits until nothing is heard of the participant any more. */
export async function hearsNothingOf(page, { identity }, { limit = patience } = {}) {
  let last = null;
  const silent = async () => {
    const reading = (last = await probe(page, 'tone', identity));
    return reading === null || !Number.isFinite(reading.level) || reading.level < -75;
  };
  return until(`silence from ${identity}`, silent, { limit, saw: () => JSON.stringify(last) });
}
