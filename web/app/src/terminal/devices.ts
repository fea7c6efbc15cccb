import type { Report } from './api';

type Device = Report['devices'][number];

const kinds = { videoinput: 'camera', audioinput: 'microphone', audiooutput: 'loudspeaker' } as const;

/** The devices of this computer that have a name, as a report tells them. */
export async function ownDevices(): Promise<Device[]> {
  const media = navigator.mediaDevices as MediaDevices | undefined;
  if (media === undefined) return [];
  const all = await media.enumerateDevices().catch(() => []);
  return all
    .filter(({ deviceId }) => deviceId !== '' && deviceId !== 'default' && deviceId !== 'communications')
    .slice(0, 60)
    .map(({ deviceId, kind, label }) => ({ id: deviceId, kind: kinds[kind], label: label.slice(0, 300) }));
}

/** The browser's name and version, without the rest of what it says of itself. */
export function browserName(agent = navigator.userAgent): string {
  const found = /(Edg|OPR|Firefox|Chromium|Chrome|Version)\/([\d.]+)/.exec(agent);
  if (!found) return agent.slice(0, 80);
  const name = { Edg: 'Edge', OPR: 'Opera', Version: 'Safari' }[found[1] ?? ''] ?? found[1];
  return `${name} ${(found[2] ?? '').split('.')[0]}`;
}

export const screenSize = () => `${window.innerWidth}×${window.innerHeight}`;
