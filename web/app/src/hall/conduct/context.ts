import { useQuery } from '@tanstack/react-query';
import { createContext, use, useEffect, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { messageOf } from '../../api/problem';
import { getMeeting, keys } from '../../desk/api';
import { useHall } from '../context';
import { Conduct, type ConductState } from './store';
import type { Command, View } from './types';

/** The conduct of the meeting that the hall is of; null in rooms that are no meeting's. */
export const ConductContext = createContext<Conduct | null>(null);

/** Follows the conduct of a meeting for as long as the page is shown. */
export function useFollow(meetingId: string | null): Conduct | null {
  const [conduct, setConduct] = useState<Conduct | null>(null);
  useEffect(() => {
    if (meetingId === null) return;
    const followed = new Conduct(meetingId);
    // oxlint-disable-next-line react/set-state-in-effect -- what the effect opened is what is shown
    setConduct(followed);
    return () => {
      followed.close();
      setConduct(null);
    };
  }, [meetingId]);
  return conduct;
}

/** The plan of the meeting: its sites and its agenda, which change by its events alone. */
export function useMeetingPlan() {
  const id = use(ConductContext)?.meetingId ?? '';
  return useQuery({ queryKey: keys.meeting(id), queryFn: () => getMeeting(id), enabled: id !== '' });
}

const nothing = () => () => undefined;

/** The state of the live meeting, null outside of one and until it is known. */
export function useConduct(): ConductState {
  const conduct = use(ConductContext);
  return useSyncExternalStore(conduct?.subscribe ?? nothing, () => conduct?.get() ?? null);
}

/** Gives a command and tells when it failed; resolves to whether it was done. */
export function useGive(): (command: Command) => Promise<boolean> {
  const order = useOrder();
  return async (command) => (await order(command)) !== null;
}

/** Gives a command and tells when it failed; resolves to the place of what it did in the log, null when nothing was done. */
export function useOrder(): (command: Command) => Promise<number | null> {
  const { t } = useTranslation();
  const conduct = use(ConductContext);
  const { notices } = useHall().conference;
  return async (command) => {
    try {
      return (await conduct?.give(command)) ?? null;
    } catch (error) {
      notices.tell(t('hall.act.failed', { message: messageOf(error, t) }), 'warn');
      return null;
    }
  };
}

/** The line of text that every site sees now; empty when there is none, or its time is over. */
export function useNotice(notice: NonNullable<View['meeting']>['notice'] | undefined): string {
  const ends = notice?.until;
  const now = useServerNow(ends !== undefined);
  if (notice === undefined) return '';
  return ends !== undefined && now >= Date.parse(ends) ? '' : notice.text;
}

/** The server's time, milliseconds, once a second while something runs. */
export function useServerNow(runs: boolean): number {
  const conduct = use(ConductContext);
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!runs || conduct === null) return;
    const tick = () => setNow(conduct.now());
    const timer = setInterval(tick, 1000);
    return () => clearInterval(timer);
  }, [runs, conduct]);
  return conduct === null ? now : Math.max(now, conduct.now() - 1000);
}
