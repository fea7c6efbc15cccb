import { useEffect, useState } from 'react';
import { detectSupport } from '../support/support';

/** Why a device could not be opened. */
export type CaptureFault = 'insecure' | 'denied' | 'missing' | 'busy' | 'unknown';

export interface Capture {
  stream: MediaStream | null;
  fault: CaptureFault | null;
  opening: boolean;
}

export function faultOf(error: unknown): CaptureFault {
  if (!detectSupport().capture) return 'insecure';
  const name = error instanceof Error ? error.name : '';
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'denied';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'missing';
    case 'NotReadableError':
    case 'AbortError':
      return 'busy';
    default:
      return 'unknown';
  }
}

async function open(kind: 'audio' | 'video', deviceId: string): Promise<MediaStream> {
  const size = kind === 'video' ? { width: { ideal: 1280 }, height: { ideal: 720 } } : {};
  const ask = (device: MediaTrackConstraints) =>
    navigator.mediaDevices.getUserMedia({ [kind]: { ...size, ...device } });
  if (deviceId === '') return ask({});
  try {
    return await ask({ deviceId: { exact: deviceId } });
  } catch (error) {
    // The remembered device has been unplugged: the system's own is better than none.
    if (faultOf(error) === 'missing') return ask({});
    throw error;
  }
}

/** What came of one attempt at one device. */
interface Outcome {
  key: string;
  stream: MediaStream | null;
  fault: CaptureFault | null;
}

/** Opens one device while wanted, again when the device or the attempt changes, and lets go of it afterwards. */
export function useCapture(
  kind: 'audio' | 'video',
  wanted: boolean,
  deviceId: string,
  attempt: number,
): Capture {
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const able = detectSupport().capture;
  const key = `${deviceId}#${attempt}`;
  useEffect(() => {
    if (!wanted || !able) return;
    let live = true;
    let held: MediaStream | undefined;
    const stop = () => held?.getTracks().forEach((track) => track.stop());
    open(kind, deviceId)
      .then((stream) => {
        held = stream;
        if (live) setOutcome({ key, stream, fault: null });
        else stop();
      })
      .catch((error: unknown) => {
        if (live) setOutcome({ key, stream: null, fault: faultOf(error) });
      });
    return () => {
      live = false;
      stop();
      setOutcome(null);
    };
  }, [kind, wanted, able, deviceId, key]);

  if (!wanted) return { stream: null, fault: null, opening: false };
  if (!able) return { stream: null, fault: 'insecure', opening: false };
  if (outcome?.key !== key) return { stream: null, fault: null, opening: true };
  return { stream: outcome.stream, fault: outcome.fault, opening: false };
}
