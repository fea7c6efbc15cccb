import { loadChoices, saveChoices, type Choices } from '../check/choices';
import { layoutOf } from '../hall/arrange';
import type { HallState } from '../hall/context';
import { seen } from '../hall/store/site';
import type { Command } from './api';
import { loadSettings, saveSettings } from './settings';

/** What a command acts on. */
export interface Means {
  /** The hall, while the terminal is in a meeting. */
  hall: HallState | null;
  /** Leaves the meeting and enters it anew. */
  rejoin: () => void;
  reload: () => void;
}

const inputs = { camera: 'videoinput', microphone: 'audioinput', loudspeaker: 'audiooutput' } as const;

/** Does what a command says. Throws when it cannot be done. Nothing here opens a microphone or a camera. */
export async function obey({ kind, value = '' }: Command, means: Means): Promise<void> {
  switch (kind) {
    case 'camera':
    case 'microphone':
    case 'loudspeaker':
      await means.hall?.conference.room.switchActiveDevice(inputs[kind], value);
      saveChoices({ [kind]: value } satisfies Partial<Choices>);
      return;
    case 'volume':
      means.hall?.conference.setVolume(Number(value));
      saveSettings({ volume: Number(value) });
      return;
    case 'layout': {
      const layout = layoutOf(value) ?? null;
      means.hall?.setLayout(layout);
      means.hall?.setPinned('');
      saveSettings({ layout: layout ?? 'chair' });
      return;
    }
    case 'mute':
      saveChoices({ microphoneOn: false });
      await means.hall?.conference.room.localParticipant.setMicrophoneEnabled(false);
      return;
    case 'rejoin':
      means.rejoin();
      return;
    case 'reload':
      means.reload();
  }
}

/** How the devices and the picture stand, for the report. */
export function standing(hall: HallState | null, own: string) {
  const { camera, microphone, loudspeaker } = loadChoices();
  const settings = loadSettings();
  if (hall === null) {
    return { camera, microphone, loudspeaker, cameraOn: false, microphoneOn: false, ...settings };
  }
  const site = hall.conference.roster.get().sites.get(own);
  const active = (kind: MediaDeviceKind, chosen: string) =>
    hall.conference.room.getActiveDevice(kind) ?? chosen;
  return {
    camera: active('videoinput', camera),
    microphone: active('audioinput', microphone),
    loudspeaker: active('audiooutput', loudspeaker),
    cameraOn: seen(site?.camera ?? null),
    microphoneOn: seen(site?.microphone ?? null),
    volume: settings.volume,
    layout: hall.own ?? ('chair' as const),
  };
}
