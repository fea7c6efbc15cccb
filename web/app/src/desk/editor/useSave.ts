import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { isCode } from '../../api/problem';
import { createMeeting, createSeries, getMeeting, keys, updateMeeting } from '../api';
import type { Meeting, MeetingDraft, Scope, UnitKey } from '../types';
import { changedUnits, draftOf, formOf, type Form, type FormSite } from './form';
import { recurrenceOf } from './rule';
import { differing } from './stale';

/**
 * Saves the plan with its list of the invited, on which the units of its sites are, in one request. When somebody else has saved meanwhile,
 * theirs is the meeting as it is now, and keep saves over it.
 */
export function useSave(meeting: Meeting | undefined, before: FormSite[], onSaved: (id: string) => void) {
  const client = useQueryClient();
  const [theirs, setTheirs] = useState<Meeting | null>(null);
  const [base, setBase] = useState(meeting);
  const save = useMutation({
    mutationFn: async ({ form, scope, version }: { form: Form; scope: Scope; version?: number }) => {
      return plan(form, scope, before, meeting?.id, version);
    },
    onSuccess: (id) => {
      for (const queryKey of [keys.meetings, keys.meeting(id), keys.invitations(id)]) {
        void client.invalidateQueries({ queryKey });
      }
      onSaved(id);
    },
    onError: async (error) => {
      if (meeting && isCode(error, 'stale')) setTheirs(await getMeeting(meeting.id));
    },
  });
  const version = base?.version;
  return {
    error: save.error,
    isPending: save.isPending,
    theirs,
    send: (form: Form, scope: Scope) => save.mutate({ form, scope, version }),
    keep: (form: Form, scope: Scope) => {
      const newer = theirs ?? undefined;
      setBase(newer);
      setTheirs(null);
      save.mutate({ form, scope, version: newer?.version });
    },
    /** Theirs was taken: the next save is of it. */
    taken: () => {
      setBase(theirs ?? undefined);
      setTheirs(null);
      save.reset();
    },
  };
}

async function plan(form: Form, scope: Scope, before: FormSite[], id?: string, version?: number) {
  const draft = draftOf(form);
  if (id !== undefined && version !== undefined) {
    const change = changedUnits(before, form.sites);
    return (await updateMeeting(id, version, draft, scope, change)).id;
  }
  const invited = changedUnits([], form.sites).on;
  const made = await make(form, invited);
  // An attempt whose answer got lost has made it, perhaps of an earlier state of the page.
  const times = made.seriesId ? ['start', 'end', 'agenda'] : [];
  if (differing(form, made).every((field) => times.includes(field))) return made.id;
  const change = { on: invited, off: changedUnits(formOf(made).sites, form.sites).off };
  return (await updateMeeting(made.id, made.version, likeMade(draft, made), 'all', change)).id;
}

async function make(form: Form, invited: UnitKey[]): Promise<Meeting> {
  const rule = recurrenceOf(form);
  if (!rule) return createMeeting(draftOf(form), invited, form.key);
  const series = await createSeries(draftOf(form), rule, invited, form.key);
  return getMeeting(series.meetings?.[0]?.id ?? series.id);
}

/** The plan for a meeting that was made already: its items keep their ids, and those of a series their days. */
function likeMade(draft: MeetingDraft, made: Meeting): MeetingDraft {
  if (made.seriesId) {
    const { start, end, agenda } = draftOf(formOf(made));
    return { ...draft, start, end, agenda };
  }
  return { ...draft, agenda: draft.agenda?.map((item, index) => ({ ...item, id: made.agenda[index]?.id })) };
}
