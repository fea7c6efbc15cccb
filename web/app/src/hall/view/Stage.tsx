import { useMediaQuery } from '@mantine/hooks';
import { use, useEffect, useMemo, useState, useSyncExternalStore, type Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { arrange, type Arrangement, type Large } from '../arrange';
import { ConductContext, useConduct } from '../conduct/context';
import { PaperStage } from '../conduct/PaperStage';
import { TitleStrip } from '../conduct/TitleStrip';
import { useHall, useRoster } from '../context';
import { sitesPerTurn } from '../layout';
import type { PictureKey } from '../store/subscriptions';
import { OwnLayout } from './OwnLayout';
import classes from './stage.module.css';
import { Tile } from './Tile';
import { TileGrid, type Pager } from './TileGrid';

/** What this screen shows of the room, what it shows otherwise than the others, and who speaks. */
export function Stage({ pager }: { pager?: Ref<Pager> }) {
  return (
    <div className={classes.frame}>
      <OwnLayout />
      <Pictures pager={pager} />
      <TitleStrip />
    </div>
  );
}

/** Who spoke last beside the chair: while the chair answers, the two stay side by side. */
function useOther(speaker: string, chair: boolean): string {
  const [last, setLast] = useState('');
  if (speaker !== '' && !chair && speaker !== last) setLast(speaker);
  return last;
}

function useArrangement(): Arrangement {
  const { layout, pinned, conference } = useHall();
  const roster = useRoster((state) => state);
  const speaker = useSyncExternalStore(conference.focus.subscribe, conference.focus.get);
  const conduct = useConduct();
  const called = conduct?.stage?.spotlight ?? '';
  const panel = conduct?.stage?.panel;
  const paper = (conduct?.agenda?.paper ?? '') !== '';
  const other = useOther(speaker, roster.sites.get(speaker)?.role === 'chair');
  return useMemo(
    () => arrange({ layout, roster, pinned, called, speaker, other, panel: panel ?? [], paper }),
    [layout, roster, pinned, called, speaker, other, panel, paper],
  );
}

function Pictures({ pager }: { pager?: Ref<Pager> }) {
  const { t } = useTranslation();
  const { layout, density } = useHall();
  const alone = useRoster((state) => state.order.length <= 1);
  const { large, tiles, shape } = useArrangement();
  const upright = useMediaQuery('(max-aspect-ratio: 1/1)');
  const narrow = useMediaQuery('(max-width: 640px)');
  const beat = useBeat();
  const legible = narrow ? 150 : 220;
  return (
    <section
      className={classes.stage}
      aria-label={t('hall.stage.label')}
      data-testid="pictures"
      data-layout={layout}
      data-shape={shape}
      data-upright={upright || undefined}
    >
      {large.length > 0 && <Main large={large} />}
      {shape === 'grid' && (
        <TileGrid
          slot="grid"
          pictures={tiles}
          most={beat === null ? density : sitesPerTurn}
          leastWidth={legible}
          lines={narrow ? 2 : 1}
          beat={beat}
          ref={pager}
        />
      )}
      {/* The chosen ones are all seen, however small. */}
      {shape === 'few' && (
        <TileGrid
          slot="few"
          pictures={tiles}
          most={sitesPerTurn}
          leastWidth={narrow ? 110 : 150}
          lines={narrow ? 2 : 1}
          ref={pager}
        />
      )}
      {(shape === 'strip' || shape === 'column') && tiles.length > 0 && (
        <div className={classes.side}>
          <TileGrid
            slot="strip"
            pictures={tiles}
            most={upright ? 4 : 6}
            leastWidth={150}
            lines={2}
            columns={upright ? undefined : 1}
            beat={layout === 'grid' && shape === 'strip' ? beat : null}
            ref={pager}
          />
        </div>
      )}
      {alone && shape !== 'column' && <p className={classes.alone}>{t('hall.stage.alone')}</p>}
    </section>
  );
}

/** The beat by which the pages of the grid are turned at every site; null while each turns its own. */
function useBeat() {
  const conduct = useConduct();
  const clock = use(ConductContext);
  const since = conduct?.stage?.since;
  const seconds = conduct?.stage?.rotate ?? 0;
  return useMemo(
    () =>
      clock === null || seconds <= 0
        ? null
        : { since: since === undefined ? 0 : Date.parse(since), seconds, now: () => clock.now() },
    [clock, since, seconds],
  );
}

const isPicture = (one: Large): one is PictureKey => one !== 'paper';

function Main({ large }: { large: readonly Large[] }) {
  const { subscriptions } = useHall().conference;
  const paper = useConduct()?.agenda?.paper ?? '';
  useEffect(() => {
    subscriptions.show('main', large.filter(isPicture));
    return () => subscriptions.show('main', []);
  }, [subscriptions, large]);
  return (
    <div className={classes.mains} data-testid="main">
      {large.map((one) => (
        <div className={classes.main} key={isPicture(one) ? 'picture' : paper}>
          {isPicture(one) ? <Tile picture={one} large /> : <PaperStage paperId={paper} />}
        </div>
      ))}
    </div>
  );
}
