import type { Texts } from '../texts';
import type { vi } from '../vi';

export const common: Texts<(typeof vi)['common']> = {
  product: 'GiaoBan',
  tagline: 'The province meets on screen',
  loading: 'Loading…',
  retry: 'Try again',
  back: 'Back',
  close: 'Close',
  cancel: 'Cancel',
  language: 'Language',
  guide: 'Guide',
  administration: 'Administration',
  places: 'Places',
  save: 'Save',
  rooms: 'Rooms',
  account: 'Account',
  profile: 'My account',
  logOut: 'Log out',
  skipToContent: 'Skip to content',
  version: 'Version {{version}}',
  role: {
    chair: 'Chair',
    secretary: 'Secretary',
    delegate: 'Delegate',
    guest: 'Guest',
    technician: 'Technician',
    unit_admin: 'Unit administrator',
    admin: 'System administrator',
    leader: 'Leader',
  },
  notFound: {
    title: 'There is no such page',
    body: 'The address may be mistyped, or the page has moved. You can go back to the home page.',
    home: 'Go to the home page',
    action: 'Go to the rooms',
  },
  crash: {
    title: 'This page failed',
    body: 'The software met an unexpected error. Nothing on the server is affected. Reload the page; if it fails again, give your technician the line below.',
    action: 'Reload the page',
  },
  support: {
    oldTitle: 'This browser is too old',
    oldBody:
      'GiaoBan needs Chrome or Edge 109, Firefox 104 or Safari 16, or a newer one. Ask your technician to update the browser, then open this page again.',
    insecureTitle: 'This page is not on a secure connection',
    insecureBody:
      'Browsers allow camera and microphone only at addresses that begin with https://. Open the https address, or ask your technician to install a certificate on the server. You can still join to watch and listen.',
  },
};
