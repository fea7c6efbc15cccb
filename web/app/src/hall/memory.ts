const key = 'giaoban.stay';

interface Devices {
  microphoneOn: boolean;
  cameraOn: boolean;
}

/** Keeps how microphone and camera stood when a stay was cut off, so that coming back finds them the same. */
export function keepStay(
  room: string,
  own: { isMicrophoneEnabled: boolean; isCameraEnabled: boolean },
): void {
  const kept = { room, microphoneOn: own.isMicrophoneEnabled, cameraOn: own.isCameraEnabled };
  try {
    sessionStorage.setItem(key, JSON.stringify(kept));
  } catch {
    // Without storage the choices of the check page serve.
  }
}

/** How the devices stood in that room; nothing when it was another one. */
export function recallStay(room: string): Partial<Devices> {
  try {
    const kept = JSON.parse(sessionStorage.getItem(key) ?? '{}') as Partial<Devices> & { room?: string };
    if (kept.room !== room) return {};
    return { microphoneOn: kept.microphoneOn === true, cameraOn: kept.cameraOn === true };
  } catch {
    return {};
  }
}
