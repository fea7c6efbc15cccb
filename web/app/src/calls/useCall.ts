import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { loadChoices } from '../check/choices';
import { playTone } from '../check/tone';
import { callsKey, listCalls, receive, type SiteCall, type Where } from './api';
import { ringing } from './ringing';

const ringEveryMs = 4000;

/** How often is asked though nothing was told: a page that nobody sees follows no events, and a call is to reach it too. */
const askEveryMs: Record<Where, number | false> = { terminal: 10_000, desk: 15_000, hall: false };

export interface Ringing {
  call: SiteCall | undefined;
  answer: () => void;
}

/** The call of the site that rings here: it is told to be shown, heard, and over when its time is. */
export function useCall(where: Where, enabled = true): Ringing {
  const client = useQueryClient();
  const { data } = useQuery({
    queryKey: callsKey,
    queryFn: async () => {
      const { now, items } = await listCalls();
      return { items, ahead: Date.parse(now) - Date.now() };
    },
    enabled,
    refetchInterval: askEveryMs[where],
    refetchIntervalInBackground: true,
    retry: false,
  });
  const [answered, setAnswered] = useState<ReadonlySet<string>>(new Set());
  const some = enabled && (data?.items.length ?? 0) > 0;
  const now = useClock(some) + (data?.ahead ?? 0);
  const call = some ? ringing(data?.items ?? [], where, now, answered) : undefined;
  const id = call?.id;
  const current = useRef(call);
  useEffect(() => {
    current.current = call;
  });
  useEffect(() => {
    if (id === undefined) return;
    const ring = () => void playTone(loadChoices().loudspeaker).catch(() => undefined); // a page that nobody has touched is still
    if (current.current) void receive(current.current, where, false).catch(() => undefined);
    ring();
    const timer = setInterval(ring, ringEveryMs);
    return () => clearInterval(timer);
  }, [id, where]);
  const answer = useCallback(() => {
    const told = current.current;
    if (!told) return;
    setAnswered((all) => new Set([...all, told.id]));
    receive(told, where, true)
      .catch(() => setAnswered((all) => new Set([...all].filter((one) => one !== told.id))))
      .finally(() => void client.invalidateQueries({ queryKey: callsKey }));
  }, [client, where]);
  return { call, answer };
}

/** The time, each second while something may ring. */
function useClock(runs: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!runs) return;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [runs]);
  return now;
}
