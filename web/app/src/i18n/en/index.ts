import { accounts } from './accounts';
import { directory } from './directory';
import { answers } from './answers';
import { door } from './door';
import { editor } from './editor';
import { invitations } from './invitations';
import { feeds } from './feeds';
import { letter } from './letter';
import { registers } from './registers';
import { meeting } from './meeting';
import { meetings } from './meetings';
import { home } from './home';
import { desk } from './desk';
import { calendar } from './calendar';
import { audit } from './audit';
import type { Texts } from '../texts';
import type { vi } from '../vi';
import { check } from './check';
import { common } from './common';
import { errors } from './errors';
import { guide } from './guide';
import { conduct } from './conduct';
import { hall } from './hall';
import { left } from './left';
import { login } from './login';
import { documents } from './documents';
import { papers } from './papers';
import { conclude } from './conclude';
import { profile } from './profile';
import { keeping } from './keeping';
import { recordings } from './recordings';
import { rooms } from './rooms';
import { calls } from './calls';
import { linetest } from './linetest';
import { lines } from './lines';
import { notes } from './notes';
import { steering } from './steering';
import { terminal } from './terminal';

export const en: Texts<typeof vi> = {
  desk,
  home,
  calendar,
  meetings,
  meeting,
  invitations,
  letter,
  registers,
  feeds,
  editor,
  door,
  answers,
  documents,
  papers,
  conclude,
  common,
  errors,
  login,
  profile,
  rooms,
  check,
  hall,
  conduct,
  left,
  guide,
  audit,
  directory,
  accounts,
  terminal,
  steering,
  calls,
  linetest,
  lines,
  notes,
  keeping,
  recordings,
};
