import { renderHook, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { faultOf, useCapture } from './useCapture';

function devices(getUserMedia: (wish: MediaStreamConstraints) => Promise<MediaStream>) {
  vi.stubGlobal('navigator', { mediaDevices: { getUserMedia } });
}

function stream() {
  const track = { stop: vi.fn() };
  return { track, stream: { getTracks: () => [track] } as unknown as MediaStream };
}

const named = (name: string) => Object.assign(new Error(name), { name });

afterEach(() => vi.unstubAllGlobals());

describe('useCapture', () => {
  it('opens the device and lets go of it', async () => {
    const opened = stream();
    devices(() => Promise.resolve(opened.stream));
    const { result, unmount } = renderHook(() => useCapture('video', true, 'cam', 0));
    await waitFor(() => expect(result.current.stream).toBe(opened.stream));
    unmount();
    expect(opened.track.stop).toHaveBeenCalledOnce();
  });
  it('takes another device when the remembered one is unplugged', async () => {
    const opened = stream();
    const getUserMedia = vi.fn<(wish: MediaStreamConstraints) => Promise<MediaStream>>();
    getUserMedia.mockRejectedValueOnce(named('OverconstrainedError')).mockResolvedValueOnce(opened.stream);
    devices(getUserMedia);
    const { result } = renderHook(() => useCapture('audio', true, 'gone', 0));
    await waitFor(() => expect(result.current.stream).toBe(opened.stream));
    expect(getUserMedia.mock.calls[1]?.[0]).toEqual({ audio: {} });
  });
  it('tells why it cannot be opened, and tries again when asked', async () => {
    const opened = stream();
    const getUserMedia = vi.fn<(wish: MediaStreamConstraints) => Promise<MediaStream>>();
    getUserMedia.mockRejectedValueOnce(named('NotReadableError')).mockResolvedValueOnce(opened.stream);
    devices(getUserMedia);
    const { result, rerender } = renderHook(({ attempt }) => useCapture('audio', true, '', attempt), {
      initialProps: { attempt: 0 },
    });
    await waitFor(() => expect(result.current.fault).toBe('busy'));
    rerender({ attempt: 1 });
    await waitFor(() => expect(result.current.stream).toBe(opened.stream));
  });
  it('opens nothing while it is not wanted', () => {
    const getUserMedia = vi.fn<(wish: MediaStreamConstraints) => Promise<MediaStream>>();
    devices(getUserMedia);
    renderHook(() => useCapture('video', false, '', 0));
    expect(getUserMedia).not.toHaveBeenCalled();
  });
  it('says so on a page that is not secure', () => {
    vi.stubGlobal('navigator', {});
    const { result } = renderHook(() => useCapture('video', true, '', 0));
    expect(result.current.fault).toBe('insecure');
  });
});

describe('faultOf', () => {
  it.each([
    ['NotAllowedError', 'denied'],
    ['NotFoundError', 'missing'],
    ['NotReadableError', 'busy'],
    ['TypeError', 'unknown'],
  ])('%s', (name, fault) => {
    devices(() => Promise.reject(new Error('unused')));
    expect(faultOf(named(name))).toBe(fault);
  });
});
