/**
 * The key by which this browser is a room's terminal. Its private half can be used but not read, by nobody: it is made
 * non-extractable and kept as an object in IndexedDB. What else is remembered is which terminal the browser has become.
 */
export interface Device {
  pair: CryptoKeyPair;
  /** "" while the browser is not paired. */
  terminalId: string;
}

const store = 'device';
const key = 'own';

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open('giaoban-terminal', 1);
    request.onupgradeneeded = () => request.result.createObjectStore(store);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('indexedDB'));
  });
}

async function run<T>(mode: IDBTransactionMode, act: (at: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const db = await open();
  try {
    return await new Promise<T>((resolve, reject) => {
      const transaction = db.transaction(store, mode);
      const request = act(transaction.objectStore(store));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = () => reject(transaction.error ?? new Error('indexedDB'));
      transaction.onabort = () => reject(transaction.error ?? new Error('indexedDB'));
    });
  } finally {
    db.close();
  }
}

/** Whether this page can keep a key at all: on HTTPS or localhost, in a browser with storage. */
export const canKeep = () =>
  typeof indexedDB !== 'undefined' && (globalThis.crypto as Crypto | undefined)?.subtle !== undefined;

export async function loadDevice(): Promise<Device | null> {
  return (
    (await run<Device | undefined>('readonly', (at) => at.get(key) as IDBRequest<Device | undefined>)) ?? null
  );
}

export async function saveDevice(device: Device): Promise<void> {
  await run('readwrite', (at) => at.put(device, key));
}

export async function forgetDevice(): Promise<void> {
  await run('readwrite', (at) => at.delete(key));
}

/** A new key of a browser that is no terminal yet. */
export async function newDevice(): Promise<Device> {
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, [
    'sign',
    'verify',
  ]);
  return { pair, terminalId: '' };
}

const base64 = (bytes: ArrayBuffer) => btoa(String.fromCharCode(...new Uint8Array(bytes)));

/** The public half as the server takes it. */
export async function publicKey(device: Device): Promise<string> {
  return base64(await crypto.subtle.exportKey('spki', device.pair.publicKey));
}

/** A signature over a challenge's message. */
export async function sign(device: Device, message: string): Promise<string> {
  const bytes = new TextEncoder().encode(message);
  return base64(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, device.pair.privateKey, bytes));
}
