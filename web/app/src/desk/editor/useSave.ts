import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { isCode } from '../../api/problem';
import { createMeeting, createSeries, getMeeting, keys, updateMeeting } from '../api';
import { addInvitations, allInvitations, removeInvitation } from '../inviting';
import { unitText } from '../lookup';
import type { Meeting, Scope } from '../types';
import { changedUnits, draftOf, recurrenceOf, type Form, type FormSite } from './form';

/**
 * Saves the plan, and puts the units of its sites on the list of the invited. When somebody else has saved meanwhile,
 * theirs is the meeting as it is now, and keep saves over it.
 */
export function useSave(meeting: Meeting | undefined, before: FormSite[], onSaved: (id: string) => void) {
  const client = useQueryClient();
  const [theirs, setTheirs] = useState<Meeting | null>(null);
  const [base, setBase] = useState(meeting);
  const save = useMutation({
    mutationFn: async ({ form, scope, version }: { form: Form; scope: Scope; version?: number }) => {
      const { id, first } = await plan(form, scope, meeting?.id, version);
      await invite(id, before, form.sites, first);
      return id;
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

async function plan(form: Form, scope: Scope, id?: string, version?: number) {
  if (id !== undefined && version !== undefined) {
    return { id: (await updateMeeting(id, version, draftOf(form), scope)).id, first: false };
  }
  const rule = recurrenceOf(form);
  if (!rule) return { id: (await createMeeting(draftOf(form))).id, first: true };
  const series = await createSeries(draftOf(form), rule);
  const [next, ...others] = series.meetings ?? [];
  for (const other of others) await invite(other.id, [], form.sites, true);
  return { id: next?.id ?? series.id, first: true };
}

/** Keeps the list of the invited in step with the sites: a unit put on is added, a draft of one taken off is removed. */
async function invite(id: string, before: FormSite[], after: FormSite[], first: boolean) {
  const { on, off } = changedUnits(first ? [] : before, after);
  if (on.length > 0)
    await addInvitations(
      id,
      on.map((unit) => ({ kind: 'unit', unit })),
    );
  if (off.length === 0) return;
  const gone = new Set(off.map(unitText));
  for (const line of await allInvitations(id)) {
    const drafted = line.state === 'draft' && line.kind === 'unit' && line.unit;
    if (drafted && gone.has(unitText(drafted))) await removeInvitation(line.id, line.version);
  }
}
