// What a person in a page sees and hears of the others, read from the media themselves.
import { COUNTER_BITS } from './media.mjs';
import { until } from './wait.mjs';

/** Installs the probes in a page whose app was opened with ?debug=1. */
export async function installProbes(page) {
  await page.evaluate((bits) => {
    const videos = new Map();
    const analysers = new Map();
    const trackOf = (identity, source) => {
      const room = window.__giaoban?.room;
      const participant = room?.remoteParticipants.get(identity);
      const publication = [...(participant?.trackPublications.values() ?? [])].find(
        (p) => p.source === source,
      );
      return publication?.track?.mediaStreamTrack;
    };
    const elementFor = (track) => {
      let video = videos.get(track.id);
      if (!video) {
        video = document.createElement('video');
        video.muted = true;
        video.srcObject = new MediaStream([track]);
        void video.play();
        videos.set(track.id, video);
      }
      return video;
    };
    // Reads the block counter: white, black, then bits; null while the picture is not there or not readable.
    const counter = (identity, source = 'camera') => {
      const track = trackOf(identity, source);
      if (!track) return null;
      const video = elementFor(track);
      if (!video.videoWidth) return null;
      const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
      const context = canvas.getContext('2d');
      context.drawImage(video, 0, 0);
      const block = video.videoWidth / (bits + 2);
      const y = Math.max(1, Math.round(video.videoHeight / 12));
      const bright = (i) => context.getImageData(Math.round((i + 0.5) * block), y, 1, 1).data[1];
      const [white, black] = [bright(0), bright(1)];
      if (white - black < 60) return null;
      let value = 0;
      for (let k = 0; k < bits; k++) if (bright(k + 2) > (white + black) / 2) value |= 1 << k;
      return { frame: value, width: video.videoWidth, height: video.videoHeight };
    };
    // The loudest frequency (Hz) in the band of speech and its level (dB) in a remote microphone.
    const tone = async (identity, source = 'microphone') => {
      const track = trackOf(identity, source);
      if (!track) return null;
      let entry = analysers.get(track.id);
      if (!entry) {
        const audio = new AudioContext();
        const analyser = audio.createAnalyser();
        analyser.fftSize = 8192;
        audio.createMediaStreamSource(new MediaStream([track])).connect(analyser);
        entry = { audio, analyser };
        analysers.set(track.id, entry);
      }
      if (entry.audio.state === 'suspended') await entry.audio.resume();
      const bins = new Float32Array(entry.analyser.frequencyBinCount);
      entry.analyser.getFloatFrequencyData(bins);
      const width = entry.audio.sampleRate / entry.analyser.fftSize;
      let best = 0;
      for (let i = 0; i < bins.length; i++) if (bins[i] > bins[best]) best = i;
      return { frequency: best * width, level: bins[best] };
    };
    window.__probe = { counter, tone, trackOf };
  }, COUNTER_BITS);
}

/** Waits until frames of the given participant advance in the page; resolves to the last reading. */
export async function seesFramesOf(page, identity, { source = 'camera', limit = 30_000, width } = {}) {
  const seen = new Set();
  return until(
    `frames of ${identity} (${source}${width ? `, ${width}` : ''}) to advance`,
    async () => {
      const reading = await page.evaluate(([i, s]) => window.__probe.counter(i, s), [identity, source]);
      if (!reading || (width && !width(reading.width))) return null;
      seen.add(reading.frame);
      return seen.size >= 3 ? reading : null;
    },
    { limit },
  );
}

/** Waits until the page hears the given tone (Hz, within 5%) from the participant. */
export async function hearsTone(page, identity, frequency, { limit = 30_000 } = {}) {
  return until(
    `${frequency} Hz from ${identity}`,
    async () => {
      const heard = await page.evaluate((i) => window.__probe.tone(i), identity);
      return heard && heard.level > -60 && Math.abs(heard.frequency - frequency) < frequency * 0.05
        ? heard
        : null;
    },
    { limit },
  );
}

/** Waits until the participant's microphone is silent in the page. */
export async function hearsNothingFrom(page, identity, { limit = 20_000 } = {}) {
  return until(
    `silence from ${identity}`,
    async () => {
      const heard = await page.evaluate((i) => window.__probe.tone(i), identity);
      return heard === null || !Number.isFinite(heard.level) || heard.level < -75;
    },
    { limit },
  );
}
