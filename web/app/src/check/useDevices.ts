import { useEffect, useState } from 'react';

/** The devices of one kind that can be named, refreshed when one is plugged in; `again` forces a look after a permission. */
export function useDevices(kind: MediaDeviceKind, again: unknown): MediaDeviceInfo[] {
  const [devices, setDevices] = useState<MediaDeviceInfo[]>([]);
  useEffect(() => {
    const media = navigator.mediaDevices as MediaDevices | undefined;
    if (media === undefined) return;
    let live = true;
    const look = () => {
      media.enumerateDevices().then(
        (all) => {
          if (live) setDevices(all.filter((device) => device.kind === kind && device.deviceId !== ''));
        },
        () => {
          if (live) setDevices([]);
        },
      );
    };
    look();
    media.addEventListener('devicechange', look);
    return () => {
      live = false;
      media.removeEventListener('devicechange', look);
    };
  }, [kind, again]);
  return devices;
}
