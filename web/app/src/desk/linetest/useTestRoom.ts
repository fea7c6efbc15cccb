import { Room, Track } from 'livekit-client';
import { useCallback, useEffect, useRef, useState } from 'react';
import { loadChoices, saveChoices } from '../../check/choices';
import { download, measureRtt, measureThroughput, upload } from '../../check/line';
import { faultOf } from '../../check/useCapture';
import { serverAddress } from '../../hall/address';
import { browserName } from '../../terminal/devices';
import { getReading, joinTest, record, type CheckKind, type Reading } from './api';

export type Fault = ReturnType<typeof faultOf>;

export interface TestRoom {
  phase: 'off' | 'joining' | 'in';
  error: unknown;
  /** What kept a device from being opened. */
  faults: { camera?: Fault; microphone?: Fault };
  reading: Reading | null;
  /** What is being measured or recorded now. */
  busy: CheckKind | null;
  video: MediaStreamTrack | null;
  start: () => void;
  check: (kind: 'line' | 'loudspeaker' | 'camera' | 'microphone', heard?: boolean) => void;
  /** Takes another camera or microphone, which is tested in place of the one before and kept for the meeting. */
  choose: (kind: 'camera' | 'microphone', deviceId: string) => void;
}

const pollMs = 700;
const enoughPictures = 15;

/**
 * Joins the test room with camera and microphone and records what the server sees and hears there: camera and
 * microphone as soon as they are, the browser at once, line and loudspeaker when asked.
 */
export function useTestRoom(meeting: string, site: string, app: string, onRecorded: () => void): TestRoom {
  const [phase, setPhase] = useState<TestRoom['phase']>('off');
  const [error, setError] = useState<unknown>(null);
  const [faults, setFaults] = useState<TestRoom['faults']>({});
  const [reading, setReading] = useState<Reading | null>(null);
  const [busy, setBusy] = useState<CheckKind | null>(null);
  const [video, setVideo] = useState<MediaStreamTrack | null>(null);
  const room = useRef<Room>(null);
  const done = useRef(new Set<CheckKind>());
  const told = useRef(onRecorded);
  useEffect(() => {
    told.current = onRecorded;
  });
  useEffect(() => () => void room.current?.disconnect(), []);

  const keep = useCallback(
    async (kind: CheckKind, more: Parameters<typeof record>[1] | object = {}) => {
      done.current.add(kind);
      setBusy(kind);
      try {
        await record(meeting, { kind, site, ...more });
        setError(null);
      } catch (cause) {
        done.current.delete(kind);
        setError(cause);
      } finally {
        setBusy(null);
        told.current();
      }
    },
    [meeting, site],
  );

  const start = useCallback(() => {
    setPhase('joining');
    setError(null);
    const enter = async () => {
      await room.current?.disconnect();
      done.current.clear();
      const next = await connect(meeting, site);
      room.current = next;
      // One that cannot be opened does not keep the other from being tested.
      const { camera, microphone } = loadChoices();
      setFaults({
        microphone: await open(next, 'microphone', microphone),
        camera: await open(next, 'camera', camera),
      });
      setVideo(pictureOf(next));
      setPhase('in');
      const [browser = '', version = '0'] = browserName().split(' ');
      await keep('terminal', { figures: { browser, version: Number(version), app } });
    };
    enter().catch((cause: unknown) => {
      setError(cause);
      setPhase('off');
    });
  }, [meeting, site, app, keep]);

  useEffect(() => {
    if (phase !== 'in') return;
    const look = async () => {
      const now = await getReading(meeting).catch(() => null);
      setReading(now);
      if (now && now.pictures >= enoughPictures && !done.current.has('camera')) await keep('camera');
      if (now && now.level > 0 && !done.current.has('microphone')) await keep('microphone');
    };
    let asking = false;
    const timer = setInterval(() => {
      if (asking) return; // the last look is still out
      asking = true;
      void look().finally(() => (asking = false));
    }, pollMs);
    return () => clearInterval(timer);
  }, [phase, meeting, keep]);

  const check = useCallback(
    (kind: 'line' | 'loudspeaker' | 'camera' | 'microphone', heard = false) => {
      if (kind !== 'line') {
        void keep(kind, kind === 'loudspeaker' ? { heard } : {});
        return;
      }
      setBusy('line');
      const measure = async () => keep('line', { figures: await figuresOfLine() });
      measure().catch((cause: unknown) => {
        setBusy(null);
        setError(cause);
      });
    },
    [keep],
  );

  const choose = useCallback((kind: 'camera' | 'microphone', deviceId: string) => {
    saveChoices({ [kind]: deviceId });
    const change = async (now: Room) => {
      const fault = await open(now, kind, deviceId);
      setFaults((before) => ({ ...before, [kind]: fault }));
      if (kind === 'camera') setVideo(pictureOf(now));
      done.current.delete(kind);
    };
    if (room.current) void change(room.current);
  }, []);
  return { phase, error, faults, reading, busy, video, start, check, choose };
}

function pictureOf({ localParticipant }: Room): MediaStreamTrack | null {
  return [...localParticipant.videoTrackPublications.values()][0]?.track?.mediaStreamTrack ?? null;
}

async function connect(meeting: string, site: string): Promise<Room> {
  const ticket = await joinTest(meeting, site);
  const next = new Room({
    // Nobody looks in the test room, and the server has to see the picture all the same.
    dynacast: false,
    publishDefaults: { simulcast: false, videoCodec: 'vp8' },
  });
  await next.connect(serverAddress(ticket.url), ticket.token, { autoSubscribe: false });
  return next;
}

/** Opens a device, or takes another one in its place; the fault that keeps it from it. */
async function open(room: Room, kind: 'camera' | 'microphone', deviceId: string): Promise<Fault | undefined> {
  const { localParticipant } = room;
  const camera = kind === 'camera';
  const device = deviceId === '' ? {} : { deviceId };
  try {
    if (localParticipant.getTrackPublication(camera ? Track.Source.Camera : Track.Source.Microphone)) {
      await room.switchActiveDevice(camera ? 'videoinput' : 'audioinput', deviceId || 'default');
    } else if (camera) {
      await localParticipant.setCameraEnabled(true, device);
    } else {
      await localParticipant.setMicrophoneEnabled(true, device);
    }
    return undefined;
  } catch (error) {
    return faultOf(error);
  }
}

async function figuresOfLine() {
  const { signal } = new AbortController();
  const kbps = (bps: number) => Math.max(1, Math.round(bps / 1000));
  return {
    rttMs: Math.max(0.1, await measureRtt(signal)),
    downKbps: kbps(await measureThroughput(download, signal)),
    upKbps: kbps(await measureThroughput(upload, signal)),
  };
}
