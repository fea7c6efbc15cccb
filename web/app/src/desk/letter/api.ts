import { call, readFile } from '../../api/client';
import type { IssuerPage, Letter, LetterFields } from '../types';

const path = (meetingId: string) => `/meetings/${encodeURIComponent(meetingId)}/letter`;

export const getLetter = (meetingId: string) => call<Letter>(path(meetingId));

export const saveLetter = (meetingId: string, version: number, body: LetterFields) =>
  call<Letter>(path(meetingId), { method: 'PUT', version, body });

export const listIssuers = (meetingId: string) => call<IssuerPage>(`${path(meetingId)}/issuers`);

/** The letter being written as a PDF file: a draft, for which no number is taken. */
export const previewLetter = (meetingId: string, body: LetterFields, signal?: AbortSignal) =>
  readFile(`${path(meetingId)}/preview`, { method: 'POST', body, signal });
