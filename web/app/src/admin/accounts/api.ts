import { call } from '../../api/client';
import type { components } from '../../api/schema.gen';
import type { Page } from '../../directory/types';

type Schemas = components['schemas'];

export type Account = Schemas['AccountBody'];
export type AccountWrite = Schemas['AccountUpdateAccountInputBody'];
export type AccountCreate = Schemas['AccountCreateAccountInputBody'];
export type PasswordLink = Schemas['AccountPasswordLink'];
export type AccountSession = Schemas['AccountSession'];
export type Login = Schemas['AccountLogin'];
export type OutboxItem = Schemas['OutboxItem'];

const part = encodeURIComponent;
const one = (id: string) => `/accounts/${part(id)}`;

export const listAccounts = (filter: object, cursor: string, signal: AbortSignal) =>
  call<Page<Account>>('/accounts', { query: { ...filter, cursor, limit: 50 }, signal });

export const getAccount = (id: string) => call<Account>(one(id));

/** The account of a person, found by the person's name; null when there is none that the caller may see. */
export async function accountOf(person: string, name: string): Promise<Account | null> {
  const named = await call<Page<Account>>('/accounts', { query: { q: name, limit: 100 } });
  return named.items.find(({ personId }) => personId === person) ?? null;
}

export const createAccount = (body: AccountCreate) =>
  call<{ account: Account; link?: PasswordLink }>('/accounts', { method: 'POST', body });

export const updateAccount = (id: string, version: number, body: AccountWrite) =>
  call<Account>(one(id), { method: 'PUT', version, body });

export const disableAccount = (id: string, version: number, disabled: boolean) =>
  call<Account>(`${one(id)}/disabled`, { method: 'PUT', version, body: { disabled } });

export const unlockAccount = (id: string) => call<undefined>(`${one(id)}/lock`, { method: 'DELETE' });

/** Makes the password useless; the link that sets another is told only now. */
export const makePasswordLink = (id: string) =>
  call<PasswordLink>(`${one(id)}/password-link`, { method: 'POST' });

export const endSecondFactor = (id: string) =>
  call<undefined>(`${one(id)}/second-factor`, { method: 'DELETE' });

export const listSessions = (id: string) => call<{ items: AccountSession[] }>(`${one(id)}/sessions`);

export const endSession = (id: string, session: string) =>
  call<undefined>(`${one(id)}/sessions/${part(session)}`, { method: 'DELETE' });

export const endSessions = (id: string) => call<undefined>(`${one(id)}/sessions`, { method: 'DELETE' });

export const listLogins = (id: string, cursor: string, signal: AbortSignal) =>
  call<Page<Login>>(`${one(id)}/logins`, { query: { cursor, limit: 20 }, signal });

export const searchLogins = (filter: object, cursor: string, signal: AbortSignal) =>
  call<Page<Login>>('/logins', { query: { ...filter, cursor, limit: 50 }, signal });

export const listOutbox = (filter: object, cursor: string, signal: AbortSignal) =>
  call<Page<OutboxItem>>('/outbox', { query: { ...filter, cursor, limit: 50 }, signal });

export const retryOutbox = (id: string) => call<undefined>(`/outbox/${part(id)}/retry`, { method: 'POST' });
