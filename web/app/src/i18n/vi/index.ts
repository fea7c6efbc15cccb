import { meetings } from './meetings';
import { home } from './home';
import { desk } from './desk';
import { calendar } from './calendar';
import { audit } from './audit';
import { check } from './check';
import { common } from './common';
import { errors } from './errors';
import { guide } from './guide';
import { hall } from './hall';
import { left } from './left';
import { login } from './login';
import { profile } from './profile';
import { rooms } from './rooms';

export const vi = {
  desk,
  home,
  calendar,
  meetings,
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
} as const;
