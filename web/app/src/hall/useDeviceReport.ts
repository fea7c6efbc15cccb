import { useEffect, useSyncExternalStore } from 'react';
import { call } from '../api/client';
import type { Conference } from './conference';
import { allFine } from './store/devices';

const againMs = 10_000;

/** Tells the technicians how the devices of this page do; a meeting's hall only. What was not told is told again. */
export function useDeviceReport(meeting: string | null, { devices, link }: Conference): void {
  const own = useSyncExternalStore(devices.subscribe, devices.get);
  const { phase } = useSyncExternalStore(link.subscribe, link.get);
  useEffect(() => {
    // The server forgets at the end of a stay, so that nothing has to be told before there is trouble.
    if (meeting === null || phase !== 'joined' || own === allFine) return;
    let timer: ReturnType<typeof setTimeout>;
    let over = false;
    const tell = () => {
      call<undefined>(`/meetings/${encodeURIComponent(meeting)}/lines/own`, {
        method: 'PUT',
        body: own,
      }).catch(() => {
        if (!over) timer = setTimeout(tell, againMs);
      });
    };
    tell();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [meeting, own, phase]);
}
