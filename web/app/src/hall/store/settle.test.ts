import { EventEmitter } from 'node:events';
import type { Room } from 'livekit-client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Settling } from './settle';

describe('Settling', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('looks again and again after a reconnect, then no more', () => {
    const room = new EventEmitter();
    const look = vi.fn();
    const settling = new Settling(room as unknown as Room, look);
    vi.advanceTimersByTime(10_000);
    expect(look).not.toHaveBeenCalled();
    room.emit('reconnected');
    vi.advanceTimersByTime(60_000);
    expect(look).toHaveBeenCalledTimes(3);
    settling.close();
  });

  it('begins anew when the line is lost again, and ends with the stay', () => {
    const room = new EventEmitter();
    const look = vi.fn();
    const settling = new Settling(room as unknown as Room, look);
    room.emit('reconnected');
    room.emit('reconnected');
    vi.advanceTimersByTime(600);
    expect(look).toHaveBeenCalledTimes(1);
    settling.close();
    vi.advanceTimersByTime(60_000);
    expect(look).toHaveBeenCalledTimes(1);
    expect(room.eventNames()).toEqual([]);
  });
});
