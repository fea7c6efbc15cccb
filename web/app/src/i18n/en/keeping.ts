import type { keeping as vi } from '../vi/keeping';

export const keeping: typeof vi = {
  title: 'Keeping',
  class: 'Kept for',
  change: 'Change',
  due: 'Due on {{day}}',
  never: 'Never due',
  place: {
    local: 'Its files are on the server’s disk and will move into the encrypted archive by themselves.',
    store: 'Its files are in the archive, encrypted by a key of their own.',
    none: 'Its key and files were destroyed.',
  },
  hold: {
    on: 'Under legal hold',
    told: 'Set by {{name}}, {{at}}: {{reason}}',
    set: 'Set a legal hold',
    lift: 'Lift the hold',
    help: 'While it stands, nobody can delete this recording.',
  },
  ask: {
    button: 'Ask for deletion before its time',
    help: 'Another person with the right approves; the recording is then deleted at once and cannot be restored.',
    told: '{{name}} asked for its deletion, {{at}}: {{reason}}',
    until: 'Waits for approval until {{at}}.',
  },
  decide: {
    approve: 'Approve deletion',
    refuse: 'Refuse',
    refused: '{{name}} refused the deletion: {{reason}}',
    expired: 'The deletion that was asked for was not answered in time.',
    help: 'Its key and all its files are destroyed at once and cannot be restored. A certificate is left.',
  },
  dispose: {
    button: 'Confirm disposal',
    help: 'The recording is due. Its key and all its files are destroyed and cannot be restored. A certificate is left.',
  },
  disposed: 'Disposed of, {{at}}.',
  certificate: 'Certificate of disposal',
  signature: 'signature',
  bundle: 'Export all',
  reason: 'Reason',
  list: {
    title: 'Recordings to be disposed of',
    intro: 'Those that are due, and those whose deletion before their time was asked for.',
    link: 'To dispose of ({{n}})',
    none: 'Nothing to dispose of',
    noneBody: 'Recordings of your unit that are due will be here.',
    open: 'Open the recording',
  },
  archive: {
    title: 'Archive of recordings',
    disk: 'The server’s disk',
    stored: '{{n}} recordings, {{size}}',
    waiting: '{{n}} recordings ({{size}}) are still on the server’s disk and can be watched.',
    moving: {
      idle: 'Nothing waits',
      moving: 'Moving, {{percent}}%',
      window: 'Waits for its hours',
      waiting: 'Waits to try again',
    },
    next: 'Next: {{at}}.',
    software: 'Films are encoded by the processors.',
    hardware: 'Films are encoded by hardware ({{encoder}}).',
    problem: {
      refused:
        'The store refuses: a wrong access key, or no such bucket. Look at blob.s3 in the configuration.',
      unreachable: 'The store does not answer. Check the line and its address.',
      busy: 'The store says that it is busy.',
      full: 'The store is full.',
      key: 'The master key of recordings is missing. Restore its file from a backup.',
      changed:
        'A file on the server’s disk is not what was recorded; it is left as it is. The server’s log says more.',
      failed: 'It does not move; the server’s log says more.',
    },
    tried: 'Tried {{n}} times since {{at}}. Nothing is lost.',
  },
};
