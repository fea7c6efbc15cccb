import { address, call } from '../../api/client';
import type { components } from '../../api/schema.gen';

export type AuditRecord = components['schemas']['AuditlogAuditItem'];
type Page = components['schemas']['AuditlogAuditOutputBody'];

/** What narrows the list and the export; what is empty is not asked. */
export interface AuditFilter {
  q?: string;
  actor?: string;
  action?: string;
  subject?: string;
  from?: string;
  until?: string;
}

export const listAudit = (filter: AuditFilter, cursor: string, signal: AbortSignal) =>
  call<Page>('/audit', { query: { ...filter, cursor, limit: 50 }, signal });

/** Where the browser downloads the records of a filter from. */
export const exportAddress = (filter: AuditFilter, format: 'csv' | 'jsonl') =>
  address('/audit/export', { ...filter, format });
