import { TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { plain } from '../../format/name';
import { number } from '../../format/number';
import { currentLanguage } from '../../i18n';
import classes from '../parts/desk.module.css';
import type { Meeting } from '../types';
import own from './meeting.module.css';

/** Who takes part from where; the main site first. */
export function SitesView({ sites }: { sites: Meeting['sites'] }) {
  const { t } = useTranslation();
  const [q, setQ] = useState('');
  const found = useMemo(() => {
    const words = plain(q).split(/\s+/);
    return sites
      .filter(({ unit, roomTitle }) =>
        words.every((word) => plain(`${unit.name} ${roomTitle ?? ''}`).includes(word)),
      )
      .toSorted((a, b) => Number(b.main) - Number(a.main));
  }, [q, sites]);
  if (sites.length === 0) {
    return (
      <section className={classes.card}>
        <p className={classes.soft}>{t('meeting.noSites')}</p>
      </section>
    );
  }
  return (
    <section className={classes.card}>
      <TextInput
        type="search"
        label={t('meeting.siteSearch')}
        leftSection={<IconSearch size={20} aria-hidden />}
        value={q}
        onChange={(event) => setQ(event.currentTarget.value)}
        mb="sm"
      />
      <p className={classes.count} role="status">
        {t('meetings.sites', { n: number(found.length, currentLanguage()) })}
      </p>
      <ul className={own.sites}>
        {found.map((site) => (
          <li key={`${site.unit.code} ${site.room ?? ''}`}>
            <strong>{site.unit.name}</strong>
            {site.main && ` · ${t('meeting.main')}`}
            {site.roomTitle && <div className={classes.soft}>{site.roomTitle}</div>}
          </li>
        ))}
      </ul>
    </section>
  );
}
