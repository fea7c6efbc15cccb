import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, type RefObject } from 'react';
import { address } from '../api/client';
import { callsKey } from '../calls/api';
import type { HallState } from '../hall/context';
import { finishCommand, listQueued, type Self } from './api';
import { obey } from './steering';
import { reportEveryMs } from './useReports';

const reloadKey = 'giaoban.terminal.reload';

export interface Ways {
  /** The server no longer knows the session. */
  refused: () => void;
  /** Another place has taken the terminal over. */
  displaced: () => void;
}

/** Follows the events of the terminal and does what it is told. */
export function useCommands(
  self: Self,
  hall: RefObject<HallState | null>,
  rejoin: () => void,
  report: () => Promise<void>,
  read: () => void,
  ways: Ways,
) {
  const client = useQueryClient();
  const latest = useRef({ rejoin, report, read, ways });
  useEffect(() => {
    latest.current = { rejoin, report, read, ways };
  });
  useEffect(() => {
    // One run after the other: a command is done once.
    let line = Promise.resolve();
    const work = () => {
      line = line
        .then(() => runQueue(hall, () => latest.current.rejoin()))
        .then((any) => (any ? latest.current.report() : undefined))
        .catch(() => undefined); // the next event or beat tries again
    };
    work();
    const beat = setInterval(() => work(), 2 * reportEveryMs);
    const source = new EventSource(address('/events', { topic: `me:${self.accountId},calendar` }));
    source.onopen = () => {
      work();
      latest.current.read();
    };
    source.onmessage = ({ data }) => {
      const { type } = JSON.parse(String(data)) as { type: string };
      if (type === 'terminal.displaced') latest.current.ways.displaced();
      else if (type === 'terminal.revoked') latest.current.ways.refused();
      else if (type === 'terminal.command') work();
      else if (type === 'linetest.called') void client.invalidateQueries({ queryKey: callsKey });
      else if (type !== 'terminal.changed') latest.current.read();
    };
    source.addEventListener('end', () => latest.current.ways.refused());
    return () => {
      clearInterval(beat);
      source.close();
    };
  }, [self, hall, client]);
}

/** Does what waits; true when anything did. */
async function runQueue(hall: RefObject<HallState | null>, rejoin: () => void): Promise<boolean> {
  const { items } = await listQueued();
  for (const command of items) {
    if (command.kind === 'reload') {
      await reloadOnce(command.id);
      continue;
    }
    try {
      await obey(command, { hall: hall.current, rejoin, reload: () => undefined });
    } catch (error) {
      await finishCommand(command.id, false, String(error).slice(0, 300));
      continue;
    }
    await finishCommand(command.id, true);
  }
  return items.length > 0;
}

/** Done is told by the page that comes after; what is remembered keeps it from loading itself for ever. */
async function reloadOnce(id: string): Promise<void> {
  if (sessionStorage.getItem(reloadKey) === id) return finishCommand(id, true);
  sessionStorage.setItem(reloadKey, id);
  window.location.reload();
  await new Promise(() => undefined);
}
