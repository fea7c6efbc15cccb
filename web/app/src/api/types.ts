export type Role = 'chair' | 'secretary' | 'delegate' | 'guest' | 'technician' | 'admin';

export interface DemoAccount {
  username: string;
  password: string;
  role: Role;
  displayName: string;
}

export interface Info {
  name: string;
  version: string;
  demo: boolean;
  demoAccounts?: DemoAccount[];
  languages: string[];
}

export interface Unit {
  code: string;
  name: string;
}

export interface User {
  id: string;
  username: string;
  displayName: string;
  role: Role;
  unit?: Unit;
}

export interface Session {
  user: User;
  expiresAt: string;
}

export interface RoomItem {
  name: string;
  title: { vi: string; en: string };
  unit?: { code: string; level: string; name: string };
  participants: number;
  live: boolean;
  practice: boolean;
  description?: string;
}

export interface Page<T> {
  items: T[];
  nextCursor?: string;
}

export interface Ticket {
  /** Origin of the signaling server; empty means the one that served this page. */
  url: string;
  token: string;
  identity: string;
  participantName: string;
  role: Role;
  canModerate: boolean;
  expiresAt: string;
}

export interface LineTest {
  url: string;
  token: string;
  room: string;
}
