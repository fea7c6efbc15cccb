import { act, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../../api/problem';
import type { Doc, Minutes } from './types';
import { useAutosave } from './useAutosave';

const start = { meetingId: 'ME_1', version: 1, savedAt: undefined } as Minutes;
const doc = (text: string): Doc => ({
  type: 'doc',
  content: [{ type: 'paragraph', content: [{ type: 'text', text }] }],
});

/** A server that keeps one text and refuses what is not of its version. */
function server() {
  const kept = { version: 1, saves: [] as Doc[], busy: 0, most: 0 };
  const save = vi.fn(async (version: number, content: Doc) => {
    kept.most = Math.max(kept.most, ++kept.busy);
    await new Promise((resolve) => setTimeout(resolve, 100));
    kept.busy--;
    if (version !== kept.version) throw new ApiError(412, { code: 'stale' });
    kept.saves.push(content);
    return { ...start, version: ++kept.version };
  });
  return { kept, save };
}

const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

describe('saving what is typed', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('waits for a pause, then saves the last text once', async () => {
    const { kept, save } = server();
    const { result } = renderHook(() => useAutosave(start, save));
    act(() => result.current.change(doc('a')));
    act(() => result.current.change(doc('ab')));
    expect(result.current.saving).toBe('waiting');
    await pass(2000);
    expect(kept.saves).toEqual([doc('ab')]);
    expect(result.current.saving).toBe('saved');
  });

  it('saves one after the other, each on the version of the one before', async () => {
    const { kept, save } = server();
    const { result } = renderHook(() => useAutosave(start, save));
    act(() => result.current.change(doc('a')));
    await pass(1550);
    act(() => result.current.change(doc('ab')));
    await pass(3000);
    expect(kept.saves).toEqual([doc('a'), doc('ab')]);
    expect(kept.most).toBe(1);
    expect(result.current.version()).toBe(3);
  });

  it('has saved all when it is told to, also what is just on its way', async () => {
    const { kept, save } = server();
    const { result } = renderHook(() => useAutosave(start, save));
    act(() => result.current.change(doc('a')));
    await pass(1550);
    expect(result.current.saving).toBe('saving');
    act(() => result.current.change(doc('ab')));
    let flushed = false;
    act(() => void result.current.flush().then(() => (flushed = true)));
    await pass(0);
    expect(flushed).toBe(false);
    await pass(300);
    expect(flushed).toBe(true);
    expect(result.current.unsaved()).toBe(null);
    expect(kept.saves).toEqual([doc('a'), doc('ab')]);
  });

  it('stops when somebody else was faster, keeps the text, and goes on when told', async () => {
    const { kept, save } = server();
    const { result } = renderHook(() => useAutosave(start, save));
    kept.version = 5;
    act(() => result.current.change(doc('mine')));
    await pass(2000);
    expect(result.current.saving).toBe('stale');
    act(() => result.current.change(doc('mine, more')));
    await pass(5000);
    expect(save).toHaveBeenCalledTimes(1);
    expect(result.current.unsaved()).toEqual(doc('mine, more'));
    act(() => result.current.resume(5, doc('mine, more')));
    await pass(200);
    expect(kept.saves).toEqual([doc('mine, more')]);
    expect(result.current.saving).toBe('saved');
  });

  it('says that it failed, and saves when it is told to try again', async () => {
    const { save } = server();
    save.mockRejectedValueOnce(new ApiError(0, { code: 'network' }));
    const { result } = renderHook(() => useAutosave(start, save));
    act(() => result.current.change(doc('a')));
    await pass(2000);
    expect(result.current.saving).toBe('failed');
    act(() => void result.current.flush());
    await pass(200);
    expect(result.current.saving).toBe('saved');
  });
});
