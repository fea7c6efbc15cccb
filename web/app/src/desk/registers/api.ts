import { address, call } from '../../api/client';
import type { NumberedPage, Register } from '../types';

/** What a register is asked for; what is empty is not asked. */
export interface EntryFilter {
  agency?: string;
  year?: string;
  type?: string;
  effect?: string;
  q?: string;
}

export const listRegisters = () => call<{ items: Register[] }>('/registers');

export const listEntries = (filter: EntryFilter, cursor: string, signal?: AbortSignal) =>
  call<NumberedPage>('/register-entries', { query: { ...filter, cursor, limit: 50 }, signal });

export const entriesFile = (filter: EntryFilter) => address('/register-entries/export', { ...filter });

export const continueRegister = ({ agency, year, type }: Register, last: number) =>
  call<undefined>(
    `/registers/${encodeURIComponent(agency.catalogue)}/${encodeURIComponent(agency.code)}/${year}/${type}`,
    { method: 'PUT', body: { last } },
  );
