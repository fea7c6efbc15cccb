import { VideoTrack } from '@livekit/components-react';
import {
  IconHandStop,
  IconMicrophone,
  IconMicrophoneOff,
  IconPinFilled,
  IconPlayerPause,
  IconScreenShare,
  IconVideoOff,
} from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { Track } from 'livekit-client';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { useHall, useHandPlace, useSite } from '../context';
import { held, instanceOf, seen, type Site } from '../store/site';
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
  const { pinned, setPinned } = useHall();
  if (!site) return <div className={classes.tile} />;
  const isPinned = pinned === picture;
  const press = () => setPinned(isPinned ? '' : picture);
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
        <Marks site={site} kind={kind} place={place} pinned={isPinned} />
      </span>{' '}
      <Strip site={site} kind={kind} />
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
  // In the order in which it is read on screen, so that speaking what one sees presses it.
  return [
    !seen(site[kind]) && t('hall.stage.cameraOff'),
    held(site[kind]) && t('hall.stage.held'),
    kind === 'camera' && site.role === 'chair' && t('common.role.chair'),
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
  if (!seen(track)) {
    return (
      <span className={classes.nothing}>
        <IconVideoOff aria-hidden />
        <span>{t('hall.stage.cameraOff')}</span>
      </span>
    );
  }
  return (
    <>
      <span className={classes.nothing} data-text={t('hall.stage.waiting')} aria-hidden />
      {participant && publication && (
        <VideoTrack
          key={instanceOf(publication)}
          trackRef={{ participant, publication, source }}
          className={classes.video}
          data-kind={kind}
          data-mirrored={(site.local && kind === 'camera') || undefined}
          tabIndex={-1}
        />
      )}
      {held(track) && (
        <span className={classes.held} data-testid="held">
          <IconPlayerPause aria-hidden />
          <span>{t('hall.stage.held')}</span>
        </span>
      )}
    </>
  );
}

interface MarksProps {
  site: Site;
  kind: 'camera' | 'screen';
  place: number;
  pinned: boolean;
}

/**
 * What comes and goes lies over the picture's corners, so that the name beneath never moves. Its words are drawn by the
 * style: the tile's label says them behind the name, and who speaks what they see need not.
 */
function Marks({ site, kind, place, pinned }: MarksProps) {
  const { t } = useTranslation();
  const camera = kind === 'camera';
  const weak = camera && (site.quality === 'poor' || site.quality === 'lost');
  return (
    <>
      {camera && site.role === 'chair' && <span className={classes.role}>{t('common.role.chair')}</span>}
      <span className={classes.corner} aria-hidden>
        {camera && place > 0 && (
          <span className={classes.mark} data-tone="hand">
            <IconHandStop className={classes.icon} /> <span data-text={place} />
          </span>
        )}
        {weak && (
          <span className={classes.mark}>
            <QualityMark quality={site.quality} word={false} />
            <span data-text={t(`hall.quality.${site.quality}`)} />
          </span>
        )}
        {pinned && (
          <span className={classes.mark}>
            <IconPinFilled className={classes.icon} />
          </span>
        )}
      </span>
    </>
  );
}

function Strip({ site, kind }: { site: Site; kind: 'camera' | 'screen' }) {
  const { t } = useTranslation();
  const Icon =
    kind === 'screen' ? IconScreenShare : seen(site.microphone) ? IconMicrophone : IconMicrophoneOff;
  return (
    <span className={classes.strip} aria-hidden>
      <Icon className={classes.icon} />
      {kind === 'screen' ? t('hall.stage.screenOf', { name: site.name }) : site.name}
    </span>
  );
}
