/** Plays a soft rising chime of two notes through the loudspeaker of that id ('' for the system's own). */
export async function playTone(loudspeaker: string): Promise<void> {
  const context = new AudioContext();
  const out = context.createMediaStreamDestination();
  const element = new Audio();
  element.srcObject = out.stream;
  try {
    if (loudspeaker !== '' && 'setSinkId' in element) await element.setSinkId(loudspeaker);
    await element.play();
    const last = [523.25, 783.99].map((hertz, index) => note(context, out, hertz, index * 0.45));
    await new Promise<void>((resolve) => last.at(-1)?.addEventListener('ended', () => resolve()));
  } finally {
    element.srcObject = null;
    await context.close();
  }
}

function note(context: AudioContext, out: AudioNode, hertz: number, delay: number): OscillatorNode {
  const start = context.currentTime + 0.1 + delay;
  const oscillator = context.createOscillator();
  const gain = context.createGain();
  oscillator.frequency.value = hertz;
  gain.gain.setValueAtTime(0, start);
  gain.gain.linearRampToValueAtTime(0.3, start + 0.05);
  gain.gain.linearRampToValueAtTime(0, start + 0.7);
  oscillator.connect(gain).connect(out);
  oscillator.start(start);
  oscillator.stop(start + 0.75);
  return oscillator;
}
