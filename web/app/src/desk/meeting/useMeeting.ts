import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { isCode } from '../../api/problem';
import { useEvents } from '../../api/useEvents';
import { act, getMeeting, keys } from '../api';
import { recordingKeys } from '../recordings/api';
import type { Action, Meeting, Scope } from '../types';

/** The meeting, read again whenever it changes. */
export function useMeeting(id: string) {
  const meeting = useQuery({ queryKey: keys.meeting(id), queryFn: () => getMeeting(id) });
  // Only who may see it may watch it.
  useEvents(meeting.isSuccess ? [`meeting:${id}`] : [], [
    keys.meeting(id),
    keys.invitations(id),
    keys.mine,
    recordingKeys.of(id),
  ]);
  return meeting;
}

/** Moves the meeting to its next state; it is issued with its letter, on the letter’s page. */
export function useAct(meeting: Meeting) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ action, reason, scope }: { action: Action; reason?: string; scope?: Scope }) =>
      act(meeting.id, meeting.version, action, reason, scope),
    onSuccess: (next) => {
      client.setQueryData(keys.meeting(meeting.id), next);
      for (const queryKey of [keys.meeting(meeting.id), keys.meetings, keys.invitations(meeting.id)]) {
        void client.invalidateQueries({ queryKey });
      }
    },
    onError: (error) => {
      if (isCode(error, 'stale') || isCode(error, 'conflict')) {
        void client.invalidateQueries({ queryKey: keys.meeting(meeting.id) });
      }
    },
  });
}
