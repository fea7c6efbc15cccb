import { call } from '../api/client';
import type {
  Added,
  AnswerBody,
  Invitation,
  InvitationPage,
  InvitationSummary,
  IssuedDocument,
  OwnInvitation,
  OwnInvitationPage,
  ParticipantPage,
  Target,
} from './types';

const part = encodeURIComponent;
const board = (id: string) => `/meetings/${part(id)}/invitations`;

export const listOwnInvitations = (query: { open?: boolean; from?: string; cursor?: string }) =>
  call<OwnInvitationPage>('/invitations', { query: { ...query, limit: 100 } });

export const listParticipants = (
  id: string,
  query: { q: string; limit: number; cursor: string },
  signal?: AbortSignal,
) => call<ParticipantPage>(`/meetings/${part(id)}/participants`, { query, signal });

export const seeInvitation = (id: string) =>
  call<OwnInvitation>(`/invitations/${part(id)}/seen`, { method: 'PUT' });

export const answerInvitation = (id: string, version: number, body: AnswerBody) =>
  call<OwnInvitation>(`/invitations/${part(id)}/answer`, { method: 'PUT', version, body });

export const removeInvitation = (id: string, version: number) =>
  call<undefined>(`/invitations/${part(id)}`, { method: 'DELETE', version });

/** Everyone on a meeting's list: its pages one after the other. */
export async function allInvitations(id: string, signal?: AbortSignal): Promise<Invitation[]> {
  const all: Invitation[] = [];
  let cursor: string | undefined;
  do {
    const page: InvitationPage = await call<InvitationPage>(board(id), {
      query: { limit: 500, cursor },
      signal,
    });
    all.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor);
  return all;
}

export const getInvitationSummary = (id: string) => call<InvitationSummary>(`${board(id)}/summary`);

export const addInvitations = (id: string, targets: Target[]) =>
  call<Added>(board(id), { method: 'POST', body: { targets } });

/** Issues the letter; version is the meeting's that the caller has read. */
export const issueInvitations = (id: string, version: number) =>
  call<IssuedDocument | null>(`${board(id)}/issue`, { method: 'POST', body: { version } });

export const remindAll = (id: string) => call<{ count: number }>(`${board(id)}/remind`, { method: 'POST' });

export const resendFailed = (id: string) =>
  call<{ count: number }>(`/meetings/${part(id)}/invitation-mails/resend`, { method: 'POST' });

export const listDocuments = (id: string) =>
  call<{ items: IssuedDocument[] }>(`/meetings/${part(id)}/invitation-documents`);

export const documentAddress = (id: string) => `/api/v1/invitation-documents/${part(id)}/pdf`;
