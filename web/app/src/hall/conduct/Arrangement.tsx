import { Button, Select } from '@mantine/core';
import { IconArrowBackUp, IconUser } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { layoutOf, layouts, type Layout } from '../arrange';
import { useRoster } from '../context';
import classes from './conduct.module.css';
import { LayoutButtons } from './LayoutButtons';
import { PanelSites } from './PanelSites';
import { beats, candidates, sameStage, type StageSet } from './stage';
import type { View } from './types';
import { useStage } from './useStage';

/** The picture at every site: layout, chosen sites, who is large, pages by time, second screens. Each change can be undone. */
export function Arrangement({ state }: { state: View }) {
  const { t } = useTranslation();
  const { stage, set: change } = useStage(state);
  const [last, setLast] = useState<{ before: StageSet; after: StageSet } | null>(null);
  const [choosing, setChoosing] = useState(false);
  const set = async (part: Partial<StageSet>) => {
    const done = await change(part);
    if (done !== null) setLast(done);
  };
  const choose = (layout: Layout) => {
    setChoosing(layout === 'panel');
    if (layout !== 'panel' || stage.panel.length > 0) void set({ layout });
  };
  // What somebody else has changed since is not undone with it.
  const undo = last !== null && sameStage(last.after, stage) ? last.before : null;
  return (
    <section className={classes.section}>
      <h3>{t('conduct.stage.arrangement')}</h3>
      <LayoutButtons
        label={t('conduct.stage.layout')}
        offered={layouts}
        value={stage.layout}
        onChoose={choose}
        testId="all"
      />
      <p className={classes.hint}>{t('conduct.stage.layoutHint')}</p>
      <span className={classes.buttons}>
        <Button
          leftSection={<IconUser size={20} aria-hidden />}
          disabled={stage.layout === 'speaker' && stage.spotted === ''}
          data-testid="stage-plain"
          onClick={() => void set({ layout: 'speaker', spotted: '' })}
        >
          {t('conduct.stage.plain')}
        </Button>
        <Button
          variant="default"
          leftSection={<IconArrowBackUp size={20} aria-hidden />}
          disabled={undo === null}
          data-testid="stage-undo"
          onClick={() => undo !== null && void set(undo)}
        >
          {t('conduct.stage.undo')}
        </Button>
      </span>
      {(choosing || stage.layout === 'panel' || stage.panel.length > 0) && (
        <PanelSites
          state={state}
          panel={stage.panel}
          shown={stage.layout === 'panel'}
          onPanel={(panel) => void set({ panel })}
          onShow={() => void set({ layout: 'panel' })}
        />
      )}
      <Spotlight spotted={stage.spotted ?? ''} onSpot={(spotted) => void set({ spotted })} />
      <Select
        label={t('conduct.stage.rotate')}
        description={t('conduct.stage.rotateHint')}
        data={[...new Set([...beats, stage.rotate ?? 0])]
          .sort((a, b) => a - b)
          .map((n) => ({
            value: String(n),
            label: t(n === 0 ? 'conduct.stage.still' : 'conduct.stage.seconds', { n }),
          }))}
        value={String(stage.rotate ?? 0)}
        allowDeselect={false}
        data-testid="stage-rotate"
        onChange={(value) => void set({ rotate: Number(value) || 0 })}
      />
      <Select
        label={t('conduct.stage.second')}
        description={t('conduct.stage.secondHint')}
        data={[
          { value: '', label: t('conduct.stage.secondAuto') },
          ...layouts.map((value) => ({ value, label: t(`conduct.stage.layouts.${value}`) })),
        ]}
        value={stage.second ?? ''}
        allowDeselect={false}
        data-testid="stage-second"
        onChange={(value) => void set({ second: layoutOf(value) })}
      />
    </section>
  );
}

/** Of those found, how many are listed: who looks for one of two hundred goes on typing. */
const mostListed = 50;

/** Puts one site before everyone, until it is taken back or the roll calls another. */
function Spotlight({ spotted, onSpot }: { spotted: string; onSpot: (identity: string) => void }) {
  const { t } = useTranslation();
  const roster = useRoster((state) => state);
  const all = candidates(roster, '');
  const known = all.some(({ identity }) => identity === spotted) || spotted === '';
  return (
    <Select
      label={t('conduct.stage.spot')}
      description={t('conduct.stage.spotHint')}
      placeholder={t('conduct.stage.noSpot')}
      searchable
      clearable
      limit={mostListed}
      filter={({ search, limit }) =>
        candidates(roster, search)
          .slice(0, limit)
          .map(({ identity, name }) => ({ value: identity, label: name }))
      }
      data={[
        ...all.map(({ identity, name }) => ({ value: identity, label: name })),
        ...(known ? [] : [{ value: spotted, label: t('conduct.stage.away') }]),
      ]}
      value={spotted === '' ? null : spotted}
      data-testid="stage-spot"
      onChange={(value) => onSpot(value ?? '')}
    />
  );
}
