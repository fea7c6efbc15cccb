import type { Texts } from '../texts';
import type { vi } from '../vi';

export const login: Texts<(typeof vi)['login']> = {
  title: 'Log in',
  username: 'User name',
  password: 'Password',
  show: 'Show or hide the password',
  submit: 'Log in',
  submitting: 'Logging in…',
  required: 'Please fill this in.',
  locked: 'The account is locked after several wrong passwords. It opens again in {{time}}.',
  lockedNext:
    'If you have forgotten the password, ask your unit’s administrator to reset it. There is no need to try again.',
  unlocked: 'The lock has ended. You can log in again.',
  capsLock: 'Caps Lock is on.',
  help: 'No account, or password forgotten? Ask your unit’s administrator.',
  demoTitle: 'Demo accounts',
  demoBody: 'This server runs in demo mode. Press a line to fill it in, then press Log in.',
  demoFilled: 'Filled in {{name}}. Press Log in.',
  ended: 'You are logged out.',
  next: 'Log in to go on where you were.',
  infoFailed: 'The server cannot be reached yet.',
};
