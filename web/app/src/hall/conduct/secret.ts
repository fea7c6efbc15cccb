import { RSABSSA } from '@cloudflare/blindrsa-ts';
import { call } from '../../api/client';
import type { Choice, Motion } from './types';

/**
 * The voter's side of a secret vote (RFC 9474, RSABSSA-SHA384-PSS-Randomized): the page makes a serial, has it signed
 * blindly, and casts its ballot without a session. What it must not lose is kept in this browser.
 */
const suite = RSABSSA.SHA384.PSS.Randomized();

const messageForm = 'giaoban-ballot-1:';
const receiptForm = 'giaoban-receipt-1:';
const prefixBytes = 32;
const serialBytes = 32;

/** What this browser keeps of somebody's vote: base64, but for choice and text. */
export interface Kept {
  paper: string;
  inv: string;
  blinded: string;
  signature?: string;
  choice?: Choice;
  text?: string;
  receipt?: string;
}

export interface Published {
  keys: { papers: string; receipts: string };
  hash: string;
  items: { paper: string; signature: string; choice: string; text?: string }[];
}

/** What a page can tell of a closed vote by itself. */
export interface Checked {
  counts: Record<Choice, number>;
  /** Ballots whose paper was not signed by the motion's key, or that are there twice. */
  bad: number;
  /** The ballots are those whose hash is in the meeting's log. */
  sealed: boolean;
}

export type ReceiptState = 'counted' | 'missing' | 'forged' | 'malformed';

const encoder = new TextEncoder();

function bytes(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function base64(data: Uint8Array): string {
  return btoa(Array.from(data, (byte) => String.fromCharCode(byte)).join(''));
}

export function hex(data: Uint8Array): string {
  return Array.from(data, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

const place = (account: string, motionId: string) => `giaoban.ballot.${account}.${motionId}`;

/** What this browser has of somebody's vote on a motion. */
export function keptOf(account: string, motionId: string): Kept | null {
  try {
    return JSON.parse(localStorage.getItem(place(account, motionId)) ?? 'null') as Kept | null;
  } catch {
    return null; // somebody wrote there what is not ours
  }
}

function keep(account: string, motionId: string, kept: Kept): void {
  localStorage.setItem(place(account, motionId), JSON.stringify(kept));
}

export function forget(account: string, motionId: string): void {
  localStorage.removeItem(place(account, motionId));
}

function paperKey(spki: string): Promise<CryptoKey> {
  return crypto.subtle.importKey('spki', bytes(spki), { name: 'RSA-PSS', hash: 'SHA-384' }, true, ['verify']);
}

const pathOf = (meetingId: string, motionId: string) =>
  `/meetings/${encodeURIComponent(meetingId)}/motions/${encodeURIComponent(motionId)}`;

/** Gets somebody's paper, the same again after a reload; rejects with an ApiError. */
async function paperOf(account: string, meetingId: string, motion: Motion): Promise<Kept> {
  let kept = keptOf(account, motion.id);
  const key = await paperKey(motion.keys?.papers ?? '');
  if (kept === null) {
    const serial = crypto.getRandomValues(new Uint8Array(serialBytes));
    const message = new Uint8Array([...encoder.encode(`${messageForm}${motion.id}:`), ...serial]);
    const paper = suite.prepare(message);
    const { blindedMsg, inv } = await suite.blind(key, paper);
    kept = { paper: base64(paper), inv: base64(inv), blinded: base64(blindedMsg) };
    keep(account, motion.id, kept); // before it is signed: there is but one
  }
  if (kept.signature === undefined) {
    const { signature } = await call<{ signature: string }>(`${pathOf(meetingId, motion.id)}/ballot-paper`, {
      method: 'POST',
      body: { blinded: kept.blinded },
    });
    const open = await suite.finalize(key, bytes(kept.paper), bytes(signature), bytes(kept.inv));
    kept = { ...kept, signature: base64(open) };
    keep(account, motion.id, kept);
  }
  return kept;
}

/** Casts somebody's ballot and keeps its receipt; rejects with an ApiError. A lost answer may be asked for again. */
export async function castSecret(
  account: string,
  meetingId: string,
  motion: Motion,
  choice: Choice,
  text: string,
): Promise<string> {
  const kept = await paperOf(account, meetingId, motion);
  const { receipt } = await call<{ receipt: string }>(`${pathOf(meetingId, motion.id)}/ballots`, {
    method: 'POST',
    anonymous: true, // or the server would know who it is from
    body: { paper: kept.paper, signature: kept.signature, choice, ...(text && { text }) },
  });
  keep(account, motion.id, { ...kept, choice, text, receipt });
  return receipt;
}

export function publishedOf(meetingId: string, motionId: string): Promise<Published> {
  return call<Published>(`${pathOf(meetingId, motionId)}/ballots`);
}

export function turnoutOf(meetingId: string, motionId: string): Promise<{ issued: number; cast: number }> {
  return call(`${pathOf(meetingId, motionId)}/turnout`);
}

/** The serial of a paper in hexadecimal; null for a paper of another motion. */
export function serialOf(motionId: string, paper: string): string | null {
  const form = encoder.encode(`${messageForm}${motionId}:`);
  const data = bytes(paper);
  if (data.length !== prefixBytes + form.length + serialBytes) return null;
  if (!form.every((byte, at) => data[prefixBytes + at] === byte)) return null;
  return hex(data.slice(prefixBytes + form.length));
}

async function sha256(data: Uint8Array<ArrayBuffer>): Promise<string> {
  return hex(new Uint8Array(await crypto.subtle.digest('SHA-256', data)));
}

async function hashOf(items: Published['items']): Promise<string> {
  const parts: number[] = [];
  for (const item of items) {
    for (const part of [
      bytes(item.paper),
      bytes(item.signature),
      encoder.encode(item.choice),
      encoder.encode(item.text ?? ''),
    ]) {
      parts.push(...encoder.encode(`${part.length}:`), ...part);
    }
  }
  return sha256(new Uint8Array(parts));
}

/** Counts a closed vote again: every signature, every serial once, and the hash of the meeting's log. */
export async function check(motionId: string, published: Published, sealed: string): Promise<Checked> {
  const key = await paperKey(published.keys.papers);
  const checked: Checked = { counts: { for: 0, against: 0, other: 0 }, bad: 0, sealed: false };
  const seen = new Set<string>();
  for (const item of published.items) {
    const serial = serialOf(motionId, item.paper);
    const good =
      serial !== null &&
      !seen.has(serial) &&
      (await suite.verify(key, bytes(item.signature), bytes(item.paper)));
    if (!good || !(item.choice in checked.counts)) {
      checked.bad++;
      continue;
    }
    seen.add(serial);
    checked.counts[item.choice as Choice]++;
  }
  checked.sealed = (await hashOf(published.items)) === sealed;
  return checked;
}

/** Tells whether a receipt is the server's, and its ballot among those published as it was cast. */
export async function checkReceipt(
  motionId: string,
  published: Published,
  receipt: string,
): Promise<ReceiptState> {
  const words = receipt.trim().split('.');
  const [head, motion, serial, choice, opinion, signature] = words;
  if (words.length !== 6 || head !== 'GB1' || motion !== motionId || !signature) return 'malformed';
  const key = await crypto.subtle.importKey(
    'spki',
    bytes(published.keys.receipts),
    { name: 'ECDSA', namedCurve: 'P-256' },
    false,
    ['verify'],
  );
  const said = encoder.encode(receiptForm + words.slice(0, 5).join('.'));
  let signed: boolean;
  try {
    signed = await crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, bytes(signature), said);
  } catch {
    return 'malformed';
  }
  if (!signed) return 'forged';
  for (const item of published.items) {
    if (serialOf(motionId, item.paper) !== serial || item.choice !== choice) continue;
    if ((await sha256(encoder.encode(item.text ?? ''))) === opinion) return 'counted';
  }
  return 'missing';
}
