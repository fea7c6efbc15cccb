import { Button, Select, Title } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link, NavLink, useParams } from 'react-router';
import { useTitle } from '../../components/useTitle';
import { inLanguage } from '../../desk/lookup';
import classes from '../../desk/parts/desk.module.css';
import { listEntries } from '../api';
import { Listing } from '../parts/Listing';
import parts from '../parts/parts.module.css';
import { useAsked } from '../parts/useAsked';
import { Words } from '../parts/Words';
import { admins, useMay } from '../rights';
import type { Entry, EntryKind } from '../types';

export const kinds: EntryKind[] = ['positions', 'meeting-types', 'paper-types', 'issuing-agencies'];

/** The kind that an address names; the first when it names none. */
export const kindOf = (name: string | undefined): EntryKind =>
  kinds.find((kind) => kind === name) ?? 'positions';

/** The ways between the short catalogues and the working calendar. */
export function CatalogueTabs() {
  const { t } = useTranslation();
  return (
    <nav className={parts.tabs} aria-label={t('directory.catalogues.title')}>
      {kinds.map((kind) => (
        <NavLink key={kind} to={`/directory/catalogues/${kind}`}>
          {t(`directory.catalogues.kind.${kind}`)}
        </NavLink>
      ))}
      <NavLink to="/directory/catalogues/working-days">{t('directory.days.title')}</NavLink>
    </nav>
  );
}

/** One of the short catalogues that forms choose from. */
export default function Catalogues() {
  const { t } = useTranslation();
  const kind = kindOf(useParams().kind);
  const may = useMay()(admins);
  const { asked, ask, clear, narrowed } = useAsked(['q', 'inactive']);
  useTitle(t(`directory.catalogues.kind.${kind}`));
  const filter = { q: asked.q || undefined, inactive: asked.inactive !== '' || undefined };
  return (
    <>
      <div className={classes.head}>
        <Title order={1}>{t(`directory.catalogues.kind.${kind}`)}</Title>
        {may && (
          <Button
            component={Link}
            to={`/directory/catalogues/${kind}/new`}
            leftSection={<IconPlus size={20} aria-hidden />}
          >
            {t('directory.catalogues.add')}
          </Button>
        )}
      </div>
      <CatalogueTabs />
      <search className={classes.filters} aria-label={t('directory.filters')}>
        <Words label={t('directory.catalogues.search')} value={asked.q} onChange={(q) => ask({ q })} />
        <Select
          label={t('directory.status')}
          data={[
            { value: '', label: t('directory.inUse') },
            { value: '1', label: t('directory.catalogues.withOld') },
          ]}
          value={asked.inactive}
          onChange={(inactive) => ask({ inactive: inactive ?? '' })}
        />
      </search>
      <Listing
        queryKey={['entries', kind, filter]}
        read={(cursor, signal) => listEntries(kind, filter, cursor, signal)}
        row={(entry) => <EntryRow key={entry.id} entry={entry} />}
        empty={t(may ? 'directory.catalogues.empty' : 'directory.catalogues.emptyRead')}
        narrowed={narrowed}
        onClear={clear}
      />
    </>
  );
}

function EntryRow({ entry }: { entry: Entry }) {
  const { t } = useTranslation();
  const facts = [...new Set([entry.code, entry.symbol, entry.superior])].filter(Boolean);
  return (
    <li className={classes.row} data-testid="entry-row">
      <div className={classes.text}>
        <Link
          to={`/directory/catalogues/${entry.kind}/${encodeURIComponent(entry.id)}`}
          className={classes.title}
        >
          {inLanguage(entry.name)}
        </Link>
        <div className={classes.soft}>{[...facts].join(' · ')}</div>
      </div>
      <div className={classes.actions}>
        {entry.kind === 'meeting-types' && entry.regular && (
          <span className={classes.badge}>{t('directory.catalogues.regular')}</span>
        )}
        {!entry.active && (
          <span className={classes.badge} data-tone="warn">
            {t('directory.outOfUse')}
          </span>
        )}
      </div>
    </li>
  );
}
