import { Button } from '@mantine/core';
import {
  IconAlertTriangle,
  IconInfoCircle,
  IconPlugConnectedX,
  IconVolumeOff,
  IconX,
} from '@tabler/icons-react';
import { RoomEvent } from 'livekit-client';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { CallBanner } from '../../calls/CallBanner';
import { SpeakInvitation } from '../conduct/ConductButtons';
import { CalledBanner } from '../conduct/RollOwn';
import { useNews } from '../conduct/useNews';
import { useHall } from '../context';
import { held } from '../store/site';
import { useRecordingNews } from '../recording/useRecording';
import classes from './hall.module.css';

/** What the hall must be told now; at most three lines, above the pictures. */
export function Banners() {
  useNews();
  useRecordingNews();
  return (
    <div className={classes.banners}>
      <LinkBanner />
      <NarrowBanner />
      <SoundBanner />
      <SpeakInvitation />
      <CalledBanner />
      <CallBanner />
      <NoticeLine />
    </div>
  );
}

function LinkBanner() {
  const { t } = useTranslation();
  const { link } = useHall().conference;
  const { phase, since } = useSyncExternalStore(link.subscribe, link.get);
  const seconds = useSeconds(since);
  if (phase !== 'resuming' && phase !== 'reconnecting') return null;
  return (
    <div className={classes.banner} data-tone="warn" role="status" data-testid="reconnecting">
      <IconPlugConnectedX aria-hidden />
      <span>{t(`hall.link.${phase}`, { seconds })}</span>
    </div>
  );
}

const narrowMs = 15_000;

/** That pictures are missing for want of a wider line; for a while, since a line may be narrow for good: the tiles go on to say it. */
function NarrowBanner() {
  const { t } = useTranslation();
  const { roster } = useHall().conference;
  const { sites } = useSyncExternalStore(roster.subscribe, roster.get);
  const n = [...sites.values()].reduce(
    (sum, site) => sum + Number(held(site.camera)) + Number(held(site.screen)),
    0,
  );
  const [read, setRead] = useState(false);
  const narrow = n > 0;
  useEffect(() => {
    if (!narrow) return undefined;
    const timer = setTimeout(() => setRead(true), narrowMs);
    return () => {
      clearTimeout(timer);
      setRead(false);
    };
  }, [narrow]);
  if (!narrow || read) return null;
  return (
    <div className={classes.banner} data-tone="warn" role="status" data-testid="narrow">
      <IconAlertTriangle aria-hidden />
      <span>{t('hall.link.narrow', { n })}</span>
    </div>
  );
}

/** Whole seconds since a moment, counted once a second. */
export function useSeconds(since: number): number {
  const [now, setNow] = useState(since);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [since]);
  return Math.max(0, Math.round((now - since) / 1000));
}

/** Browsers keep sound back until somebody has touched the page. */
function SoundBanner() {
  const { t } = useTranslation();
  const { room } = useHall().conference;
  const heard = useSyncExternalStore(
    (listener) => {
      room.on(RoomEvent.AudioPlaybackStatusChanged, listener);
      return () => void room.off(RoomEvent.AudioPlaybackStatusChanged, listener);
    },
    () => room.canPlaybackAudio,
  );
  if (heard) return null;
  return (
    <div className={classes.banner} data-tone="warn" role="alert">
      <IconVolumeOff aria-hidden />
      <span>{t('hall.sound.blocked')}</span>
      <Button onClick={() => void room.startAudio()} data-testid="start-audio">
        {t('hall.sound.allow')}
      </Button>
    </div>
  );
}

function NoticeLine() {
  const { t } = useTranslation();
  const { notices } = useHall().conference;
  const notice = useSyncExternalStore(notices.subscribe, notices.get);
  return (
    <div aria-live="polite" className={classes.noticeBox}>
      {notice && (
        <div className={classes.banner} data-tone={notice.tone} data-testid="notice" key={notice.id}>
          {notice.tone === 'warn' ? <IconAlertTriangle aria-hidden /> : <IconInfoCircle aria-hidden />}
          <span>{notice.text}</span>
          <button type="button" aria-label={t('common.close')} onClick={notices.clear}>
            <IconX size={20} aria-hidden />
          </button>
        </div>
      )}
    </div>
  );
}
