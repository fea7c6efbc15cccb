import { beforeEach, describe, expect, it, vi } from 'vitest';
import { loadChoices } from '../check/choices';
import type { HallState } from '../hall/context';
import type { Command } from './api';
import { keptHere, loadSettings } from './settings';
import { obey } from './steering';

const told = (kind: Command['kind'], value = ''): Command => ({
  id: 'TC_1',
  kind,
  value,
  at: '',
  by: 'Kỹ thuật',
  deadline: '',
  state: 'queued',
});

const hallOf = () => {
  const room = {
    switchActiveDevice: vi.fn(() => Promise.resolve(true)),
    localParticipant: { setMicrophoneEnabled: vi.fn(() => Promise.resolve()) },
  };
  const setVolume = vi.fn();
  const setLayout = vi.fn();
  const hall = { conference: { room, setVolume }, setLayout, setPinned: vi.fn() } as unknown as HallState;
  return { hall, room, setVolume, setLayout };
};

describe('a terminal obeys', () => {
  beforeEach(() => localStorage.clear());
  const rest = () => ({ rejoin: vi.fn(), reload: vi.fn() });

  it('at once in a meeting, and keeps it for the next', async () => {
    const { hall, room, setVolume, setLayout } = hallOf();
    await obey(told('camera', 'usb'), { hall, ...rest() });
    await obey(told('volume', '30'), { hall, ...rest() });
    await obey(told('layout', 'grid'), { hall, ...rest() });
    expect(room.switchActiveDevice).toHaveBeenCalledWith('videoinput', 'usb');
    expect(setVolume).toHaveBeenCalledWith(30);
    expect(setLayout).toHaveBeenCalledWith('grid');
    expect(loadChoices().camera).toBe('usb');
    expect(loadSettings()).toEqual({ volume: 30, layout: 'grid' });
  });
  it('and goes back to the layout of the chair', async () => {
    const { hall, setLayout } = hallOf();
    await obey(told('layout', 'panel'), { hall, ...rest() });
    expect(keptHere.load()).toBe('panel');
    await obey(told('layout', 'chair'), { hall, ...rest() });
    expect(setLayout).toHaveBeenLastCalledWith(null);
    expect(keptHere.load()).toBeNull();
  });
  it('between meetings too', async () => {
    await obey(told('microphone', 'room'), { hall: null, ...rest() });
    expect(loadChoices().microphone).toBe('room');
  });
  it('but never opens a microphone', async () => {
    const { hall, room } = hallOf();
    for (const kind of [
      'camera',
      'microphone',
      'loudspeaker',
      'volume',
      'layout',
      'mute',
      'rejoin',
      'reload',
    ] as const) {
      await obey(told(kind, '50'), { hall, ...rest() });
    }
    expect(room.localParticipant.setMicrophoneEnabled).toHaveBeenCalledTimes(1);
    expect(room.localParticipant.setMicrophoneEnabled).toHaveBeenCalledWith(false);
  });
  it('and says when a device cannot be used', async () => {
    const { hall, room } = hallOf();
    room.switchActiveDevice.mockRejectedValueOnce(new Error('gone'));
    await expect(obey(told('camera', 'usb'), { hall, ...rest() })).rejects.toThrow('gone');
    expect(loadChoices().camera).not.toBe('usb');
  });
});
