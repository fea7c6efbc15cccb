import { DisconnectReason } from 'livekit-client';
import { describe, expect, it } from 'vitest';
import { serverAddress } from './address';
import { comesBack, endingOf, parseEnding, waitBefore } from './ending';

describe('endingOf', () => {
  it.each([
    [DisconnectReason.CLIENT_INITIATED, 'left', false],
    [DisconnectReason.DUPLICATE_IDENTITY, 'elsewhere', false],
    [DisconnectReason.PARTICIPANT_REMOVED, 'removed', false],
    [DisconnectReason.ROOM_DELETED, 'ended', false],
    [DisconnectReason.SERVER_SHUTDOWN, 'restart', true],
    [DisconnectReason.STATE_MISMATCH, 'lost', true],
    [undefined, 'lost', true],
  ])('reason %s', (reason, ending, back) => {
    expect(endingOf(reason)).toBe(ending);
    expect(comesBack(endingOf(reason))).toBe(back);
  });
  it('reads an ending from an address and distrusts it', () => {
    expect(parseEnding('removed')).toBe('removed');
    expect(parseEnding('<script>')).toBe('left');
    expect(parseEnding(null)).toBe('left');
  });
});

describe('waitBefore', () => {
  it('spreads sites over the wait and grows it', () => {
    expect([waitBefore(0, 0), waitBefore(0, 1)]).toEqual([3, 6]);
    expect([waitBefore(2, 0), waitBefore(2, 1)]).toEqual([12, 24]);
  });
  it('never waits longer than a minute', () => expect(waitBefore(50, 1)).toBe(60));
});

describe('serverAddress', () => {
  it('takes the origin of the page when the ticket names none', () => {
    expect(serverAddress('', 'https://hop.tuyenquang.local')).toBe('wss://hop.tuyenquang.local');
    expect(serverAddress('', 'http://127.0.0.1:7880')).toBe('ws://127.0.0.1:7880');
  });
  it('takes the address of the ticket', () => {
    expect(serverAddress('https://media.local/', 'http://x')).toBe('wss://media.local');
    expect(serverAddress('ws://media.local:7880', 'http://x')).toBe('ws://media.local:7880');
  });
});
