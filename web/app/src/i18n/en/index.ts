import { accounts } from './accounts';
import { directory } from './directory';
import { answers } from './answers';
import { door } from './door';
import { editor } from './editor';
import { invitations } from './invitations';
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
import { hall } from './hall';
import { left } from './left';
import { login } from './login';
import { papers } from './papers';
import { profile } from './profile';
import { rooms } from './rooms';

export const en: Texts<typeof vi> = {
  desk,
  home,
  calendar,
  meetings,
  meeting,
  invitations,
  editor,
  door,
  answers,
  papers,
  common,
  errors,
  login,
  profile,
  rooms,
  check,
  hall,
  left,
  guide,
  audit,
  directory,
  accounts,
};
