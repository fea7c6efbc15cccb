import i18next from '../i18n';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { address, call } from './client';
import { getSession } from './endpoints';
import { ApiError, messageOf } from './problem';

function answer(status: number, body: unknown, headers: Record<string, string> = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return vi
    .spyOn(globalThis, 'fetch')
    .mockResolvedValue(new Response(status === 204 ? null : text, { status, headers }));
}

async function failure(promise: Promise<unknown>): Promise<ApiError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof ApiError) return error;
  throw new Error(`expected an ApiError, got ${String(error)}`);
}

afterEach(() => i18next.changeLanguage('vi'));

describe('address', () => {
  it('leaves out parameters that are not set', () => {
    expect(address('/rooms', { q: '', cursor: undefined, limit: 30 })).toBe('/api/v1/rooms?limit=30');
  });
  it('encodes Vietnamese', () => {
    expect(address('/rooms', { q: 'Chiêm Hóa' })).toBe('/api/v1/rooms?q=Chi%C3%AAm+H%C3%B3a');
  });
});

describe('call', () => {
  it('returns the decoded body', async () => {
    answer(200, { items: [1] });
    expect(await call('/rooms')).toEqual({ items: [1] });
  });
  it('returns undefined for an answer without a body', async () => {
    answer(204, '');
    expect(await call('/session', { method: 'DELETE' })).toBeUndefined();
  });
  it('sends writes as JSON in the language of the page', async () => {
    const fetch = answer(200, {});
    await i18next.changeLanguage('en');
    await call('/session', { method: 'POST', body: { username: 'a' } });
    const init = fetch.mock.calls[0]?.[1];
    expect(init?.headers).toMatchObject({ 'Content-Type': 'application/json', 'Accept-Language': 'en' });
    expect(init?.body).toBe('{"username":"a"}');
  });
  it('carries the problem of the server', async () => {
    answer(423, { code: 'account_locked', retryAfter: 890, requestId: 'r1' });
    const error = await failure(call('/session', { method: 'POST' }));
    expect(error.code).toBe('account_locked');
    expect(error.problem.retryAfter).toBe(890);
  });
  it('falls back to the Retry-After header', async () => {
    answer(429, {}, { 'Retry-After': '7' });
    const error = await failure(call('/session', { method: 'POST' }));
    expect(error.problem.retryAfter).toBe(7);
  });
  it('names a page of a proxy by its status', async () => {
    answer(502, '<html>Bad gateway</html>');
    expect((await failure(call('/rooms'))).code).toBe('unavailable');
  });
  it('says when no answer came', async () => {
    vi.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('fetch failed'));
    const error = await failure(call('/rooms'));
    expect([error.status, error.code]).toEqual([0, 'network']);
  });
});

describe('getSession', () => {
  it('is null when nobody is logged in', async () => {
    answer(401, { code: 'unauthenticated' });
    expect(await getSession()).toBeNull();
  });
  it('fails when the server fails', async () => {
    answer(500, {});
    expect((await failure(getSession())).code).toBe('internal');
  });
});

describe('messageOf', () => {
  it('uses our own words for a known code', () => {
    const error = new ApiError(401, { code: 'invalid_credentials', detail: 'from the server' });
    expect(messageOf(error, i18next.t)).toBe(i18next.t('errors.invalid_credentials'));
  });
  it('uses the words of the server for a code it does not know', () => {
    expect(messageOf(new ApiError(422, { code: 'room_full', detail: 'Phòng đã đủ.' }), i18next.t)).toBe(
      'Phòng đã đủ.',
    );
  });
  it('uses the words of the server for why it cannot just now', () => {
    const problem = { code: 'unavailable', reason: 'recording.disk_full', detail: 'Máy chủ sắp hết chỗ.' };
    expect(messageOf(new ApiError(503, problem), i18next.t)).toContain('Máy chủ sắp hết chỗ.');
    expect(messageOf(new ApiError(503, { code: 'unavailable', detail: 'x' }), i18next.t)).toBe(
      i18next.t('errors.unavailable'),
    );
  });
  it('adds the id of the request to a fault of the server', () => {
    expect(messageOf(new ApiError(500, { requestId: 'abc123' }), i18next.t)).toContain('abc123');
  });
  it('says something useful of anything else', () => {
    expect(messageOf(new Error('boom'), i18next.t)).toBe(i18next.t('errors.internal'));
  });
});
