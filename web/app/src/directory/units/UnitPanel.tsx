import { Button, Group } from '@mantine/core';
import { IconArrowMergeRight, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { inLanguage, unitText } from '../../desk/lookup';
import classes from '../../desk/parts/desk.module.css';
import { RowSkeletons } from '../../desk/parts/Rows';
import { number } from '../../format/number';
import { currentLanguage } from '../../i18n';
import { deleteUnit, getUnit } from '../api';
import { Confirm } from '../parts/Confirm';
import { Failing } from '../parts/Listing';
import { admins, keepers, useMay } from '../rights';
import type { UnitDetail, UnitKey } from '../types';
import { Reform } from './Reform';
import { UnitForm } from './UnitForm';
import { usePeriod, Validity } from './Validity';

interface Props {
  catalogue: string;
  /** Of the unit that is shown; none: what to do first. */
  code: string;
  /** What is done to it: "", edit, reform, new. */
  act: string;
  onAct: (act: string, unit?: string) => void;
  onGo: (key: UnitKey) => void;
}

/** One unit beside the tree: what is known of it, and what can be done to it. */
export function UnitPanel({ catalogue, code, act, onAct, onGo }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const may = useMay();
  const unit = useQuery({
    queryKey: ['unit', catalogue, code],
    queryFn: () => getUnit({ catalogue, code }),
    enabled: code !== '',
  });
  const renew = () => client.invalidateQueries({ queryKey: ['units'] });
  if (code !== '' && unit.isPending) return <RowSkeletons count={3} />;
  if (code !== '' && unit.isError) {
    return <Failing error={unit.error} onRetry={() => void unit.refetch()} />;
  }
  const known = unit.data ?? null;
  const saved = (item: UnitDetail) => {
    client.setQueryData(['unit', item.catalogue, item.code], item);
    void renew();
    onAct('', item.code);
  };
  // An address can ask for more than its reader may do.
  const allowed = known ? may(keepers, known.path) : may(admins);
  if (act === 'new' && allowed) {
    return (
      <UnitForm catalogue={catalogue} parent={known} unit={null} onSaved={saved} onLeave={() => onAct('')} />
    );
  }
  if (known === null) {
    return (
      <div className={classes.card}>
        <p>{t('directory.units.choose')}</p>
      </div>
    );
  }
  if (act === 'edit' && allowed) {
    return (
      <UnitForm catalogue={catalogue} parent={null} unit={known} onSaved={saved} onLeave={() => onAct('')} />
    );
  }
  if (act === 'reform' && allowed) return <Reform unit={known} onSaved={saved} onLeave={() => onAct('')} />;
  return (
    <Facts
      unit={known}
      onAct={onAct}
      onGo={onGo}
      onDeleted={() => {
        void renew();
        onAct('', '');
      }}
    />
  );
}

interface FactsProps {
  unit: UnitDetail;
  onAct: (act: string) => void;
  onGo: (key: UnitKey) => void;
  onDeleted: () => void;
}

function Facts({ unit, onAct, onGo, onDeleted }: FactsProps) {
  const { t } = useTranslation();
  const may = useMay();
  const period = usePeriod();
  const key = unitText(unit);
  const name = inLanguage(unit.name);
  const below = new URLSearchParams({ unit: key, unitName: name, below: 'true' });
  return (
    <section className={classes.card} aria-labelledby="unit-name" data-testid="unit-panel">
      <h2 id="unit-name">{name}</h2>
      <Validity unit={unit} />
      <dl className={classes.facts}>
        <dt>{t('directory.units.code')}</dt>
        <dd>{unit.code}</dd>
        <dt>{t('directory.units.level')}</dt>
        <dd>{t(`directory.level.${unit.level}`)}</dd>
        <dt>{t('directory.units.agencyCode')}</dt>
        <dd>{unit.agencyCode || '—'}</dd>
        <dt>{t('directory.units.valid')}</dt>
        <dd>{period(unit) || t('directory.units.asCatalogue')}</dd>
        <dt>{t('directory.units.children')}</dt>
        <dd>{number(unit.children, currentLanguage())}</dd>
        {unit.successors.length > 0 && (
          <>
            <dt>{t('directory.units.successors')}</dt>
            <dd>
              {unit.successors.map((successor) => (
                <Successor key={unitText(successor)} of={successor} onGo={onGo} />
              ))}
            </dd>
          </>
        )}
      </dl>
      <Group my="md">
        <Button component={Link} to={`/directory/people?${below}`} variant="default">
          {t('directory.units.people')}
        </Button>
        <Button component={Link} to={`/directory/sites?${below}`} variant="default">
          {t('directory.units.sites')}
        </Button>
      </Group>
      {may(keepers, unit.path) && (
        <Group>
          <Button leftSection={<IconPencil size={20} aria-hidden />} onClick={() => onAct('edit')}>
            {t('directory.edit')}
          </Button>
          <Button
            variant="default"
            leftSection={<IconPlus size={20} aria-hidden />}
            onClick={() => onAct('new')}
          >
            {t('directory.units.addBelow')}
          </Button>
          <Button
            variant="default"
            leftSection={<IconArrowMergeRight size={20} aria-hidden />}
            onClick={() => onAct('reform')}
          >
            {t('directory.units.reform')}
          </Button>
          <Confirm
            label={t('directory.units.remove')}
            icon={<IconTrash size={20} aria-hidden />}
            body={t('directory.units.removeBody', { name })}
            act={() => deleteUnit(unit, unit.version)}
            onDone={onDeleted}
          />
        </Group>
      )}
    </section>
  );
}

function Successor({ of, onGo }: { of: UnitKey; onGo: (key: UnitKey) => void }) {
  const { catalogue, code } = of;
  const unit = useQuery({
    queryKey: ['unit', catalogue, code],
    queryFn: () => getUnit({ catalogue, code }),
    staleTime: 60_000,
  });
  return (
    <Button variant="subtle" size="compact-md" onClick={() => onGo(of)}>
      {unit.data ? inLanguage(unit.data.name) : code} ({catalogue})
    </Button>
  );
}
