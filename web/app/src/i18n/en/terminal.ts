import type { Texts } from '../texts';
import type { vi } from '../vi';

export const terminal: Texts<(typeof vi)['terminal']> = {
  title: 'Meeting-room terminal',
  starting: 'Starting…',
  noServer: 'No server yet',
  noServerBody: 'The terminal tries again by itself. If it takes long, look at the network cable.',
  unfit: 'This browser is of no use here',
  unfitBody:
    'The page must be opened by https and not in a private window, so that the browser can keep the terminal’s key. Ask a technician.',
  displaced: 'This terminal was just opened elsewhere',
  displacedBody:
    'Another machine uses this terminal’s key. It was recorded; tell your unit’s administrator. If this machine is the right one, press OK.',
  takeOver: 'Go on at this machine',
  pair: 'Pair this meeting room',
  code: 'Pairing code',
  pairBody: 'The code changes at {{time}}.',
  pairSteps: {
    admin: 'The unit’s administrator logs in, opens Directory › Sites and chooses this room.',
    press: 'Under “Paired terminals”, press “Pair a terminal” and enter the code above.',
    then: 'This screen goes on to the room’s schedule by itself.',
  },
  today: 'Meetings today',
  reading: 'Reading the schedule…',
  nothing: 'No meetings in this room today.',
  online: 'Connected to the server',
  offline: 'Cut off, trying again',
  enter: 'Enter',
  test: 'Line test',
  joining: 'Entering the meeting…',
  joinFailed: 'Not in the meeting yet, trying again',
  leftWhy: { left: 'This meeting was left.', removed: 'The chair has sent this site out.' },
  state: {
    live: 'Under way',
    paused: 'In a break',
    ended: 'Over',
    cancelled: 'Cancelled',
    postponed: 'Postponed',
    soon: 'About to open',
    inMinutes: 'In {{n}} min',
    at: 'At {{time}}',
  },
};
