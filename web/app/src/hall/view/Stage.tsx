import { useMediaQuery } from '@mantine/hooks';
import { useEffect, useMemo, useSyncExternalStore, type Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { useHall, useRoster } from '../context';
import { allPictures, mainPicture } from '../pictures';
import classes from './stage.module.css';
import { Tile } from './Tile';
import { TileGrid, type Pager } from './TileGrid';

/** The pictures of the room, as one large with a strip or as a grid. */
export function Stage({ pager }: { pager: Ref<Pager> }) {
  const { t } = useTranslation();
  const { layout, pinned, setLayout, density, conference } = useHall();
  const roster = useRoster((state) => state);
  const speaker = useSyncExternalStore(conference.focus.subscribe, conference.focus.get);
  const upright = useMediaQuery('(max-aspect-ratio: 1/1)');
  const narrow = useMediaQuery('(max-width: 640px)');
  const pictures = useMemo(() => allPictures(roster), [roster]);
  const screen = roster.screens.find((identity) => roster.sites.get(identity)?.local === false) ?? '';

  // A screen that begins to be shared is what the meeting looks at next.
  useEffect(() => {
    if (screen !== '') setLayout('speaker');
  }, [screen, setLayout]);

  const leastWidth = narrow ? 150 : 220;
  const alone = roster.order.length <= 1 && layout === 'grid';
  if (layout === 'grid') {
    return (
      <section className={classes.stage} aria-label={t('hall.stage.label')} data-layout="grid">
        <TileGrid
          slot="grid"
          pictures={pictures}
          most={density}
          leastWidth={leastWidth}
          lines={narrow ? 2 : 1}
          ref={pager}
        />
        {alone && <p className={classes.alone}>{t('hall.stage.alone')}</p>}
      </section>
    );
  }
  const main = mainPicture(roster, pinned, speaker);
  return (
    <section
      className={classes.stage}
      aria-label={t('hall.stage.label')}
      data-layout="speaker"
      data-upright={upright || undefined}
    >
      <Main picture={main} />
      <Strip main={main} pictures={pictures} upright={upright} pager={pager} />
    </section>
  );
}

function Main({ picture }: { picture: ReturnType<typeof mainPicture> }) {
  const { subscriptions } = useHall().conference;
  useEffect(() => {
    subscriptions.show('main', picture === null ? [] : [picture]);
    return () => subscriptions.show('main', []);
  }, [subscriptions, picture]);
  return (
    <div className={classes.main} data-testid="main">
      {picture !== null && <Tile picture={picture} large />}
    </div>
  );
}

interface StripProps {
  main: ReturnType<typeof mainPicture>;
  pictures: ReturnType<typeof allPictures>;
  upright: boolean;
  pager: Ref<Pager>;
}

function Strip({ main, pictures, upright, pager }: StripProps) {
  const { t } = useTranslation();
  const others = useMemo(() => pictures.filter((picture) => picture !== main), [pictures, main]);
  if (others.length === 0) return <p className={classes.alone}>{t('hall.stage.alone')}</p>;
  return (
    <div className={classes.side}>
      <TileGrid
        slot="strip"
        pictures={others}
        most={upright ? 4 : 6}
        leastWidth={150}
        lines={2}
        columns={upright ? undefined : 1}
        ref={pager}
      />
    </div>
  );
}
