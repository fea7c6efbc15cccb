import { call } from '../api/client';
import type { components } from '../api/schema.gen';

type Schemas = components['schemas'];

export type SiteCall = Schemas['LinetestWaitingCall'];
export type Where = 'terminal' | 'hall' | 'desk';

export const callsKey = ['site-calls'] as const;

const part = encodeURIComponent;

export const listCalls = () => call<Schemas['LinetestWaitingOutputBody']>('/line-test/calls');

/** Tells that a call is shown here, and that it is answered. */
export const receive = ({ meetingId, id }: SiteCall, where: Where, answered: boolean) =>
  call<undefined>(`/meetings/${part(meetingId)}/line-test/calls/${part(id)}/receipt`, {
    method: 'PUT',
    body: { where, answered },
  });
