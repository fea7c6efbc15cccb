import { call } from './client';
import { isCode } from './problem';
import type { Info, LineTest, RoomItem, RoomPage, Session, Ticket } from './types';

const part = encodeURIComponent;

export const getInfo = () => call<Info>('/info');

/** The running session, or null when nobody is logged in. */
export async function getSession(): Promise<Session | null> {
  try {
    return await call<Session>('/session');
  } catch (error) {
    if (isCode(error, 'unauthenticated')) return null;
    throw error;
  }
}

export const logIn = (username: string, password: string) =>
  call<Session>('/session', { method: 'POST', body: { username, password } });

export const logOut = () => call<undefined>('/session', { method: 'DELETE' });

export const listRooms = (q: string, cursor: string, signal: AbortSignal) =>
  call<RoomPage>('/rooms', { query: { q, cursor, limit: 30 }, signal });

export const getRoom = (name: string) => call<RoomItem>(`/rooms/${part(name)}`);

/** A ticket to the room; displayName is the wished name on screen, empty for the account's own. */
export const joinRoom = (name: string, displayName: string) =>
  call<Ticket>(`/rooms/${part(name)}/join`, {
    method: 'POST',
    body: displayName === '' ? {} : { displayName },
  });

/** Puts the caller's hand up or down for everyone in the room. */
export const raiseHand = (room: string, raised: boolean) =>
  call<undefined>(`/rooms/${part(room)}/hand`, { method: 'PUT', body: { raised } });

const participant = (room: string, identity: string) => `/rooms/${part(room)}/participants/${part(identity)}`;

export const muteTrack = (room: string, identity: string, trackSid: string) =>
  call<undefined>(`${participant(room, identity)}/mute`, { method: 'POST', body: { trackSid } });

export const muteAll = (room: string) => call<undefined>(`/rooms/${part(room)}/mute-all`, { method: 'POST' });

export const removeParticipant = (room: string, identity: string) =>
  call<undefined>(participant(room, identity), { method: 'DELETE' });

/** Lowers another participant's hand, once they have spoken. */
export const lowerHand = (room: string, identity: string) =>
  call<undefined>(`${participant(room, identity)}/hand`, { method: 'DELETE' });

export const startLineTest = () => call<LineTest>('/line-test', { method: 'POST' });
