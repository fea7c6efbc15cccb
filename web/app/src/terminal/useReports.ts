import { useCallback, useEffect, useRef, type RefObject } from 'react';
import { isCode } from '../api/problem';
import type { HallState } from '../hall/context';
import { getSelf, putReport, type Report, type Self } from './api';
import { browserName, ownDevices, screenSize } from './devices';
import { standing } from './steering';

/** How often a terminal tells that it is there. */
export const reportEveryMs = 12_000;

type Told = Pick<Report, 'doing' | 'detail'> & { meetingId: string };

/** Tells the server how the terminal is: regularly, and at once when that changes. */
export function useReports(
  self: Self,
  hall: RefObject<HallState | null>,
  told: Told,
  setOnline: (online: boolean) => void,
  refused: () => void,
) {
  const latest = useRef(told);
  useEffect(() => {
    latest.current = told;
  });
  const report = useCallback(async () => {
    const { doing, detail, meetingId } = latest.current;
    try {
      await putReport({
        ...standing(hall.current, self.accountId),
        doing: doing === 'joining' && hall.current ? 'meeting' : doing,
        detail,
        meetingId,
        devices: await ownDevices(),
        browser: browserName(),
        app: self.version,
        screen: screenSize(),
      });
      setOnline(true);
      const now = await getSelf();
      // Another version serves the app now: this page is not its page any more.
      if (now.version !== self.version && doing === 'idle') window.location.reload();
    } catch (error) {
      if (isCode(error, 'unauthenticated')) refused();
      else if (isCode(error, 'network') || isCode(error, 'timeout')) setOnline(false);
    }
  }, [self, hall, setOnline, refused]);
  useEffect(() => {
    void report();
  }, [report, told.doing, told.meetingId, told.detail]);
  useEffect(() => {
    const timer = setInterval(() => void report(), reportEveryMs);
    const plugged = () => void report();
    const media = navigator.mediaDevices as MediaDevices | undefined;
    media?.addEventListener('devicechange', plugged);
    return () => {
      clearInterval(timer);
      media?.removeEventListener('devicechange', plugged);
    };
  }, [report]);
  return report;
}
