import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { checkMeeting } from '../api';
import { draftToCheck, endOf, startOf, timed, type Form } from './form';

const patience = 500; // ms without a change

/** What stands in the way of the plan as it is now, asked again whenever it rests. */
export function useCheck(form: Form, meetingId?: string) {
  const ready = form.host !== null && timed(form) && startOf(form) < endOf(form);
  const [asked] = useDebouncedValue(ready ? JSON.stringify(draftToCheck(form)) : '', patience);
  return useQuery({
    queryKey: ['check', meetingId, asked],
    queryFn: ({ signal }) =>
      checkMeeting(JSON.parse(asked) as ReturnType<typeof draftToCheck>, meetingId, signal),
    enabled: asked !== '',
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  });
}

export type Check = ReturnType<typeof useCheck>;
