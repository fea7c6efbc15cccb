import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { isCode } from '../api/problem';
import type { HallState } from '../hall/context';
import { keepStay } from '../hall/memory';
import { getSchedule, type Report, type ScheduleItem, type Self } from './api';
import { useCommands, type Ways } from './useCommands';
import { useMode, type LeftBy, type Mode, type Moves } from './useMode';
import { useReports } from './useReports';

const scheduleEveryMs = 10_000;

export interface Station {
  mode: Mode;
  left: LeftBy | null;
  moves: Moves;
  /** null until they have been read. */
  items: ScheduleItem[] | null;
  /** Milliseconds that the server's clock is ahead of this one's. */
  ahead: number;
  /** The server answers. */
  online: boolean;
  /** Entering the meeting fails, for this reason; "" = it does not. */
  failed: (detail: string) => void;
  onHall: (hall: HallState | null) => void;
}

/** Runs a paired terminal: its schedule, its meetings, its reports and the commands it is given. */
export function useStation(self: Self, ways: Ways): Station {
  const [online, setOnline] = useState(true);
  const [fault, setFault] = useState('');
  const [inside, setInside] = useState(false);
  const hall = useRef<HallState | null>(null);
  const { refused } = ways;

  const schedule = useQuery({
    queryKey: ['terminal-schedule', self.id],
    queryFn: async () => {
      const { now, items } = await getSchedule();
      return { items, ahead: Date.parse(now) - Date.now() };
    },
    refetchInterval: scheduleEveryMs,
    refetchIntervalInBackground: true,
    retry: false,
    networkMode: 'always',
  });
  useEffect(() => {
    if (isCode(schedule.error, 'unauthenticated')) refused();
  }, [schedule.error, refused]);
  const { data, refetch } = schedule;
  const read = useCallback(() => void refetch(), [refetch]);
  const { mode, left, moves } = useMode(data?.items ?? null, read, refused);

  const doing = doingOf(mode, fault, inside);
  const meetingId = mode.at === 'idle' ? '' : mode.id;
  const report = useReports(self, hall, { doing, meetingId, detail: fault }, setOnline, refused);
  const { rejoin } = moves;
  const anew = useCallback(() => {
    if (hall.current && meetingId !== '') keepStay(meetingId, hall.current.conference.room.localParticipant);
    rejoin();
  }, [rejoin, meetingId]);
  useCommands(self, hall, anew, report, read, ways);

  const onHall = useCallback((next: HallState | null) => {
    hall.current = next;
    setInside(next !== null);
    setFault('');
  }, []);
  return {
    mode,
    left,
    moves,
    items: data?.items ?? null,
    ahead: data?.ahead ?? 0,
    online: online && !schedule.isError,
    failed: setFault,
    onHall,
  };
}

function doingOf(mode: Mode, fault: string, inside: boolean): Report['doing'] {
  if (mode.at === 'idle') return 'idle';
  if (mode.at === 'test') return 'testing';
  if (inside) return 'meeting';
  return fault === '' ? 'joining' : 'failing';
}
