import { Upload, type DetailedError, type PreviousUpload, defaultOptions } from 'tus-js-client';
import { address } from '../../api/client';
import { ApiError } from '../../api/problem';
import type { Problem } from '../../api/types';
import { currentLanguage } from '../../i18n';

/**
 * Where an upload stands. "stopped" can go on from where it is; "refused" cannot: the server has looked at the file and
 * does not take it.
 */
export type Phase = 'sending' | 'paused' | 'stopped' | 'checking' | 'attaching' | 'refused';

/** What a file is sent for: a paper, or a folder of one's own. */
export interface Target {
  /** One upload at a time is under way for an id. */
  id: string;
  /** What belongs together on a page: the paper, or the folder with all its files. */
  group: string;
  /** Hands the finished upload over. */
  attach: (uploadId: string) => Promise<unknown>;
}

/** An upload as pages show it. */
export interface Sending {
  id: string;
  group: string;
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
  attach: Target['attach'];
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

const none: Sending[] = [];
/** Uploads by their groups, made anew with every change. */
let groups = new Map<string, Sending[]>();

function tell() {
  groups = new Map();
  for (const { shown } of all.values())
    groups.set(shown.group, [...(groups.get(shown.group) ?? none), shown]);
  for (const listener of listeners) listener();
}

function change(id: string, part: Partial<Sending>) {
  const kept = all.get(id);
  if (!kept) return;
  kept.shown = { ...kept.shown, ...part };
  tell();
}

export function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The uploads of a group that are under way in this tab. */
export const sendingsOf = (group: string): Sending[] => groups.get(group) ?? none;

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

const fingerprint = (id: string, file: File) =>
  Promise.resolve(`giaoban-${id}-${file.name}-${file.size}-${file.lastModified}`);

const failed = (id: string) => (error: Error) => {
  const problem = problemOf(error);
  change(id, { error: problem, phase: canGoOn(problem) ? 'stopped' : 'refused' });
};

/** Begins to send a file, or goes on with an earlier upload of the same file. */
export async function send({ id, group, attach: handOver }: Target, file: File, onDone: () => void) {
  const upload = new Upload(file, {
    endpoint: address('/paper-uploads'),
    // The page shows the declaration and sends nothing before it is made.
    metadata: { filename: file.name, noStateSecret: 'true', secrecy: 'normal', paper: group },
    headers: { 'Accept-Language': currentLanguage() },
    chunkSize,
    retryDelays,
    removeFingerprintOnSuccess: true,
    fingerprint: (given) => fingerprint(id, given),
    onProgress: (sent, total) => change(id, { sent, phase: sent >= total ? 'checking' : 'sending' }),
    onError: failed(id),
    onSuccess: () => void attach(id),
  });
  const shown: Sending = {
    id,
    group,
    name: file.name,
    size: file.size,
    sent: 0,
    phase: 'sending',
    resumed: false,
  };
  all.set(id, { upload, attach: handOver, shown, complete: false, onDone });
  tell();
  const [previous] = await upload.findPreviousUploads().catch(() => []);
  if (previous) {
    upload.resumeFromPreviousUpload(previous);
    change(id, { resumed: true });
  }
  if (all.get(id)?.upload === upload) upload.start();
}

async function attach(id: string) {
  const kept = all.get(id);
  if (!kept) return;
  kept.complete = true;
  change(id, { phase: 'attaching', sent: kept.shown.size, error: undefined });
  try {
    await kept.attach(kept.upload.url?.split('/').pop() ?? '');
  } catch (error) {
    const problem = error instanceof ApiError ? error : new ApiError(0, {});
    // Another change in between (412) is no reason to give up; another state of it (409) is.
    const again = problem.status === 412 || (problem.status !== 409 && canGoOn(problem));
    change(id, { error: problem, phase: again ? 'stopped' : 'refused' });
    return;
  }
  all.delete(id);
  tell();
  kept.onDone();
}

/** Stops sending until resume; what has come stays with the server. */
export async function pause(id: string): Promise<void> {
  change(id, { phase: 'paused' });
  await all.get(id)?.upload.abort();
}

export function resume(id: string) {
  const kept = all.get(id);
  if (!kept) return;
  if (kept.complete) {
    void attach(id); // only handing it over failed
    return;
  }
  change(id, { phase: 'sending', error: undefined });
  kept.upload.start();
}

/** Ends an upload and has the server forget it. */
export async function cancel(id: string): Promise<void> {
  const kept = all.get(id);
  all.delete(id);
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

/** Uploads of a group that this browser has begun and not finished, from before; not those under way now. */
export async function unfinished(group: string): Promise<Unfinished[]> {
  const found = await remembered();
  return found
    .filter(({ metadata, uploadUrl }) => metadata.paper === group && uploadUrl !== null)
    .filter(({ uploadUrl }) => ![...all.values()].some(({ upload }) => upload.url === uploadUrl))
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
  for (const { shown } of all.values()) if (shown.phase === 'stopped') resume(shown.id);
}

window.addEventListener('beforeunload', warnOfLeaving);
window.addEventListener('online', goOnAfterOutage);
