import { addDays, instantOf } from '../../format/day';
import type { AuditFilter } from './api';

/** What the address asks for: words as typed, and whole days in the province's calendar. */
export interface Asked {
  q: string;
  actor: string;
  action: string;
  from: string;
  to: string;
}

const day = /^\d{4}-\d{2}-\d{2}$/;

export function read(params: URLSearchParams): Asked {
  const text = (key: string) => params.get(key) ?? '';
  const date = (key: string) => (day.test(text(key)) ? text(key) : '');
  return { q: text('q'), actor: text('actor'), action: text('action'), from: date('from'), to: date('to') };
}

/** The question to the server: the last day counts in full. */
export function question(asked: Asked): AuditFilter {
  return {
    q: asked.q || undefined,
    actor: asked.actor || undefined,
    action: asked.action || undefined,
    from: asked.from ? instantOf(asked.from) : undefined,
    until: asked.to ? instantOf(addDays(asked.to, 1)) : undefined,
  };
}

export function narrowed(asked: Asked): boolean {
  return Object.values(asked).some((part) => part !== '');
}
