import type { Texts } from '../texts';
import type { vi } from '../vi';

export const errors: Texts<(typeof vi)['errors']> = {
  network: 'The server cannot be reached. Check this computer’s cable or Wi-Fi, then try again.',
  timeout: 'The server answers too slowly. Try again in a few minutes.',
  invalid_credentials:
    'The user name or password is not right. Check Caps Lock and the keyboard’s input method, then try again.',
  account_locked: 'The account is locked for a while after several wrong passwords.',
  unauthenticated: 'Your session has ended. Please log in again.',
  forbidden: 'This account may not do that. The chair or a system administrator can grant it.',
  not_found: 'Not found. It may have been deleted or renamed.',
  stale: 'Somebody else has just changed this. What you entered was not saved and is still on the screen.',
  conflict: 'Someone has just changed this. Reload the page to see the latest.',
  limit_exceeded: 'That is over the limit.',
  rate_limited: 'That was too fast. Wait a moment, then try again.',
  invalid: 'What was sent is not valid. Check it and try again.',
  unavailable: 'The server is restarting or overloaded. Try again in a few minutes.',
  internal: 'The server failed. What you just did was not recorded; please try again.',
  withRequest: '{{message}} (request {{id}})',
};
