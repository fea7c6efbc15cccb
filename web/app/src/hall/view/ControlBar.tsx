import {
  IconHandStop,
  IconLayoutGrid,
  IconLayoutSidebarRight,
  IconMessage,
  IconMicrophone,
  IconMicrophoneOff,
  IconScreenShare,
  IconScreenShareOff,
  IconUsers,
  IconVideo,
  IconVideoOff,
  IconVolumeOff,
} from '@tabler/icons-react';
import { use, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { detectSupport } from '../../support/support';
import { ConductButtons } from '../conduct/ConductButtons';
import { ConductContext } from '../conduct/context';
import type { Conference } from '../conference';
import { useHall, useOwnSite, useRoster } from '../context';
import { seen } from '../store/site';
import { channels } from '../talk/messages';
import { BarButton } from './BarButton';
import classes from './bar.module.css';
import { LeaveButton } from './LeaveButton';
import { MoreMenu } from './MoreMenu';

interface Props {
  leaving: boolean;
  setLeaving: (leaving: boolean) => void;
}

export function ControlBar({ leaving, setLeaving }: Props) {
  const { t } = useTranslation();
  return (
    <div className={classes.bar} role="toolbar" aria-label={t('hall.bar.label')}>
      <DeviceButtons />
      <ViewButtons />
      <ConductButtons />
      <ChairButtons />
      <MoreMenu />
      <LeaveButton open={leaving} setOpen={setLeaving} />
    </div>
  );
}

function DeviceButtons() {
  const { t } = useTranslation();
  const { actions } = useHall();
  const conduct = use(ConductContext);
  const own = useOwnSite();
  const microphone = seen(own?.microphone ?? null);
  const camera = seen(own?.camera ?? null);
  const sharing = own?.screen != null;
  const hand = Boolean(own?.hand);
  return (
    <div className={classes.group}>
      <BarButton
        icon={microphone ? <IconMicrophone aria-hidden /> : <IconMicrophoneOff aria-hidden />}
        label={t('hall.bar.microphone')}
        spoken={t(microphone ? 'hall.bar.microphoneOn' : 'hall.bar.microphoneOff')}
        on={microphone}
        keys="M"
        testId="microphone"
        onClick={() => void actions.toggleMicrophone()}
      />
      <BarButton
        icon={camera ? <IconVideo aria-hidden /> : <IconVideoOff aria-hidden />}
        label={t('hall.bar.camera')}
        spoken={t(camera ? 'hall.bar.cameraOn' : 'hall.bar.cameraOff')}
        on={camera}
        keys="V"
        testId="camera"
        onClick={() => void actions.toggleCamera()}
      />
      <BarButton
        icon={sharing ? <IconScreenShareOff aria-hidden /> : <IconScreenShare aria-hidden />}
        label={t(sharing ? 'hall.bar.stopShare' : 'hall.bar.share')}
        on={sharing}
        keys="S"
        minor
        disabled={!detectSupport().screenShare}
        testId="share"
        onClick={() => void actions.toggleShare()}
      />
      {conduct === null && (
        <BarButton
          icon={<IconHandStop aria-hidden />}
          label={t(hand ? 'hall.bar.handDown' : 'hall.bar.hand')}
          on={hand}
          keys="H"
          testId="hand"
          onClick={() => void actions.toggleHand()}
        />
      )}
    </div>
  );
}

const nothing = () => () => undefined;

/** Messages that were not read: of the meeting, and in other rooms of the room. */
function useUnread(conference: Conference): number {
  const talk = use(ConductContext)?.talk;
  const room = useSyncExternalStore(conference.chat.subscribe, conference.chat.get);
  const meeting = useSyncExternalStore(talk?.subscribe ?? nothing, () => talk?.get() ?? null);
  if (meeting === null) return room.unread;
  return channels.reduce((sum, channel) => sum + meeting.unread[channel], 0);
}

function ViewButtons() {
  const { t } = useTranslation();
  const { layout, flipLayout, panel, setPanel, conference } = useHall();
  const count = useRoster((state) => state.order.length);
  const unread = useUnread(conference);
  const grid = layout === 'grid';
  return (
    <div className={classes.group}>
      <BarButton
        icon={grid ? <IconLayoutSidebarRight aria-hidden /> : <IconLayoutGrid aria-hidden />}
        label={t(grid ? 'hall.bar.speaker' : 'hall.bar.grid')}
        keys="G"
        minor
        testId="layout"
        onClick={flipLayout}
      />
      <BarButton
        icon={<IconUsers aria-hidden />}
        label={`${t('hall.bar.people')} ${count}`}
        on={panel === 'people'}
        keys="P"
        minor
        testId="people"
        onClick={() => setPanel(panel === 'people' ? null : 'people')}
      />
      <BarButton
        icon={<IconMessage aria-hidden />}
        label={t('hall.bar.chat')}
        spoken={unread > 0 ? `${t('hall.bar.chat')}, ${t('hall.bar.unread', { n: unread })}` : undefined}
        on={panel === 'chat'}
        badge={unread}
        keys="C"
        testId="chat"
        onClick={() => setPanel(panel === 'chat' ? null : 'chat')}
      />
    </div>
  );
}

function ChairButtons() {
  const { t } = useTranslation();
  const { ticket, actions } = useHall();
  if (!ticket.canModerate) return null;
  return (
    <BarButton
      icon={<IconVolumeOff aria-hidden />}
      label={t('hall.bar.muteAll')}
      tone="state"
      keys="Shift+M"
      minor
      testId="mute-all"
      onClick={() => void actions.muteAll()}
    />
  );
}
