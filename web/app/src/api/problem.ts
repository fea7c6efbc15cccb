import type { TFunction } from 'i18next';
import type { vi } from '../i18n/vi';
import type { Problem } from './types';

type Known = keyof (typeof vi)['errors'];

/** A failed call: the server's problem, or what kept its answer from coming (status 0). */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly problem: Problem;

  constructor(status: number, problem: Problem) {
    super(problem.detail ?? problem.title ?? `HTTP ${status}`);
    this.name = 'ApiError';
    this.status = status;
    this.code = problem.code ?? codeOf(status);
    this.problem = problem;
  }
}

function codeOf(status: number): Known {
  switch (status) {
    case 0:
      return 'network';
    case 401:
      return 'unauthenticated';
    case 403:
      return 'forbidden';
    case 404:
      return 'not_found';
    case 409:
      return 'conflict';
    case 412:
      return 'stale';
    case 423:
      return 'account_locked';
    case 429:
      return 'rate_limited';
    case 502:
    case 503:
    case 504:
      return 'unavailable';
    default:
      return status >= 500 ? 'internal' : 'invalid';
  }
}

/** Whether the call failed with this stable code. */
export function isCode(error: unknown, code: string): boolean {
  return error instanceof ApiError && error.code === code;
}

/** Codes for which the app says more than the server can: it knows what to press next. */
const ours = new Set<string>([
  'network',
  'timeout',
  'invalid_credentials',
  'account_locked',
  'unavailable',
  'internal',
] satisfies Known[]);

/** What to tell the person, in the page's language, with the request's id for the technician when the server failed. */
export function messageOf(error: unknown, t: TFunction): string {
  if (!(error instanceof ApiError)) return t('errors.internal');
  const own = t(`errors.${ours.has(error.code) ? (error.code as Known) : codeOf(error.status)}`);
  // Why it cannot just now, of a part of the server that says so, is more than that the server cannot.
  const exact = error.code === 'unavailable' && error.problem.reason !== undefined;
  const message = ours.has(error.code) && !exact ? own : (error.problem.detail ?? own);
  const id = error.problem.requestId;
  if (id && error.status >= 500) return t('errors.withRequest', { message, id });
  return message;
}

/** What is wrong with single fields, by their place in the request's body such as "title" or "agenda[2].minutes". */
export function fieldErrors(error: unknown): Record<string, string> {
  if (!(error instanceof ApiError)) return {};
  const all: Record<string, string> = {};
  for (const field of error.problem.errors ?? []) {
    all[field.location.replace(/^body\./, '')] ??= field.message;
  }
  return all;
}
