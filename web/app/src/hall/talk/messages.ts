import type { components } from '../../api/schema.gen';

export type Message = components['schemas']['ConductChatMessage'];
export type Channel = Message['channel'];
export type ChatPage = components['schemas']['ConductChatOutputBody'];

export const channels = ['all', 'desk', 'technicians'] as const satisfies readonly Channel[];

/** The last message of each channel that somebody has read, by its seq. */
export type Read = Record<Channel, number>;

export const nothingRead: Read = { all: 0, desk: 0, technicians: 0 };

/** Messages in their order, with those that are new or have changed. */
export function merged(known: readonly Message[], news: readonly Message[]): Message[] {
  const all = new Map(known.map((message) => [message.seq, message]));
  for (const message of news) {
    const before = all.get(message.seq);
    if (before === undefined || before.revision <= message.revision) all.set(message.seq, message);
  }
  return [...all.values()].sort((a, b) => a.seq - b.seq);
}

/** How many messages of each channel somebody has not read; neither their own nor what was removed. */
export function unreadOf(messages: readonly Message[], read: Read, identity: string): Read {
  const unread = { ...nothingRead };
  for (const message of messages) {
    if (message.author === identity || message.removedBy || message.seq <= read[message.channel]) continue;
    unread[message.channel] += 1;
  }
  return unread;
}

/** What is read of a channel once all of it that is known was looked at. */
export function readTo(messages: readonly Message[], read: Read, channel: Channel): Read {
  const last = messages.findLast((message) => message.channel === channel)?.seq ?? 0;
  return last > read[channel] ? { ...read, [channel]: last } : read;
}

/** What is kept of a channel's reading, as it was written down; anything else is nothing. */
export function readFrom(kept: string | null): Read {
  try {
    const found = JSON.parse(kept ?? '{}') as Partial<Record<Channel, unknown>> | null;
    const one = (channel: Channel) => {
      const seq = found?.[channel];
      return typeof seq === 'number' && Number.isFinite(seq) ? seq : 0;
    };
    return { all: one('all'), desk: one('desk'), technicians: one('technicians') };
  } catch {
    return nothingRead;
  }
}
