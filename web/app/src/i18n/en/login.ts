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
  lockTitle: 'Locked',
  lockBody:
    'The session of {{name}} has locked because nobody used it for a while, or was ended. Enter the password to go on; what was begun is still there.',
  unlock: 'Unlock',
  infoFailed: 'The server cannot be reached yet.',
  step: {
    code: 'Enter the code',
    new_password: 'Replace the password you were given',
    second_factor: 'Set up two-step login',
  },
  codeBody: 'The password is right. One step is left: the code on your phone.',
  codeSubmit: 'Confirm',
  useRecovery: 'Use a recovery code',
  useCode: 'Use the code on the phone',
  recovery: 'Recovery code',
  recoveryBody:
    "Enter one of the recovery codes you have kept. None left? Ask your unit's administrator to reset two-step login.",
  recoveryShort: 'A recovery code has 16 characters.',
  otherAccount: 'Log in with another account',
  changeBody: 'Somebody else has chosen this password. Replace it by one that you alone know to go on.',
  changeSubmit: 'Change and go on',
  enrolBody: "Administrators' accounts log in in two steps. This is set up once.",
  resetTitle: 'Set your password',
  resetBody: 'Set the password of the account {{username}}, of {{name}}. The link is good until {{time}}.',
  resetSubmit: 'Set password',
  resetDone: 'The password is set. Log in as {{username}} with it.',
  resetNoSecret:
    'The end of this address, after #, is missing. Open the link again as you received it, the whole line; if you no longer have it, ask an administrator for a new one.',
  resetFailed: 'This link cannot be used',
  toLogin: 'To the login page',
};
