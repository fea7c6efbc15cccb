import { describe, expect, it } from 'vitest';
import { ApiError } from '../../api/problem';
import { canGoOn, problemOf, unfinished } from './uploads';

const refused = (status: number, body: string) =>
  Object.assign(new Error('tus'), { originalResponse: { getStatus: () => status, getBody: () => body } });

describe('a broken upload', () => {
  it('tells what the server said', () => {
    const problem = problemOf(
      refused(415, '{"code":"unsupported_media","detail":"PDF có thành phần hoạt động"}'),
    );
    expect([problem.status, problem.code, problem.message]).toEqual([
      415,
      'unsupported_media',
      'PDF có thành phần hoạt động',
    ]);
  });

  it('without an answer is the line, and a page of a proxy is its status', () => {
    expect(problemOf(new Error('lost')).code).toBe('network');
    expect(problemOf(refused(502, '<html>')).code).toBe('unavailable');
  });

  it.each([
    [0, true],
    [409, true],
    [503, true],
    [507, true],
    [413, false],
    [415, false],
    [422, false],
  ])('of status %i can go on: %s', (status, can) => {
    expect(canGoOn(new ApiError(status, {}))).toBe(can);
  });
});

it('a browser that may not keep anything has nothing to go on with', async () => {
  expect(await unfinished('PP_1')).toEqual([]);
});
