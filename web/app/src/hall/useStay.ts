import { ConnectionError, ConnectionErrorReason } from 'livekit-client';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useQueryClient } from '@tanstack/react-query';
import { ApiError, isCode, messageOf } from '../api/problem';
import type { Ticket } from '../api/types';
import { loadChoices, type Choices } from '../check/choices';
import { faultOf } from '../check/useCapture';
import { number } from '../format/number';
import { currentLanguage } from '../i18n';
import { Conference } from './conference';
import { maySpeak } from './conduct/rights';
import { forgetSession } from '../session/useSession';
import { endingOf, type Ending } from './ending';
import { keepStay, recallStay } from './memory';
import { join, NotLetIn, type Place } from './place';

export interface Stay {
  conference: Conference;
  ticket: Ticket;
}

export type StayState =
  { phase: 'joining' } | { phase: 'joined'; stay: Stay } | { phase: 'failed'; error: unknown };

declare global {
  interface Window {
    /** For end-to-end tests, with ?debug=1 only. */
    __giaoban?: { room: Conference['room'] };
  }
}

/** What becomes of a stay, for a page that goes on by itself instead of to the page that tells. */
export interface Exits {
  /** The stay has ended. */
  ended: (ending: Ending) => void;
  /** The door is not open, or not any more. */
  refused: () => void;
}

/** Joins the place for as long as the page is shown. */
export function useStay(
  { name, base, meeting }: Place,
  search: string,
  exits?: Exits,
): { state: StayState; retry: () => void } {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [attempt, setAttempt] = useState(0);
  const [state, setState] = useState<StayState>({ phase: 'joining' });
  // The texts and the router change without the stay having to end.
  const outside = useRef({ t, navigate, exits });
  useEffect(() => {
    outside.current = { t, navigate, exits };
  });

  useEffect(() => {
    const params = new URLSearchParams(search);
    const choices = { ...loadChoices(), ...(params.has('back') ? recallStay(name) : {}) };
    params.delete('back');
    const leftPage = (ending: Ending) => {
      keepStay(name, conference.room.localParticipant);
      if (outside.current.exits) {
        outside.current.exits.ended(ending);
        return;
      }
      params.set('why', ending);
      void outside.current.navigate(`${base}/left?${params}`, { replace: true });
    };
    const conference = new Conference({
      choices,
      singlePeerConnection: params.get('spc') !== '0',
      onEnd: (reason) => leftPage(endingOf(reason)),
      onBack: (seconds) =>
        conference.notices.tell(
          outside.current.t('hall.link.back', { seconds: number(seconds, currentLanguage(), 1) }),
        ),
    });
    if (import.meta.env.DEV || params.get('debug') === '1') window.__giaoban = { room: conference.room };

    const page = new AbortController();
    const gone = () => page.signal.aborted;
    const enter = async () => {
      const ticket = await join({ name, meeting }, choices.displayName.trim());
      if (gone()) return;
      await conference.connect(ticket);
      if (gone()) return;
      setState({ phase: 'joined', stay: { conference, ticket } });
      await publish(conference, choices, (fault) =>
        conference.notices.tell(outside.current.t(`hall.fault.${fault}`), 'warn'),
      );
    };
    enter().catch((error: unknown) => {
      if (gone()) return;
      if (error instanceof NotLetIn) {
        if (outside.current.exits) {
          outside.current.exits.refused();
          return;
        }
        void outside.current.navigate(`${base}/join`, { replace: true });
        return;
      }
      if (isCode(error, 'unauthenticated')) forgetSession(client);
      setState({ phase: 'failed', error });
    });
    return () => {
      page.abort();
      delete window.__giaoban;
      void conference.close();
    };
  }, [name, base, meeting, search, attempt, client]);

  const retry = useCallback(() => {
    setState({ phase: 'joining' });
    setAttempt((now) => now + 1);
  }, []);
  return { state, retry };
}

/** Opens the devices that were chosen; one that cannot be opened does not keep the site out of the room. */
async function publish(
  { room }: Conference,
  choices: Choices,
  tell: (fault: ReturnType<typeof faultOf>) => void,
): Promise<void> {
  if (room.localParticipant.permissions?.canPublish === false) return;
  const { localParticipant } = room;
  const open = [
    choices.microphoneOn && maySpeak(localParticipant) && (() => localParticipant.setMicrophoneEnabled(true)),
    choices.cameraOn && (() => localParticipant.setCameraEnabled(true)),
  ];
  for (const device of open) {
    if (device === false) continue;
    try {
      await device();
    } catch (error) {
      tell(faultOf(error));
    }
  }
}

/** What to tell about a join that failed. */
export function useJoinMessage(): (error: unknown) => string {
  const { t } = useTranslation();
  return (error) => {
    if (error instanceof ApiError) return messageOf(error, t);
    if (!(error instanceof ConnectionError)) return t('hall.join.failed');
    switch (error.reason) {
      case ConnectionErrorReason.NotAllowed:
        return t('hall.join.refused');
      case ConnectionErrorReason.ServerUnreachable:
      case ConnectionErrorReason.WebSocket:
        return t('hall.join.unreachable');
      case ConnectionErrorReason.Timeout:
        return t('hall.join.media');
      default:
        return t('hall.join.failed');
    }
  };
}
