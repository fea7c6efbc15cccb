import { RoomEvent, Track, type Participant } from 'livekit-client';
import { useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { lowerHand, muteAll, muteTrack, raiseHand, removeParticipant } from '../api/endpoints';
import { messageOf } from '../api/problem';
import type { Ticket } from '../api/types';
import { faultOf } from '../check/useCapture';
import type { Conference } from './conference';
import { mayShareSound, maySpeak } from './conduct/rights';
import type { Site } from './store/site';

/** What a person can do in the hall; each tells its own success or failure and never rejects. */
export interface Actions {
  toggleMicrophone: () => Promise<void>;
  toggleCamera: () => Promise<void>;
  toggleShare: () => Promise<void>;
  toggleHand: () => Promise<void>;
  muteAll: () => Promise<void>;
  muteSite: (site: Site) => Promise<void>;
  removeSite: (site: Site) => Promise<void>;
  lowerHand: (site: Site) => Promise<void>;
  leave: () => Promise<void>;
}

export function useActions(conference: Conference, ticket: Ticket, room: string): Actions {
  const { t } = useTranslation();
  // Whoever mutes here meant to; any other mute came from the chair.
  const muting = useRef(false);
  useForcedMute(conference, muting);

  return useMemo(() => {
    const { localParticipant } = conference.room;
    const { notices } = conference;
    const told = (error: unknown) =>
      notices.tell(t('hall.act.failed', { message: messageOf(error, t) }), 'warn');
    const device = async (toggle: () => Promise<unknown>, source: Track.Source) => {
      if (source === Track.Source.Microphone && !maySpeak(localParticipant)) {
        notices.tell(t('conduct.floor.askFirst'), 'warn');
        return;
      }
      if (localParticipant.permissions?.canPublish === false) {
        notices.tell(t('hall.noRight.publish'), 'warn');
        return;
      }
      try {
        await toggle();
      } catch (error) {
        conference.devices.refused(source === Track.Source.Camera ? 'camera' : 'microphone', error);
        notices.tell(t(`hall.fault.${faultOf(error)}`), 'warn');
      }
    };
    const moderate = async (act: () => Promise<unknown>, done: string) => {
      if (!ticket.canModerate) return;
      try {
        await act();
        notices.tell(done);
      } catch (error) {
        told(error);
      }
    };
    return {
      toggleMicrophone: () =>
        device(async () => {
          muting.current = true;
          try {
            await localParticipant.setMicrophoneEnabled(!localParticipant.isMicrophoneEnabled);
          } finally {
            muting.current = false;
          }
        }, Track.Source.Microphone),
      toggleCamera: () =>
        device(
          () => localParticipant.setCameraEnabled(!localParticipant.isCameraEnabled),
          Track.Source.Camera,
        ),
      toggleShare: async () => {
        const on = !localParticipant.isScreenShareEnabled;
        try {
          await localParticipant.setScreenShareEnabled(on, {
            audio: mayShareSound(localParticipant),
            systemAudio: 'include',
            selfBrowserSurface: 'exclude',
            contentHint: 'detail',
          });
        } catch (error) {
          // Closing the browser's box is a choice, not a failure.
          if (faultOf(error) !== 'denied') notices.tell(t('hall.act.shareFailed'), 'warn');
        }
      },
      toggleHand: async () => {
        const up = !localParticipant.attributes.hand;
        try {
          await raiseHand(room, up);
          notices.tell(t(up ? 'hall.act.handUp' : 'hall.act.handDown'));
        } catch (error) {
          told(error);
        }
      },
      muteAll: () => moderate(() => muteAll(room), t('hall.act.mutedAll')),
      muteSite: (site) =>
        moderate(
          () => muteTrack(room, site.identity, site.microphone?.sid ?? ''),
          t('hall.act.muted', { name: site.name }),
        ),
      removeSite: (site) =>
        moderate(() => removeParticipant(room, site.identity), t('hall.act.removed', { name: site.name })),
      lowerHand: (site) =>
        moderate(() => lowerHand(room, site.identity), t('hall.act.lowered', { name: site.name })),
      leave: () => conference.room.disconnect(),
    };
  }, [conference, ticket, room, t]);
}

/** Tells the site when the chair has muted it. */
function useForcedMute(conference: Conference, muting: React.RefObject<boolean>) {
  const { t } = useTranslation();
  useEffect(() => {
    const { room, notices } = conference;
    const muted = (publication: { source: Track.Source }, participant: Participant) => {
      if (!participant.isLocal || publication.source !== Track.Source.Microphone || muting.current) return;
      notices.tell(t('hall.act.mutedByChair'), 'warn');
    };
    room.on(RoomEvent.TrackMuted, muted);
    return () => {
      room.off(RoomEvent.TrackMuted, muted);
    };
  }, [conference, muting, t]);
}
