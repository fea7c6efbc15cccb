import { Button, Title } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link, NavLink } from 'react-router';
import { useTitle } from '../../components/useTitle';
import classes from '../../desk/parts/desk.module.css';
import { number } from '../../format/number';
import { currentLanguage } from '../../i18n';
import { listGroups, listLists } from '../api';
import { Listing } from '../parts/Listing';
import parts from '../parts/parts.module.css';
import { useAsked } from '../parts/useAsked';
import { Words } from '../parts/Words';
import { preparers, useMay } from '../rights';
import type { Group, List } from '../types';

/** The groups of sites, or the saved invitation lists: what is invited at one press. */
export default function Groups({ kind }: { kind: 'groups' | 'lists' }) {
  const { t } = useTranslation();
  const may = useMay()(preparers);
  const { asked, ask, clear, narrowed } = useAsked(['q']);
  const lists = kind === 'lists';
  const title = t(lists ? 'directory.lists.title' : 'directory.groups.title');
  useTitle(title);
  const filter = { q: asked.q || undefined };
  return (
    <>
      <div className={classes.head}>
        <div>
          <Title order={1}>{title}</Title>
          <p className={classes.soft}>{t(lists ? 'directory.lists.intro' : 'directory.groups.intro')}</p>
        </div>
        {may && (
          <Button
            component={Link}
            to={`/directory/${kind}/new`}
            leftSection={<IconPlus size={20} aria-hidden />}
          >
            {t(lists ? 'directory.lists.add' : 'directory.groups.add')}
          </Button>
        )}
      </div>
      <nav className={parts.tabs} aria-label={t('directory.groups.both')}>
        <NavLink to="/directory/groups">{t('directory.groups.title')}</NavLink>
        <NavLink to="/directory/lists">{t('directory.lists.title')}</NavLink>
      </nav>
      <search className={classes.filters} aria-label={t('directory.filters')}>
        <Words wide label={t('directory.groups.search')} value={asked.q} onChange={(q) => ask({ q })} />
      </search>
      <Listing<Group | List>
        queryKey={[kind, filter]}
        read={(cursor, signal) => (lists ? listLists : listGroups)(filter, cursor, signal)}
        row={(item) => <Row key={item.id} item={item} kind={kind} />}
        empty={t(lists ? 'directory.lists.empty' : 'directory.groups.empty')}
        narrowed={narrowed}
        onClear={clear}
      />
    </>
  );
}

function Row({ item, kind }: { item: Group | List; kind: 'groups' | 'lists' }) {
  const { t } = useTranslation();
  const n = number(item.size, currentLanguage());
  return (
    <li className={classes.row} data-testid="group-row">
      <div className={classes.text}>
        <Link to={`/directory/${kind}/${encodeURIComponent(item.id)}`} className={classes.title}>
          {item.name}
        </Link>
        <div className={classes.soft}>
          {item.unit.name} ·{' '}
          {kind === 'lists' ? t('directory.lists.members', { n }) : t('directory.groups.sites', { n })}
        </div>
      </div>
    </li>
  );
}
