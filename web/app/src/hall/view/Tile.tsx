import { VideoTrack } from '@livekit/components-react';
import {
  IconHandStop,
  IconMicrophoneOff,
  IconPinFilled,
  IconScreenShare,
  IconVideoOff,
} from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { Track } from 'livekit-client';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { useHall, useHandPlace, useSite } from '../context';
import { seen, type Site } from '../store/site';
import type { PictureKey } from '../store/subscriptions';
import { partsOf } from '../pictures';
import { QualityMark } from './QualityMark';
import classes from './tile.module.css';

interface Props {
  picture: PictureKey;
  /** The large picture of the stage: its strip is larger too. */
  large?: boolean;
}

/** One picture with the site's name; pressing it pins it. */
export const Tile = memo(function Tile({ picture, large = false }: Props) {
  const { t } = useTranslation();
  const { kind, identity } = partsOf(picture);
  const site = useSite(identity);
  const place = useHandPlace(identity);
  const { pinned, setPinned, setLayout } = useHall();
  if (!site) return <div className={classes.tile} />;
  const isPinned = pinned === picture;
  const press = () => {
    setPinned(isPinned ? '' : picture);
    if (!isPinned) setLayout('speaker');
  };
  return (
    <button
      type="button"
      className={classes.tile}
      data-testid="tile"
      data-identity={identity}
      data-kind={kind}
      data-large={large || undefined}
      data-speaking={site.speaking || undefined}
      aria-pressed={isPinned}
      aria-label={describe(site, kind, place, isPinned, t)}
      onClick={press}
    >
      <span className={classes.picture}>
        <Picture site={site} kind={kind} />
        {site.role === 'chair' && <span className={classes.role}>{t('common.role.chair')}</span>}
      </span>
      <Strip site={site} kind={kind} place={place} pinned={isPinned} />
    </button>
  );
});

function describe(
  site: Site,
  kind: 'camera' | 'screen',
  place: number,
  pinned: boolean,
  t: TFunction,
): string {
  const name = site.local ? t('hall.stage.you', { name: site.name }) : site.name;
  const quality = t('hall.quality.label', { quality: t(`hall.quality.${site.quality}`) });
  return [
    kind === 'screen' ? t('hall.stage.screenOf', { name }) : name,
    kind === 'camera' && t(seen(site.microphone) ? 'hall.stage.unmuted' : 'hall.stage.muted'),
    site.speaking && t('hall.stage.speaking'),
    place > 0 && t('hall.stage.handUp', { n: place }),
    site.quality !== 'unknown' && quality,
    t(pinned ? 'hall.stage.pinned' : 'hall.stage.pressPin'),
  ]
    .filter((text) => text !== false)
    .join(', ');
}

function Picture({ site, kind }: { site: Site; kind: 'camera' | 'screen' }) {
  const { t } = useTranslation();
  const { room } = useHall().conference;
  const track = site[kind];
  const source = kind === 'camera' ? Track.Source.Camera : Track.Source.ScreenShare;
  const participant = room.getParticipantByIdentity(site.identity);
  const publication = participant?.getTrackPublication(source);
  if (!track || !participant || !publication || !seen(track)) {
    return (
      <span className={classes.nothing}>
        <IconVideoOff aria-hidden />
        <span>{t('hall.stage.cameraOff')}</span>
      </span>
    );
  }
  return (
    <>
      <span className={classes.nothing} aria-hidden>
        {t('hall.stage.waiting')}
      </span>
      <VideoTrack
        key={`${track.sid}#${track.instance}`}
        trackRef={{ participant, publication, source }}
        className={classes.video}
        data-kind={kind}
        data-mirrored={(site.local && kind === 'camera') || undefined}
        tabIndex={-1}
      />
    </>
  );
}

interface StripProps {
  site: Site;
  kind: 'camera' | 'screen';
  place: number;
  pinned: boolean;
}

function Strip({ site, kind, place, pinned }: StripProps) {
  const { t } = useTranslation();
  const weak = site.quality === 'poor' || site.quality === 'lost';
  return (
    <span className={classes.strip} aria-hidden>
      <span className={classes.name}>
        {kind === 'screen' && <IconScreenShare className={classes.icon} />}
        {kind === 'camera' && !seen(site.microphone) && <IconMicrophoneOff className={classes.icon} />}
        {kind === 'screen' ? t('hall.stage.screenOf', { name: site.name }) : site.name}
      </span>
      {place > 0 && (
        <span className={classes.hand}>
          <IconHandStop className={classes.icon} /> {place}
        </span>
      )}
      {weak && <QualityMark quality={site.quality} />}
      {pinned && <IconPinFilled className={classes.icon} />}
    </span>
  );
}
