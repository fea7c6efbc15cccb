import { call } from './client';
import type { Enrolment, LoginPage, PasswordLink, SecondFactor, Session, SessionList } from './types';

export const enterCode = (code: string) => call<Session>('/session/code', { method: 'PUT', body: { code } });

export const changePassword = (current: string, replacement: string) =>
  call<undefined>('/session/password', { method: 'PUT', body: { current, new: replacement } });

export const getSecondFactor = () => call<SecondFactor>('/session/second-factor');

/** Makes a secret for an authenticator app; a first code puts it into force. */
export const beginSecondFactor = () => call<Enrolment>('/session/second-factor', { method: 'POST' });

/** Resolves to the recovery codes, which the server shows only now. */
export const confirmSecondFactor = async (code: string) =>
  (
    await call<{ recoveryCodes: string[] }>('/session/second-factor', {
      method: 'PUT',
      body: { code },
    })
  ).recoveryCodes;

export const endSecondFactor = (password: string) =>
  call<undefined>('/session/second-factor/end', { method: 'POST', body: { password } });

export const renewRecoveryCodes = async (password: string) =>
  (
    await call<{ recoveryCodes: string[] }>('/session/second-factor/recovery-codes', {
      method: 'POST',
      body: { password },
    })
  ).recoveryCodes;

export const listSessions = () => call<SessionList>('/sessions');

export const endSession = (id: string) =>
  call<undefined>(`/sessions/${encodeURIComponent(id)}`, { method: 'DELETE' });

export const endOtherSessions = () => call<undefined>('/sessions', { method: 'DELETE' });

export const listLogins = (cursor: string, signal: AbortSignal) =>
  call<LoginPage>('/session/logins', { query: { cursor, limit: 10 }, signal });

/** Whose password a link sets; the secret is what stands after # in it. */
export const checkPasswordLink = (secret: string) =>
  call<PasswordLink>('/password-link/check', { method: 'POST', body: { secret } });

export const spendPasswordLink = (secret: string, replacement: string) =>
  call<undefined>('/password-link', { method: 'POST', body: { secret, new: replacement } });
