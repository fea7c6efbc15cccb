import type { Texts } from '../texts';
import type { vi } from '../vi';

export const check: Texts<(typeof vi)['check']> = {
  title: 'Check before you enter',
  name: 'Name shown on screen',
  nameHint: 'Other sites see this name, such as “Điểm cầu Chiêm Hóa” (Chiêm Hóa site).',
  enter: 'Enter the room',
  entering: 'Entering…',
  ready: 'Everything is ready.',
  notReady: 'Something is not right yet. You can enter all the same; better to fix it before the meeting.',
  untestedHint: 'Some checks have not been run. Better run them before a real meeting.',
  verdict: {
    untested: 'Not checked',
    running: 'Checking',
    go: 'Good',
    care: 'Usable',
    nogo: 'Not good',
  },
  camera: {
    title: 'Camera',
    choose: 'Choose the camera',
    on: 'Camera on when entering',
    preview: 'Picture from this site’s camera',
    off: 'Camera is off',
    opening: 'Opening the camera…',
  },
  microphone: {
    title: 'Microphone',
    choose: 'Choose the microphone',
    on: 'Microphone on when entering',
    speak: 'Say a few words; the bar should follow your voice.',
    heard: 'Your voice was heard.',
    level: 'Loudness',
    opening: 'Opening the microphone…',
  },
  loudspeaker: {
    title: 'Loudspeaker',
    choose: 'Choose the loudspeaker',
    system: 'This computer’s own loudspeaker',
    play: 'Play a test sound',
    playing: 'Playing…',
    question: 'Did you hear two chimes?',
    yes: 'Yes, heard',
    no: 'No, not heard',
    advice:
      'Turn up the computer and the hall’s amplifier, or choose another loudspeaker above, then play again.',
    failed: 'This loudspeaker cannot play. Choose another one.',
  },
  fault: {
    insecure:
      'This page is not on https, so the browser forbids devices. Open the https address, or ask your technician to install a certificate.',
    denied:
      'The browser blocks this device. Press the lock sign beside the page’s address, choose “Allow”, then press Try again.',
    missing: 'No device was found. Check its cable, then press Try again.',
    busy: 'Another program uses the device. Close that program (Zalo, Zoom, Teams…), then press Try again.',
    unknown: 'The device cannot be opened. Unplug it, plug it in again, then press Try again.',
  },
  line: {
    title: 'Line to the server',
    start: 'Test the line',
    again: 'Test again',
    stop: 'Stop the test',
    hint: 'Takes about 10 seconds.',
    rtt: 'Round trip',
    down: 'Download speed',
    up: 'Upload speed',
    media: 'Way of picture and sound',
    via: '{{protocol}}, {{candidate}}, round trip {{rtt}}',
    viaUnknown: '{{protocol}}, {{candidate}}',
    candidate: { host: 'direct', srflx: 'through NAT', prflx: 'through NAT', relay: 'through a relay' },
    advice: {
      failed: 'It could not be measured. Check the cable, then press Test again.',
      rtt: 'The line is slow to answer. Avoid Wi-Fi, and pause other work on the same line.',
      down: 'The line in is narrow: use the speaker view, not a grid of many pictures.',
      up: 'The line out is narrow: the camera may have to be off to keep the sound.',
      media:
        'Picture and sound cannot reach the server. Ask your network technician to open the conference server’s UDP (or TCP) port.',
      tcp: 'Picture and sound go over TCP because UDP is blocked: usable, but it may stutter. Ask your network technician to open the UDP port.',
    },
  },
};
