import {
  IconChartBar,
  IconHandStop,
  IconListCheck,
  IconMicrophone,
  IconNote,
  IconPlayerPause,
  IconPresentation,
} from '@tabler/icons-react';
import { Button, Menu } from '@mantine/core';
import { ParticipantEvent } from 'livekit-client';
import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { useHall, useOwnSite, type Panel } from '../context';
import { seen } from '../store/site';
import { BarButton } from '../view/BarButton';
import hall from '../view/hall.module.css';
import { useConduct } from './context';
import { maySpeak } from './rights';
import { useSteps } from './steps';

/** The panels of the meeting's conduct. */
export function ConductButtons() {
  const { t } = useTranslation();
  const { panel, setPanel } = useHall();
  const state = useConduct();
  if (!state) return null;
  const toggle = (which: Panel) => () => setPanel(panel === which ? null : which);
  const waiting = Object.values(state.floor?.counts ?? {}).reduce((sum, n) => sum + n, 0);
  const open = state.motions?.some((motion) => motion.state === 'open') ?? false;
  return (
    <>
      <BarButton
        icon={<IconHandStop aria-hidden />}
        label={t('conduct.floor.button')}
        spoken={waiting > 0 ? t('conduct.floor.spoken', { n: waiting }) : undefined}
        on={panel === 'floor'}
        badge={state.mine.leads ? waiting : 0}
        testId="floor"
        onClick={toggle('floor')}
      />
      <BarButton
        icon={<IconChartBar aria-hidden />}
        label={t('conduct.vote.button')}
        spoken={open ? t('conduct.vote.spoken') : undefined}
        on={panel === 'votes'}
        badge={open ? 1 : 0}
        minor
        testId="votes"
        onClick={toggle('votes')}
      />
      <BarButton
        icon={<IconNote aria-hidden />}
        label={t('notes.button')}
        on={panel === 'notes'}
        minor="widest"
        keys="N"
        testId="notes"
        onClick={toggle('notes')}
      />
      {(state.mine.leads || state.mine.presents) && (
        <BarButton
          icon={<IconPresentation aria-hidden />}
          label={t('conduct.stage.button')}
          on={panel === 'stage'}
          minor="wide"
          testId="stage"
          onClick={toggle('stage')}
        />
      )}
      <BarButton
        icon={<IconListCheck aria-hidden />}
        label={t('conduct.roll.button')}
        on={panel === 'roll'}
        minor="wide"
        testId="roll"
        onClick={toggle('roll')}
      />
    </>
  );
}

/** The panels again for the menu, where the bar leaves them out. */
export function ConductItems({ narrow }: { narrow: boolean }) {
  const { t } = useTranslation();
  const { setPanel } = useHall();
  const state = useConduct();
  if (!state) return null;
  if (narrow) {
    return (
      <Menu.Item leftSection={<IconChartBar size={22} />} onClick={() => setPanel('votes')}>
        {t('conduct.vote.button')}
      </Menu.Item>
    );
  }
  return (
    <>
      {(state.mine.leads || state.mine.presents) && (
        <Menu.Item leftSection={<IconPresentation size={22} />} onClick={() => setPanel('stage')}>
          {t('conduct.stage.button')}
        </Menu.Item>
      )}
      <Menu.Item leftSection={<IconListCheck size={22} />} onClick={() => setPanel('roll')}>
        {t('conduct.roll.button')}
      </Menu.Item>
    </>
  );
}

/** A break, for those who may call one. */
export function PauseItem() {
  const { t } = useTranslation();
  const { steps, take } = useSteps();
  if (!steps.includes('pause')) return null;
  return (
    <Menu.Item
      leftSection={<IconPlayerPause size={22} />}
      onClick={() => void take('pause')}
      data-testid="pause-meeting"
    >
      {t('conduct.phase.pause')}
    </Menu.Item>
  );
}

/** One's own notes again for the menu. */
export function NotesItem() {
  const { t } = useTranslation();
  const { setPanel } = useHall();
  if (useConduct() === null) return null;
  return (
    <Menu.Item leftSection={<IconNote size={22} />} onClick={() => setPanel('notes')}>
      {t('notes.button')}
    </Menu.Item>
  );
}

/** The chair's invitation to speak: nobody's microphone is opened but by themselves. */
export function SpeakInvitation() {
  const { t } = useTranslation();
  const { conference, actions } = useHall();
  const local = conference.room.localParticipant;
  const state = useConduct();
  const microphone = seen(useOwnSite()?.microphone ?? null);
  const may = useSyncExternalStore(
    (listener) => {
      local.on(ParticipantEvent.ParticipantPermissionsChanged, listener);
      return () => void local.off(ParticipantEvent.ParticipantPermissionsChanged, listener);
    },
    () => maySpeak(local),
  );
  const turn = state?.floor?.turns.find(({ who }) => who.identity === state.mine.who.identity);
  const called =
    (turn !== undefined && turn.held === undefined) ||
    state?.microphones?.granted.includes(state.mine.who.identity);
  if (!called || !may || microphone) return null;
  return (
    <div className={hall.banner} role="alert" data-testid="speak-invitation">
      <IconMicrophone aria-hidden />
      <span>{t('conduct.floor.invited')}</span>
      <Button size="md" onClick={() => void actions.toggleMicrophone()} data-testid="speak-now">
        {t('conduct.floor.speakNow')}
      </Button>
    </div>
  );
}
