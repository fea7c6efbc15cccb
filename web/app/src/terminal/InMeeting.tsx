import { useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { isCode } from '../api/problem';
import { placeOf } from '../hall/place';
import { useJoinMessage, useStay } from '../hall/useStay';
import { usePresence } from '../hall/usePresence';
import { Joined } from '../pages/Hall';
import { Cover } from './Cover';
import { keptHere, loadSettings } from './settings';
import { patience } from './useEntry';
import type { Mode } from './useMode';
import type { Station } from './useStation';

interface Props {
  mode: Extract<Mode, { at: 'meeting' }>;
  station: Station;
  /** The session has ended: the terminal has to prove itself again. */
  onGone: () => void;
}

/** The meeting on the wall. What fails is tried again by itself. */
export function InMeeting({ mode, station, onGone }: Props) {
  const { t } = useTranslation();
  const place = useMemo(() => placeOf(undefined, mode.id), [mode.id]);
  const { failed, onHall } = station;
  const { ended, refusedAtDoor } = station.moves;
  const exits = useMemo(() => ({ ended, refused: refusedAtDoor }), [ended, refusedAtDoor]);
  const debug = new URLSearchParams(window.location.search).get('debug') === '1' ? '&debug=1' : '';
  const { state, retry } = useStay(place, `?${mode.back ? 'back=1' : ''}${debug}`, exits);
  const messageOf = useJoinMessage();
  usePresence();

  const error = state.phase === 'failed' ? state.error : undefined;
  const message = error === undefined ? '' : messageOf(error);
  useEffect(() => {
    if (error === undefined) return;
    if (isCode(error, 'unauthenticated')) {
      onGone();
      return;
    }
    failed(message);
    const timer = setTimeout(retry, patience(2) * 1000);
    return () => clearTimeout(timer);
  }, [error, message, failed, retry, onGone]);
  useEffect(() => () => onHall(null), [onHall]);
  const stay = state.phase === 'joined' ? state.stay : null;
  useEffect(() => stay?.conference.setVolume(loadSettings().volume), [stay]);

  if (stay) {
    return <Joined stay={stay} name={mode.id} meeting title={mode.title} kept={keptHere} onHall={onHall} />;
  }
  if (error === undefined) return <Cover busy title={mode.title} body={t('terminal.joining')} />;
  return <Cover busy title={t('terminal.joinFailed')} body={message} />;
}
