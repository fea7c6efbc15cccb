import { call } from '../api/client';
import type { components } from '../api/schema.gen';
import type { Device } from './key';
import { publicKey, sign } from './key';

type Schemas = components['schemas'];

export type Pairing = Schemas['TerminalPairingOutputBody'];
export type Self = Schemas['TerminalSelfOutputBody'];
export type Schedule = Schemas['TerminalScheduleOutputBody'];
export type ScheduleItem = Schemas['TerminalScheduleItem'];
export type Report = Omit<Schemas['TerminalReport'], '$schema'>;
export type Command = Schemas['TerminalCommand'];
export type CommandKind = Command['kind'];
export type TerminalItem = Schemas['TerminalItem'];

const part = encodeURIComponent;

export const beginPairing = async (device: Device) =>
  call<Pairing>('/terminal/pairings', { method: 'POST', body: { publicKey: await publicKey(device) } });

export const getPairing = (id: string) => call<Pairing>(`/terminal/pairings/${part(id)}`);

/** A nonce to sign; not found when the terminal is unknown or was revoked. */
export const challenge = ({ terminalId }: Device) =>
  call<Schemas['TerminalChallengeOutputBody']>('/terminal/challenges', {
    method: 'POST',
    body: { terminalId },
  });

/** Proves that this browser is the terminal, and opens its session. */
export async function enter(
  device: Device,
  { nonce, message }: { nonce: string; message: string },
): Promise<{ displaced: boolean }> {
  const { terminalId } = device;
  return call<{ displaced: boolean }>('/terminal/sessions', {
    method: 'POST',
    body: { terminalId, nonce, signature: await sign(device, message) },
  });
}

export const getSelf = () => call<Self>('/terminal/self');
export const getSchedule = () => call<Schedule>('/terminal/schedule');
export const putReport = (report: Report) =>
  call<undefined>('/terminal/report', { method: 'PUT', body: report });
export const listQueued = () => call<{ items: Command[] }>('/terminal/commands');
export const finishCommand = (id: string, done: boolean, detail = '') =>
  call<undefined>(`/terminal/commands/${part(id)}`, { method: 'PUT', body: { done, detail } });

/** Of a site, for those who keep it. */
export const listTerminals = (site: string) =>
  call<{ items: TerminalItem[] }>(`/sites/${part(site)}/terminals`);
export const pairTerminal = (site: string, code: string, name: string) =>
  call<TerminalItem>(`/sites/${part(site)}/terminals`, { method: 'POST', body: { code, name } });
export const revokeTerminal = (id: string) => call<undefined>(`/terminals/${part(id)}`, { method: 'DELETE' });
export const getTerminal = (id: string, meeting: string) =>
  call<TerminalItem>(`/terminals/${part(id)}`, { query: { meeting } });
export const listCommands = (id: string, meeting: string) =>
  call<{ items: Command[] }>(`/terminals/${part(id)}/commands`, { query: { meeting } });
export const command = (id: string, kind: CommandKind, value: string, meetingId: string) =>
  call<Command>(`/terminals/${part(id)}/commands`, { method: 'POST', body: { kind, value, meetingId } });
