import type { Texts } from '../texts';
import type { vi } from '../vi';

export const guide: Texts<(typeof vi)['guide']> = {
  title: 'User guide',
  contents: 'On this page',
  sections: {
    join: {
      title: 'Entering a room',
      text: [
        'Open the server’s address in Chrome, Edge, Cốc Cốc or Firefox, and log in with your site’s account.',
        'The first time, enter the practice room: it is always open and has a few sample sites.',
        'Find a room by the name of a commune, ward or agency, with or without diacritics. Press “Enter”.',
        'On the check page, let the browser use camera and microphone when it asks, see that each check is “Good”, then press “Enter the room”.',
        'Before a real conference, technicians should enter 60 minutes early to test the line.',
      ],
    },
    hall: {
      title: 'In the room',
      text: [
        'The microphone is off when you enter. Turn it on only when the chair gives you the floor. While this site is heard, its picture has a blue frame.',
        'Press “Raise hand” to ask for the floor. The number beside the hand is the place in the queue.',
        '“Speaker” shows one large picture and a strip of small ones; “Grid” shows many of one size, in pages. Press a picture to pin it large, press again to unpin it.',
        '“Share” shows your screen or a window to every site. For the sound of a video, tick “Also share system audio” in the browser’s box.',
        'The “Sites” panel tells who is in the room, and each one’s microphone and line.',
        'Chair and secretary can also mute all, or mute or remove one site. Nobody can turn on someone else’s microphone.',
      ],
    },
    keys: {
      title: 'Keyboard shortcuts',
      text: [
        'M microphone · V camera · S share · H raise hand · G layout · P sites · C chat · D devices · F full screen · L leave · ? list of shortcuts.',
        'PageUp and PageDown turn pages. Arrow keys move between pictures and buttons, Enter presses. Shift M mutes all (chair, secretary).',
        'One-letter shortcuts can be turned off in the room’s shortcut panel.',
      ],
    },
    trouble: {
      title: 'When something is wrong',
      text: [
        'No picture of your own: press the lock sign beside the page’s address and allow the camera; close Zalo, Zoom or Teams if they hold it; unplug the camera and plug it in again.',
        'Others do not hear you: see whether the Mic button is blue; open “More”, “Devices” and choose the right microphone; check the switch on the microphone.',
        'You do not hear others: press “Press to listen” if it is there; turn up the computer and the amplifier; choose the right loudspeaker in “Devices”.',
        'Echo or howling: turn the loudspeaker down, move the microphone away from it, use one microphone in a room.',
        'Picture stutters or stands still: open “More”, “Line” to see the packets lost; use a cable, not Wi-Fi; change to “Speaker”; turn the camera off if the line out is narrow.',
        'Connection lost: there is nothing to press, the software reconnects. If it takes too long, a page tells why and how to come back.',
      ],
    },
    rights: {
      title: 'Rights and safety',
      text: [
        'One person, one account; an account is locked for a while after several wrong passwords.',
        'Never put state secrets on this system, not by sharing nor in chat.',
        'For more rights, ask the conference’s secretary or your unit’s administrator.',
      ],
    },
  },
};
