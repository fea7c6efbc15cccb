import { useTranslation } from 'react-i18next';
import { fileOf } from '../api';
import classes from './player.module.css';
import type { SceneTold } from './rushesFilm';

interface ProgrammeProps {
  id: string;
  title: string;
  videoRef: (video: HTMLVideoElement | null) => (() => void) | undefined;
}

/** The picture of the programme. */
export function ProgrammeScreen({ id, title, videoRef }: ProgrammeProps) {
  return (
    /* oxlint-disable-next-line jsx-a11y/media-has-caption -- captions lie over the picture, of tracks too */
    <video ref={videoRef} preload="metadata" playsInline aria-label={title} data-testid="video">
      <source src={fileOf(id, 'programme/index.m3u8')} type="application/vnd.apple.mpegurl" />
      <source src={fileOf(id, 'programme/programme.mp4')} type="video/mp4" />
    </video>
  );
}

interface RushesProps {
  title: string;
  scene: SceneTold;
  stageRef: (stage: HTMLElement | null) => (() => void) | undefined;
}

/** The pictures of the tracks: of who is on the stage, and beside a shared screen. */
export function RushesScreen({ title, scene, stageRef }: RushesProps) {
  const { t } = useTranslation();
  return (
    <div role="img" aria-label={title} className={classes.rushes} data-testid="rushes">
      <div ref={stageRef} className={classes.reels} />
      {scene.name !== '' && (
        <p className={scene.picture ? classes.strip : classes.plate} data-testid="rushes-name">
          {scene.name}
        </p>
      )}
      {scene.unsupported > 0 && (
        <p className={classes.unsupported}>{t('recordings.rushes.unsupported', { n: scene.unsupported })}</p>
      )}
    </div>
  );
}
