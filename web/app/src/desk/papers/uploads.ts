import { Upload, type DetailedError, type PreviousUpload, defaultOptions } from 'tus-js-client';
import { address } from '../../api/client';
import { ApiError } from '../../api/problem';
import type { Problem } from '../../api/types';
import { currentLanguage } from '../../i18n';
import { attachUpload } from './api';

/**
 * Where an upload stands. "stopped" can go on from where it is; "refused" cannot: the server has looked at the file and
 * does not take it.
 */
export type Phase = 'sending' | 'paused' | 'stopped' | 'checking' | 'attaching' | 'refused';

/** An upload as pages show it. */
export interface Sending {
  paperId: string;
  name: string;
  size: number;
  /** Bytes that the server has. */
  sent: number;
  phase: Phase;
  /** It goes on from an earlier, broken upload of the same file. */
  resumed: boolean;
  error?: Error;
}

/** An earlier upload that was broken off: choosing the same file again goes on with it. */
export interface Unfinished {
  name: string;
  size: number;
  key: string;
  url: string;
}

interface Kept {
  upload: Upload;
  shown: Sending;
  /** The server has all of it and has looked at it. */
  complete: boolean;
  onDone: () => void;
}

/** Pieces small enough to lose little on a bad line, large enough not to wait for answers. */
const chunkSize = 4 * 1024 * 1024;
const retryDelays = [0, 1000, 3000, 5000, 10_000, 20_000];

const all = new Map<string, Kept>();
const listeners = new Set<() => void>();

function tell() {
  for (const listener of listeners) listener();
}

function change(paperId: string, part: Partial<Sending>) {
  const kept = all.get(paperId);
  if (!kept) return;
  kept.shown = { ...kept.shown, ...part };
  tell();
}

export function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The paper's upload, if one is under way in this tab. */
export const sendingOf = (paperId: string): Sending | undefined => all.get(paperId)?.shown;

/** The server's refusal of a request of the tus library, as all other calls tell theirs. */
export function problemOf(error: Error): ApiError {
  const response = (error as Partial<DetailedError>).originalResponse;
  if (!response) return new ApiError(0, { code: 'network' });
  try {
    return new ApiError(response.getStatus(), JSON.parse(response.getBody()) as Problem);
  } catch {
    return new ApiError(response.getStatus(), {});
  }
}

/** Whether going on may help: the line broke, the server was busy or full, not that the file is not taken. */
export function canGoOn({ status }: ApiError): boolean {
  return (
    status === 0 || status >= 500 || status === 409 || status === 423 || status === 429 || status === 401
  );
}

const fingerprint = (paperId: string, file: File) =>
  Promise.resolve(`giaoban-${paperId}-${file.name}-${file.size}-${file.lastModified}`);

const failed = (paperId: string) => (error: Error) => {
  const problem = problemOf(error);
  change(paperId, { error: problem, phase: canGoOn(problem) ? 'stopped' : 'refused' });
};

/** Begins to send a file for a paper, or goes on with an earlier upload of the same file. */
export async function send(paperId: string, file: File, onDone: () => void): Promise<void> {
  const upload = new Upload(file, {
    endpoint: address('/paper-uploads'),
    // The page shows the declaration and sends nothing before it is made.
    metadata: { filename: file.name, noStateSecret: 'true', secrecy: 'normal', paper: paperId },
    headers: { 'Accept-Language': currentLanguage() },
    chunkSize,
    retryDelays,
    removeFingerprintOnSuccess: true,
    fingerprint: (given) => fingerprint(paperId, given),
    onProgress: (sent, total) => change(paperId, { sent, phase: sent >= total ? 'checking' : 'sending' }),
    onError: failed(paperId),
    onSuccess: () => void attach(paperId),
  });
  const shown: Sending = {
    paperId,
    name: file.name,
    size: file.size,
    sent: 0,
    phase: 'sending',
    resumed: false,
  };
  all.set(paperId, { upload, shown, complete: false, onDone });
  tell();
  const [previous] = await upload.findPreviousUploads().catch(() => []);
  if (previous) {
    upload.resumeFromPreviousUpload(previous);
    change(paperId, { resumed: true });
  }
  if (all.get(paperId)?.upload === upload) upload.start();
}

async function attach(paperId: string) {
  const kept = all.get(paperId);
  if (!kept) return;
  kept.complete = true;
  change(paperId, { phase: 'attaching', sent: kept.shown.size, error: undefined });
  const id = kept.upload.url?.split('/').pop() ?? '';
  try {
    await attachUpload(paperId, id);
  } catch (error) {
    const problem = error instanceof ApiError ? error : new ApiError(0, {});
    // Another change of the paper in between (412) is no reason to give up; another state of it (409) is.
    const again = problem.status === 412 || (problem.status !== 409 && canGoOn(problem));
    change(paperId, { error: problem, phase: again ? 'stopped' : 'refused' });
    return;
  }
  all.delete(paperId);
  tell();
  kept.onDone();
}

/** Stops sending until resume; what has come stays with the server. */
export async function pause(paperId: string): Promise<void> {
  change(paperId, { phase: 'paused' });
  await all.get(paperId)?.upload.abort();
}

export function resume(paperId: string) {
  const kept = all.get(paperId);
  if (!kept) return;
  if (kept.complete) {
    void attach(paperId); // only its becoming the paper's file failed
    return;
  }
  change(paperId, { phase: 'sending', error: undefined });
  kept.upload.start();
}

/** Ends an upload and has the server forget it. */
export async function cancel(paperId: string): Promise<void> {
  const kept = all.get(paperId);
  all.delete(paperId);
  tell();
  const over = kept?.shown.phase === 'refused';
  await kept?.upload.abort(!over).catch(() => undefined); // what is left there expires
}

/** What the browser remembers of uploads; nothing where policy forbids it to. */
async function remembered(): Promise<PreviousUpload[]> {
  try {
    return await defaultOptions.urlStorage.findAllUploads();
  } catch {
    return [];
  }
}

/** Uploads for a paper that this browser has begun and not finished, from before. */
export async function unfinished(paperId: string): Promise<Unfinished[]> {
  const found = await remembered();
  return found
    .filter(({ metadata, uploadUrl }) => metadata.paper === paperId && uploadUrl !== null)
    .map(({ metadata, size, urlStorageKey, uploadUrl }) => ({
      name: metadata.filename ?? '',
      size: size ?? 0,
      key: urlStorageKey,
      url: uploadUrl ?? '',
    }));
}

/** Forgets an unfinished upload, here and at the server. */
export async function forget({ key, url }: Unfinished): Promise<void> {
  await defaultOptions.urlStorage.removeUpload(key).catch(() => undefined);
  await Upload.terminate(url).catch(() => undefined); // it may have expired
}

const underWay = ({ phase }: Sending) => phase === 'sending' || phase === 'checking' || phase === 'attaching';

function warnOfLeaving(event: BeforeUnloadEvent) {
  if ([...all.values()].some(({ shown }) => underWay(shown))) event.preventDefault();
}

function goOnAfterOutage() {
  for (const { shown } of all.values()) if (shown.phase === 'stopped') resume(shown.paperId);
}

window.addEventListener('beforeunload', warnOfLeaving);
window.addEventListener('online', goOnAfterOutage);
