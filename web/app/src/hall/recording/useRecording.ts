import { useQuery, useQueryClient } from '@tanstack/react-query';
import { RoomEvent, type Room } from 'livekit-client';
import { use, useEffect, useRef, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { useEvents } from '../../api/useEvents';
import { getRecordingNow, recordingKeys } from '../../desk/recordings/api';
import { reasonText } from '../../desk/recordings/words';
import { ConductContext, useConduct } from '../conduct/context';
import { useHall } from '../context';
import { faultOf, newsOf, shownOf, type Shown } from './shown';

const changes = [RoomEvent.RecordingStatusChanged, RoomEvent.Connected, RoomEvent.Reconnected] as const;

function useActive(room: Room): boolean {
  return useSyncExternalStore(
    (listener) => {
      for (const change of changes) room.on(change, listener);
      return () => {
        for (const change of changes) room.off(change, listener);
      };
    },
    () => room.isRecording,
  );
}

// Events tell at once; this is for a screen that gets none of them.
const againMs = 30_000;

/** How the meeting in this room is recorded: what everyone sees, and what the server says of the recording. */
export function useRecording() {
  const { room } = useHall().conference;
  const active = useActive(room);
  const id = use(ConductContext)?.meetingId ?? '';
  const now = useQuery({
    queryKey: recordingKeys.now(id),
    queryFn: () => getRecordingNow(id),
    enabled: id !== '',
    refetchInterval: active ? againMs : false,
  });
  return {
    shown: shownOf(active, now.data?.state),
    active,
    now: now.data,
    settled: id === '' || !now.isPending,
  };
}

/** Keeps what is known of the recording up to date and tells everyone here what has changed. Once in a page. */
export function useRecordingNews(): void {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { notices } = useHall().conference;
  const id = use(ConductContext)?.meetingId ?? '';
  const leads = useConduct()?.mine.leads === true;
  const { shown, active, now, settled } = useRecording();
  // The room tells when it begins and ends; what is told of a meeting beside that is much, for two hundred sites.
  useEvents(id !== '' && (active || leads) ? [`meeting:${id}`] : [], [recordingKeys.now(id)]);
  const asked = useRef(active);
  useEffect(() => {
    if (asked.current === active) return;
    asked.current = active;
    void client.invalidateQueries({ queryKey: recordingKeys.now(id) });
  }, [client, id, active]);
  const before = useRef<Shown>(undefined);
  useEffect(() => {
    if (!settled) return;
    const news = newsOf(before.current, shown);
    before.current = shown;
    if (news !== null) notices.tell(t(`recordings.hall.${news}`), news === 'ended' ? 'info' : 'warn');
  }, [shown, settled, notices, t]);
  const fault = leads ? faultOf(now) : '';
  const known = useRef<string>(undefined);
  useEffect(() => {
    if (now === undefined) return;
    // What had gone wrong before this page was opened is no news.
    if (known.current !== undefined && known.current !== fault && fault !== '') {
      notices.tell(t('recordings.hall.endedBy', { reason: reasonText(fault, t) }), 'warn');
    }
    known.current = fault;
  }, [now, fault, notices, t]);
}
