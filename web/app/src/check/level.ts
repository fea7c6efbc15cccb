/** Loudness of a block of samples, 0 (silence, −60 dBFS and below) to 1 (full scale). */
export function levelOf(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const rms = Math.sqrt(sum / Math.max(1, samples.length));
  const decibels = 20 * Math.log10(rms);
  return Math.min(1, Math.max(0, 1 + decibels / 60));
}

/** Above this a voice is plainly there, not the room's own hum. */
export const audible = 0.35;

/** Reports the loudness of a stream's sound about fifteen times a second until stopped. */
export function watchLevel(stream: MediaStream, report: (level: number) => void): () => void {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 1024;
  const source = context.createMediaStreamSource(stream);
  source.connect(analyser);
  void context.resume();
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    report(levelOf(samples));
  }, 66);
  return () => {
    clearInterval(timer);
    source.disconnect();
    void context.close();
  };
}
