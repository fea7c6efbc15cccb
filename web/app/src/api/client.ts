import { currentLanguage } from '../i18n';
import { quietHeader, quietSeconds } from './activity';
import { ApiError } from './problem';
import type { Problem } from './types';

interface Options {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Sent as JSON; a Blob goes as it is, a CSV file unless media says otherwise. */
  body?: unknown;
  media?: string;
  query?: Record<string, string | number | boolean | undefined>;
  signal?: AbortSignal;
  /** The version that a change is of; the server refuses it with code "stale" when there is a newer one. */
  version?: number;
  /** Names what the request makes: sent again with the same key, it makes nothing. */
  key?: string;
  /** Sent without a session, as by nobody. */
  anonymous?: boolean;
  /** How long an answer may take (ms); files take longer than questions. */
  patience?: number;
  /** Goes out even when the page is being left. */
  keepalive?: boolean;
  /** Of a file the bytes from the first up to before the second. */
  range?: [number, number];
}

const limitMs = 20_000;

/** The address of an API path, with the parameters that are set. */
export function address(path: string, query: Options['query'] = {}): string {
  const set = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  const search = new URLSearchParams(set.map(([key, value]) => [key, String(value)]));
  return `/api/v1${path}${search.size > 0 ? `?${search}` : ''}`;
}

/**
 * Calls the API and returns the decoded answer, undefined when it has no body.
 * Every failure is an ApiError; one with status 0 means no answer came.
 */
export async function call<T>(path: string, options: Options = {}): Promise<T> {
  const response = await send(path, options);
  if (response.status === 204) return undefined as T;
  const text = await response.text();
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

/** Calls the API for a file. It fails as call does. */
export async function readFile(path: string, options: Options = {}): Promise<ArrayBuffer> {
  return (await send(path, options)).arrayBuffer();
}

async function send(path: string, options: Options): Promise<Response> {
  const { method = 'GET', body, query, signal, version, key, anonymous, patience = limitMs } = options;
  const { keepalive, range, media = 'text/csv' } = options;
  // Put together by hand: Chrome 109, the last on Windows 7, has no AbortSignal.any.
  const abort = new AbortController();
  const give = () => abort.abort();
  const limit = setTimeout(give, patience);
  signal?.addEventListener('abort', give);
  const file = body instanceof Blob;
  let response: Response;
  try {
    response = await fetch(address(path, query), {
      method,
      ...(anonymous ? { credentials: 'omit', referrerPolicy: 'no-referrer' } : {}),
      headers: {
        Accept: 'application/json, application/pdf, application/problem+json',
        'Accept-Language': currentLanguage(),
        ...(anonymous ? {} : { [quietHeader]: String(quietSeconds()) }),
        // Sent with every write, empty ones too: the server takes nothing else from a browser.
        ...(method === 'GET' ? {} : { 'Content-Type': file ? media : 'application/json' }),
        ...(range === undefined ? {} : { Range: `bytes=${range[0]}-${range[1] - 1}` }),
        ...(key === undefined ? {} : { 'Idempotency-Key': key }),
        ...(version === undefined ? {} : { 'If-Match': `"${version}"` }),
      },
      body: method === 'GET' ? undefined : file ? body : JSON.stringify(body ?? {}),
      signal: abort.signal,
      ...(keepalive ? { keepalive } : {}),
    });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new ApiError(0, { code: abort.signal.aborted ? 'timeout' : 'network' });
  } finally {
    clearTimeout(limit);
    signal?.removeEventListener('abort', give);
  }
  if (!response.ok) throw new ApiError(response.status, await problemOf(response));
  return response;
}

async function problemOf(response: Response): Promise<Problem> {
  const retryAfter = Number(response.headers.get('Retry-After')) || undefined;
  try {
    return { retryAfter, ...((await response.json()) as Problem) };
  } catch {
    return { retryAfter }; // A proxy's page, not ours; the status must do.
  }
}
