import { Button, Select, Switch, Title } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useTitle } from '../../components/useTitle';
import { inLanguage } from '../../desk/lookup';
import classes from '../../desk/parts/desk.module.css';
import { bitrate, number } from '../../format/number';
import { currentLanguage } from '../../i18n';
import { listSites } from '../api';
import { UnitField } from '../parts/fields';
import { Listing } from '../parts/Listing';
import { useAsked } from '../parts/useAsked';
import { Words } from '../parts/Words';
import { keepers, useMay } from '../rights';
import type { Site } from '../types';

const keys = ['q', 'unit', 'unitName', 'only', 'inactive'] as const;

/** The rooms that meetings are held in and joined from. */
export default function Sites() {
  const { t } = useTranslation();
  const may = useMay();
  const { asked, ask, clear, narrowed } = useAsked(keys);
  useTitle(t('directory.sites.title'));
  const [catalogue = '', code = ''] = asked.unit.split(':');
  const filter = {
    q: asked.q || undefined,
    unit: asked.unit || undefined,
    below: (asked.unit !== '' && asked.only === '') || undefined,
    inactive: asked.inactive !== '' || undefined,
  };
  return (
    <>
      <div className={classes.head}>
        <Title order={1}>{t('directory.sites.title')}</Title>
        {may(keepers) && (
          <Button component={Link} to="/directory/sites/new" leftSection={<IconPlus size={20} aria-hidden />}>
            {t('directory.sites.add')}
          </Button>
        )}
      </div>
      <search className={classes.filters} aria-label={t('directory.filters')}>
        <Words wide label={t('directory.sites.search')} value={asked.q} onChange={(q) => ask({ q })} />
        <UnitField
          label={t('directory.unit')}
          placeholder={t('directory.anyUnit')}
          clearable
          value={
            asked.unit === ''
              ? null
              : { value: asked.unit, label: asked.unitName || code, key: { catalogue, code } }
          }
          onChange={(unit) => ask({ unit: unit?.value ?? '', unitName: unit?.label ?? '' })}
        />
        <Select
          label={t('directory.status')}
          data={[
            { value: '', label: t('directory.inUse') },
            { value: '1', label: t('directory.outOfUse') },
          ]}
          value={asked.inactive}
          onChange={(inactive) => ask({ inactive: inactive ?? '' })}
        />
        {asked.unit !== '' && (
          <Switch
            size="md"
            mb={8}
            label={t('directory.withBelow')}
            checked={asked.only === ''}
            onChange={(event) => ask({ only: event.currentTarget.checked ? '' : '1' })}
          />
        )}
      </search>
      <Listing
        queryKey={['sites', filter]}
        read={(cursor, signal) => listSites(filter, cursor, signal)}
        row={(site) => <SiteRow key={site.name} site={site} />}
        empty={t('directory.sites.empty')}
        narrowed={narrowed}
        onClear={clear}
      />
    </>
  );
}

function SiteRow({ site }: { site: Site }) {
  const { t } = useTranslation();
  const language = currentLanguage();
  const facts = [
    site.unit?.name,
    t('directory.sites.seatCount', { n: number(site.seats, language) }),
    site.lineKbps > 0
      ? t('directory.sites.lineIs', { line: bitrate(site.lineKbps * 1000, language) })
      : t('directory.sites.lineUnknown'),
  ].filter(Boolean);
  return (
    <li className={classes.row} data-testid="site-row">
      <div className={classes.text}>
        <Link to={`/directory/sites/${encodeURIComponent(site.name)}`} className={classes.title}>
          {inLanguage(site.title)}
        </Link>
        <div className={classes.soft}>{facts.join(' · ')}</div>
      </div>
      <div className={classes.actions}>
        {site.practice && (
          <span className={classes.badge} data-tone="press">
            {t('directory.sites.practice')}
          </span>
        )}
        {!site.active && (
          <span className={classes.badge} data-tone="warn">
            {t('directory.outOfUse')}
          </span>
        )}
      </div>
    </li>
  );
}
