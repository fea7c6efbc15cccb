import { act, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useComeBack } from './useComeBack';

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, 'random').mockReturnValue(0);
});
afterEach(() => vi.useRealTimers());

/** Lets whole seconds pass, with a render after each. */
async function seconds(count: number) {
  for (let index = 0; index < count; index++) await act(() => vi.advanceTimersByTimeAsync(1000));
}

describe('useComeBack', () => {
  it('goes back when the server answers', async () => {
    const go = vi.fn();
    const answers = vi.fn().mockResolvedValue({});
    renderHook(() => useComeBack(true, answers, go));
    await seconds(2);
    expect(answers).not.toHaveBeenCalled();
    await seconds(1);
    expect(go).toHaveBeenCalledOnce();
  });
  it('waits longer after each try that found no server', async () => {
    const go = vi.fn();
    const answers = vi.fn().mockRejectedValue(new Error('down'));
    const { result } = renderHook(() => useComeBack(true, answers, go));
    await seconds(3);
    expect(result.current).toMatchObject({ phase: 'counting', attempt: 1, seconds: 6 });
    answers.mockResolvedValue({});
    await seconds(6);
    expect(go).toHaveBeenCalledOnce();
  });
  it('stays away once it was told to', async () => {
    const go = vi.fn();
    const { result } = renderHook(() => useComeBack(true, vi.fn().mockResolvedValue({}), go));
    act(() => result.current.stop());
    await seconds(30);
    expect(go).not.toHaveBeenCalled();
    expect(result.current.phase).toBe('stopped');
  });
  it('does nothing when somebody meant the stay to end', async () => {
    const go = vi.fn();
    renderHook(() => useComeBack(false, vi.fn().mockResolvedValue({}), go));
    await seconds(30);
    expect(go).not.toHaveBeenCalled();
  });
});
