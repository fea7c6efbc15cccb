import { address, call } from '../../api/client';
import type { components } from '../../api/schema.gen';

export type Keeping = components['schemas']['RecordingKeepingBody'];
export type ArchiveStanding = components['schemas']['RecordingArchiveBody'];

const of = (id: string) => `/recordings/${encodeURIComponent(id)}`;

export const getKeeping = (id: string) => call<Keeping>(`${of(id)}/keeping`);
export const setClass = (id: string, chosen: string) =>
  call<Keeping>(`${of(id)}/keeping`, { method: 'PUT', body: { class: chosen } });
export const setHold = (id: string, on: boolean, reason: string) =>
  call<Keeping>(`${of(id)}/hold`, { method: 'POST', body: { on, reason } });
export const askDeletion = (id: string, reason: string) =>
  call<Keeping>(`${of(id)}/deletion`, { method: 'POST', body: { reason } });
export const decideDeletion = (id: string, approve: boolean, reason: string) =>
  call<Keeping>(`${of(id)}/deletion/decision`, {
    method: 'POST',
    body: { approve, reason },
    patience: 120_000,
  });
export const dispose = (id: string) =>
  call<Keeping>(`${of(id)}/disposal`, { method: 'POST', patience: 120_000 });
export const listDue = () => call<{ items: Keeping[] }>('/due-recordings');
export const certificateOf = (id: string, file: 'pdf' | 'json' | 'sig') =>
  address(`${of(id)}/certificate/certificate.${file}`);
export const bundleOf = (id: string) => address(`${of(id)}/bundle`);
export const getArchive = () => call<ArchiveStanding>('/recording-archive');
