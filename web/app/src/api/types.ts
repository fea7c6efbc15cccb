import type { components } from './schema.gen';

type Schemas = components['schemas'];

export type Session = Schemas['SessionBody'];
export type User = Schemas['UserBody'];
export type Role = User['role'];
/** The document calls a demo account's role a plain string; it is one of the roles. */
export type DemoAccount = Omit<Schemas['DemoAccount'], 'role'> & { role: Role };
export type Info = Omit<Schemas['InfoOutputBody'], 'demoAccounts'> & { demoAccounts?: DemoAccount[] };
export type RoomItem = Schemas['RoomBody'];
export type RoomPage = Schemas['RoomsOutputBody'];
/** What lets one into a room; an empty url means the server that served this page. */
export type Ticket = Schemas['TicketBody'];
export type LineTest = Schemas['LineTestOutputBody'];
export type SecondFactor = Schemas['SecondFactorOutputBody'];
/** What an authenticator app needs once. */
export type Enrolment = Schemas['EnrolmentOutputBody'];
export type SessionList = Schemas['SessionsOutputBody'];
export type SessionItem = Schemas['SessionItem'];
export type LoginPage = Schemas['LoginsOutputBody'];
export type LoginItem = Schemas['LoginItem'];
export type PasswordLink = Schemas['LinkOutputBody'];
/** Problem details of RFC 9457; a proxy's error may have any part of them or none. */
export type Problem = Partial<Schemas['Details']>;
