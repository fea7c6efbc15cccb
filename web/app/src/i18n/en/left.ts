import type { Texts } from '../texts';
import type { vi } from '../vi';

export const left: Texts<(typeof vi)['left']> = {
  title: {
    left: 'You have left the room',
    elsewhere: 'This site has entered the room from elsewhere',
    restart: 'The server is restarting',
    removed: 'This site was removed from the room',
    ended: 'The conference has ended',
    lost: 'The connection to the room was lost',
  },
  body: {
    left: 'This site’s camera and microphone are off. The conference goes on.',
    elsewhere:
      'The same account has just entered on another computer or window, so it was cut off here. Camera and microphone are off on this computer.',
    restart:
      'The conference is interrupted at every site and will reconnect by itself. Nothing on the server is lost; the room’s chat is not kept.',
    removed:
      'The chair or the secretary removed this site. To come back, speak to the conference’s secretary first.',
    ended: 'The room is closed. This site’s camera and microphone are off.',
    lost: 'The line was interrupted for too long. Camera and microphone are off; the other sites are not affected.',
  },
  auto: 'Coming back in {{seconds}} s.',
  waiting: 'The server does not answer yet. Next try in {{seconds}} s (try {{attempt}}).',
  trying: 'Trying to reconnect…',
  stop: 'Do not come back by itself',
  stopped: 'Coming back by itself is stopped.',
  rejoin: 'Enter the room again',
  check: 'Check devices and line',
  rooms: 'Back to the rooms',
};
