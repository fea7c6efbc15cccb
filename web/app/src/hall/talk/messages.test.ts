import { describe, expect, it } from 'vitest';
import { merged, nothingRead, readFrom, readTo, unreadOf, type Message } from './messages';

const message = (seq: number, over: Partial<Message> = {}): Message => ({
  seq,
  revision: seq,
  channel: 'all',
  author: 'a',
  authorName: 'Nguyễn Văn A',
  text: `tin ${seq}`,
  at: '2026-11-30T01:00:00Z',
  ...over,
});

describe('merged', () => {
  it('keeps the order whatever comes first', () => {
    expect(merged([message(5)], [message(2), message(9)]).map(({ seq }) => seq)).toEqual([2, 5, 9]);
  });
  it('takes what has changed, and not what is older than what it has', () => {
    const removed = message(5, { revision: 8, text: '', removedBy: 'Thư ký' });
    expect(merged([message(5)], [removed])).toEqual([removed]);
    expect(merged([removed], [message(5)])).toEqual([removed]);
  });
});

describe('what is unread', () => {
  const all = [
    message(1),
    message(2, { channel: 'desk' }),
    message(3, { author: 'me' }),
    message(4, { text: '', removedBy: 'Thư ký' }),
    message(5),
  ];
  it('is counted by channel, without own and removed messages', () => {
    expect(unreadOf(all, nothingRead, 'me')).toEqual({ all: 2, desk: 1, technicians: 0 });
  });
  it('is less once a channel was looked at, and the others stay', () => {
    const read = readTo(all, nothingRead, 'all');
    expect(unreadOf(all, read, 'me')).toEqual({ all: 0, desk: 1, technicians: 0 });
    expect(unreadOf([...all, message(6)], read, 'me').all).toBe(1);
  });
  it('is not changed by looking at a channel without messages', () => {
    expect(readTo(all, nothingRead, 'technicians')).toBe(nothingRead);
  });
});

describe('readFrom', () => {
  it('reads what was kept, and takes nothing from what is broken', () => {
    expect(readFrom('{"all":7,"desk":"x"}')).toEqual({ all: 7, desk: 0, technicians: 0 });
    for (const broken of [null, '', '{', 'null', '[]']) expect(readFrom(broken)).toEqual(nothingRead);
  });
});
