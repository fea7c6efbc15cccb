import { Button, Select, Switch, Title } from '@mantine/core';
import { IconDownload, IconFileImport, IconUserOff, IconUserPlus, IconStar } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useTitle } from '../../components/useTitle';
import classes from '../../desk/parts/desk.module.css';
import { listPeople, peopleFile, type PeopleFilter } from '../api';
import { UnitField, roles, useRoles } from '../parts/fields';
import { Listing } from '../parts/Listing';
import { useAsked } from '../parts/useAsked';
import { Words } from '../parts/Words';
import { keepers, useMay } from '../rights';
import type { Person } from '../types';

const keys = ['q', 'unit', 'unitName', 'only', 'role', 'inactive'] as const;
type Asked = Record<(typeof keys)[number], string>;

/** The question to the server that the page's address stands for. */
export function question(asked: Asked): PeopleFilter {
  const role = roles.find((known) => known === asked.role);
  return {
    q: asked.q || undefined,
    unit: asked.unit || undefined,
    below: (asked.unit !== '' && asked.only === '') || undefined,
    role,
    inactive: asked.inactive !== '' || undefined,
  };
}

/** Everyone who holds an office or a role in the province. */
export default function People() {
  const { t } = useTranslation();
  const may = useMay();
  const { asked, ask, clear, narrowed } = useAsked(keys);
  useTitle(t('directory.people.title'));
  const filter = question(asked);
  const keeps = may(keepers);
  return (
    <>
      <div className={classes.head}>
        <Title order={1}>{t('directory.people.title')}</Title>
        {keeps && (
          <div className={classes.actions}>
            <Button
              component="a"
              href={peopleFile(filter)}
              download
              variant="default"
              leftSection={<IconDownload size={20} aria-hidden />}
            >
              {t('directory.export')}
            </Button>
            <Button
              component={Link}
              to="/directory/people/import"
              variant="default"
              leftSection={<IconFileImport size={20} aria-hidden />}
            >
              {t('directory.import.people')}
            </Button>
            <Button
              component={Link}
              to="/directory/people/new"
              leftSection={<IconUserPlus size={20} aria-hidden />}
            >
              {t('directory.people.add')}
            </Button>
          </div>
        )}
      </div>
      <Filters asked={asked} ask={ask} />
      <Listing
        queryKey={['people', filter]}
        read={(cursor, signal) => listPeople(filter, cursor, signal)}
        row={(person) => <PersonRow key={person.id} person={person} />}
        empty={t(keeps ? 'directory.people.empty' : 'directory.people.emptyRead')}
        narrowed={narrowed}
        onClear={clear}
      />
    </>
  );
}

function Filters({ asked, ask }: { asked: Asked; ask: (part: Partial<Asked>) => void }) {
  const { t } = useTranslation();
  const choices = useRoles();
  const [catalogue = '', code = ''] = asked.unit.split(':');
  return (
    <search className={classes.filters} aria-label={t('directory.filters')}>
      <Words wide label={t('directory.people.search')} value={asked.q} onChange={(q) => ask({ q })} />
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
        label={t('directory.role')}
        data={[{ value: '', label: t('directory.anyRole') }, ...choices]}
        value={asked.role}
        onChange={(role) => ask({ role: role ?? '' })}
      />
      <Select
        label={t('directory.status')}
        data={[
          { value: '', label: t('directory.people.active') },
          { value: '1', label: t('directory.people.inactive') },
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
  );
}

function PersonRow({ person }: { person: Person }) {
  const { t } = useTranslation();
  const held = [...new Set(person.roles.map(({ role }) => t(`common.role.${role}`)))];
  return (
    <li className={classes.row} data-testid="person-row">
      <div className={classes.text}>
        <Link to={`/directory/people/${encodeURIComponent(person.id)}`} className={classes.title}>
          {person.name}
        </Link>
        <div>{[person.title ?? person.position, person.unit.name].filter(Boolean).join(' · ')}</div>
        <div className={classes.soft}>{[person.mail, person.phone].filter(Boolean).join(' · ')}</div>
      </div>
      <div className={classes.actions}>
        {person.head && (
          <span className={classes.badge} data-tone="press">
            <IconStar size={16} aria-hidden /> {t('directory.people.head')}
          </span>
        )}
        {held.map((name) => (
          <span key={name} className={classes.badge}>
            {name}
          </span>
        ))}
        {!person.active && (
          <span className={classes.badge} data-tone="warn">
            <IconUserOff size={16} aria-hidden /> {t('directory.people.inactiveOne')}
          </span>
        )}
      </div>
    </li>
  );
}
