import { Loader } from '@mantine/core';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { isCode } from '../api/problem';
import type { Ticket } from '../api/types';
import { loadChoices } from '../check/choices';
import { useTitle } from '../components/useTitle';
import { joinSecondScreen } from '../desk/api';
import { layoutOf } from '../hall/arrange';
import { Conference } from '../hall/conference';
import { ConductContext, useConduct, useFollow } from '../hall/conduct/context';
import { HallContext, type HallState } from '../hall/context';
import type { Actions } from '../hall/useActions';
import { RecordingBadge } from '../hall/recording/RecordingBadge';
import own from '../hall/recording/recording.module.css';
import { useRecordingNews } from '../hall/recording/useRecording';
import { usePresence } from '../hall/usePresence';
import { useJoinMessage } from '../hall/useStay';
import { useWakeLock } from '../hall/useWakeLock';
import classes from '../hall/view/hall.module.css';
import { Stage } from '../hall/view/Stage';

const againMs = 4000;

type Watching =
  | { phase: 'joining' }
  | { phase: 'waiting'; error: unknown }
  | { phase: 'in'; conference: Conference; ticket: Ticket };

/** Watches the meeting's room for as long as the page is shown, and comes back by itself whenever it can. */
function useWatching(id: string, debug: boolean): Watching {
  const [state, setState] = useState<Watching>({ phase: 'joining' });
  useEffect(() => {
    let gone = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let current: Conference | undefined;
    const again = (error: unknown) => {
      if (gone) return;
      void current?.close();
      current = undefined;
      setState({ phase: 'waiting', error });
      timer = setTimeout(() => void enter(), againMs);
    };
    const enter = async () => {
      try {
        const ticket = await joinSecondScreen(id);
        if (gone) return;
        const conference = new Conference({
          choices: loadChoices(),
          singlePeerConnection: true,
          second: true,
          onEnd: () => again(undefined),
          onBack: () => undefined,
        });
        current = conference;
        if (debug) window.__giaoban = { room: conference.room };
        await conference.connect(ticket);
        // oxlint-disable-next-line typescript/no-unnecessary-condition -- the page may have been left meanwhile
        if (!gone) setState({ phase: 'in', conference, ticket });
      } catch (error) {
        again(error);
      }
    };
    void enter();
    return () => {
      gone = true;
      clearTimeout(timer);
      void current?.close();
      delete window.__giaoban;
    };
  }, [id, debug]);
  return state;
}

/** What a room's second screen shows: it only watches, silently, on nobody's list. */
export default function Second() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const debug = import.meta.env.DEV || new URLSearchParams(window.location.search).get('debug') === '1';
  const state = useWatching(id, debug);
  const messageOf = useJoinMessage();
  useTitle(t('hall.second.page'));
  useWakeLock();
  usePresence();
  if (state.phase === 'in') {
    return <Screen id={id} conference={state.conference} ticket={state.ticket} />;
  }
  if (state.phase === 'joining') {
    return (
      <main className={classes.hall}>
        <div className={classes.cover} role="status">
          <Loader size="lg" />
          <h1>{t('hall.second.joining')}</h1>
        </div>
      </main>
    );
  }
  const { error } = state;
  const waits = error === undefined || isCode(error, 'conflict');
  return (
    <main className={classes.hall}>
      <div className={classes.cover} role="status" data-testid="second-waiting">
        <h1>{t(waits ? 'hall.second.waiting' : 'hall.second.failed')}</h1>
        {error !== undefined && <p>{messageOf(error)}</p>}
        <p>{t('hall.second.again')}</p>
      </div>
    </main>
  );
}

const nothing = () => Promise.resolve();

/** Nothing can be done from a screen that only watches. */
const noActions: Actions = {
  toggleMicrophone: nothing,
  toggleCamera: nothing,
  toggleShare: nothing,
  toggleHand: nothing,
  muteAll: nothing,
  muteSite: nothing,
  removeSite: nothing,
  lowerHand: nothing,
  leave: nothing,
};

function Screen({ id, conference, ticket }: { id: string; conference: Conference; ticket: Ticket }) {
  const conduct = useFollow(id);
  return (
    <ConductContext value={conduct}>
      <Watched conference={conference} ticket={ticket} />
    </ConductContext>
  );
}

function Watched({ conference, ticket }: { conference: Conference; ticket: Ticket }) {
  const { t } = useTranslation();
  const state = useConduct();
  const [pinned, setPinned] = useState('');
  const chosen = layoutOf(state?.stage?.second);
  const paper = (state?.agenda?.paper ?? '') !== '';
  // Without the chair's word: what there is to read, else everyone.
  const layout = chosen ?? (paper ? 'papers' : 'grid');
  const hall = useMemo<HallState>(
    () => ({
      conference,
      ticket,
      layout,
      chairs: undefined,
      own: null,
      setLayout: () => undefined,
      flipLayout: () => undefined,
      pinned,
      setPinned,
      panel: null,
      setPanel: () => undefined,
      density: 16,
      setDensity: () => undefined,
      actions: noActions,
    }),
    [conference, ticket, layout, pinned],
  );
  return (
    <HallContext value={hall}>
      <main className={classes.hall} data-testid="second">
        <h1 className="visually-hidden">{t('hall.second.page')}</h1>
        <Recorded />
        <div className={classes.body}>
          <Stage />
        </div>
      </main>
    </HallContext>
  );
}

/** That the room is recorded, over the pictures: there is no bar to say it in. */
function Recorded() {
  useRecordingNews();
  return (
    <div className={own.over} role="status">
      <RecordingBadge only />
    </div>
  );
}
