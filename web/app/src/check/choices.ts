/** What a person chose before entering, kept on this device for the next meeting. */
export interface Choices {
  camera: string;
  microphone: string;
  loudspeaker: string;
  cameraOn: boolean;
  microphoneOn: boolean;
  displayName: string;
}

const key = 'giaoban.devices';

export const defaults: Choices = {
  camera: '',
  microphone: '',
  loudspeaker: '',
  cameraOn: true,
  // A hall of two hundred sites begins in silence.
  microphoneOn: false,
  displayName: '',
};

/** Choices out of what storage holds; whatever is missing or of a wrong type takes its default. */
export function parseChoices(stored: string | null): Choices {
  let value: unknown;
  try {
    value = JSON.parse(stored ?? 'null');
  } catch {
    return { ...defaults };
  }
  if (typeof value !== 'object' || value === null) return { ...defaults };
  const found = value as Record<string, unknown>;
  const text = (name: keyof Choices) => (typeof found[name] === 'string' ? found[name] : '');
  const flag = (name: keyof Choices) =>
    typeof found[name] === 'boolean' ? found[name] : defaults[name] === true;
  return {
    camera: text('camera'),
    microphone: text('microphone'),
    loudspeaker: text('loudspeaker'),
    cameraOn: flag('cameraOn'),
    microphoneOn: flag('microphoneOn'),
    displayName: text('displayName'),
  };
}

export function loadChoices(): Choices {
  try {
    return parseChoices(localStorage.getItem(key));
  } catch {
    return { ...defaults };
  }
}

export function saveChoices(change: Partial<Choices>): void {
  try {
    localStorage.setItem(key, JSON.stringify({ ...loadChoices(), ...change }));
  } catch {
    // Storage may be forbidden or full; the choice then lasts for this page only.
  }
}
