import { Button, Group, Loader } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { IconRefresh } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import { getRoom } from '../api/endpoints';
import { useTitle } from '../components/useTitle';
import { HallContext, type HallState, type Panel } from '../hall/context';
import { AgendaStrip } from '../hall/conduct/AgendaStrip';
import { BallotCard } from '../hall/conduct/BallotCard';
import { ConductContext, useFollow } from '../hall/conduct/context';
import { SidePanel } from '../hall/panels/SidePanel';
import { usePlace, type Place } from '../hall/place';
import { useActions } from '../hall/useActions';
import { useDeviceReport } from '../hall/useDeviceReport';
import { useKeys } from '../hall/useKeys';
import { flipped, keptFor, useLayout, type Kept } from '../hall/useLayout';
import { usePresence } from '../hall/usePresence';
import { useJoinMessage, useStay, type Stay } from '../hall/useStay';
import { useWakeLock } from '../hall/useWakeLock';
import { Banners, useSeconds } from '../hall/view/Banners';
import { ControlBar } from '../hall/view/ControlBar';
import classes from '../hall/view/hall.module.css';
import { Stage } from '../hall/view/Stage';
import type { Pager } from '../hall/view/TileGrid';
import { TopBar } from '../hall/view/TopBar';
import { currentLanguage } from '../i18n';
import { detectSupport } from '../support/support';

export default function Hall() {
  const { t } = useTranslation();
  const place = usePlace();
  if (!detectSupport().modern) {
    return (
      <div className={classes.hall}>
        <div className={classes.cover} role="alert">
          <h1>{t('common.support.oldTitle')}</h1>
          <p>{t('common.support.oldBody')}</p>
        </div>
      </div>
    );
  }
  return <Joining key={place.base} place={place} />;
}

function Joining({ place }: { place: Place }) {
  const { t } = useTranslation();
  const { name } = place;
  const { search } = useLocation();
  const room = useQuery({ queryKey: ['room', name], queryFn: () => getRoom(name), staleTime: Infinity });
  const { state, retry } = useStay(place, search);
  const title = room.data ? room.data.title[currentLanguage()] || room.data.title.vi : '';
  useTitle(title || t('hall.title'));
  useWakeLock();
  usePresence();
  if (state.phase === 'joined') {
    return <Joined stay={state.stay} name={name} title={title} meeting={place.meeting} />;
  }
  return (
    <main className={classes.hall}>
      {state.phase === 'failed' ? (
        <JoinFailure error={state.error} base={place.base} onRetry={retry} />
      ) : (
        <JoinProgress title={title} />
      )}
    </main>
  );
}

function JoinProgress({ title }: { title: string }) {
  const { t } = useTranslation();
  const [since] = useState(() => Date.now());
  const seconds = useSeconds(since);
  return (
    <div className={classes.cover} role="status">
      <Loader size="lg" />
      {title !== '' && <h1>{title}</h1>}
      <p>{seconds >= 10 ? t('hall.join.slow', { seconds }) : t('hall.join.busy')}</p>
    </div>
  );
}

function JoinFailure({ error, base, onRetry }: { error: unknown; base: string; onRetry: () => void }) {
  const { t } = useTranslation();
  const messageOf = useJoinMessage();
  return (
    <div className={classes.cover} role="alert" data-testid="join-failed">
      <h1>{t('hall.join.failedTitle')}</h1>
      <p>{messageOf(error)}</p>
      <Group justify="center">
        <Button leftSection={<IconRefresh size={20} aria-hidden />} onClick={onRetry}>
          {t('common.retry')}
        </Button>
        <Button component={Link} to={`${base}/join`} variant="default">
          {t('hall.join.check')}
        </Button>
      </Group>
    </div>
  );
}

interface JoinedProps {
  stay: Stay;
  name: string;
  title: string;
  meeting: boolean;
  /** Where a layout of this screen's own is kept; a meeting's page keeps it for that meeting. */
  kept?: Kept;
  /** Is given the hall whenever it changes: a terminal is steered from afar. */
  onHall?: (hall: HallState) => void;
}

export function Joined({ stay, name, title, meeting, kept, onHall }: JoinedProps) {
  const { conference, ticket } = stay;
  const conduct = useFollow(meeting ? name : null);
  const keeps = useMemo(() => kept ?? (meeting ? keptFor(name) : null), [kept, meeting, name]);
  const arranged = useLayout(conduct, keeps);
  const [pinned, setPinned] = useState('');
  const [panel, setPanel] = useState<Panel | null>(null);
  const [density, setDensity] = useLocalStorage({
    key: 'giaoban.density',
    defaultValue: 16,
    getInitialValueInEffect: false,
  });
  const [leaving, setLeaving] = useState(false);
  const actions = useActions(conference, ticket, name);
  // A terminal tells of its devices in its reports.
  useDeviceReport(meeting && !onHall ? name : null, conference);
  const hall = useMemo<HallState>(
    () => ({
      conference,
      ticket,
      ...arranged,
      flipLayout: () => {
        setPinned('');
        arranged.setLayout(flipped(arranged));
      },
      pinned,
      setPinned,
      panel,
      setPanel,
      density,
      setDensity,
      actions,
    }),
    [conference, ticket, arranged, pinned, panel, density, setDensity, actions],
  );
  useEffect(() => onHall?.(hall), [hall, onHall]);
  const root = useRef<HTMLElement>(null);
  const pager = useRef<Pager>(null);
  useKeys({ hall, pager, root, askLeave: () => setLeaving(true) });
  return (
    <HallContext value={hall}>
      <ConductContext value={conduct}>
        <main className={classes.hall} ref={root} data-testid="hall">
          <TopBar title={title} />
          <AgendaStrip />
          <div className={classes.body}>
            <Banners />
            <Stage pager={pager} />
            <SidePanel />
          </div>
          <BallotCard />
          <ControlBar leaving={leaving} setLeaving={setLeaving} />
        </main>
      </ConductContext>
    </HallContext>
  );
}
