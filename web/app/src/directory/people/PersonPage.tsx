import { Button, Checkbox, Select, TextInput, Title } from '@mantine/core';
import { IconUserCheck, IconUserCog, IconUserOff } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { useTitle } from '../../components/useTitle';
import { allUnits, inLanguage, unitText } from '../../desk/lookup';
import classes from '../../desk/parts/desk.module.css';
import { RowSkeletons } from '../../desk/parts/Rows';
import { allEntries, createPerson, getPerson, updatePerson } from '../api';
import { accountOf } from '../../admin/accounts/api';
import { Confirm } from '../parts/Confirm';
import { EditFrame } from '../parts/EditFrame';
import { Crumb, foundUnit, UnitField, type FoundUnit } from '../parts/fields';
import { Failing } from '../parts/Listing';
import parts from '../parts/parts.module.css';
import { useEdit } from '../parts/useEdit';
import { admins, keepers, useMay, useMayOn } from '../rights';
import type { Person, PersonWrite } from '../types';
import { RolesField, type HeldRole } from './RolesField';

type Form = {
  name: string;
  unit: FoundUnit | null;
  positionId: string;
  title: string;
  mail: string;
  phone: string;
  head: boolean;
  roles: HeldRole[];
};

/** The body that the form stands for. */
export function bodyOf({ unit, roles, ...rest }: Form): PersonWrite {
  return {
    ...rest,
    unit: unit?.key ?? { catalogue: '', code: '' },
    roles: roles.map(({ role, unit: on }) => ({ role, unit: on.key })),
  };
}

/** One person, or a new one. */
export default function PersonPage() {
  const { t } = useTranslation();
  const { id = 'new' } = useParams();
  const person = useQuery({
    queryKey: ['person', id],
    queryFn: () => getPerson(id),
    enabled: id !== 'new',
    gcTime: 0, // an editor begins with what is there now
  });
  // Roles name their units by code alone; the names are the catalogue's.
  const units = useQuery({ queryKey: ['directory', 'units'], queryFn: allUnits, staleTime: 5 * 60_000 });
  return (
    <>
      <Crumb to="/directory/people" label={t('directory.people.title')} />
      {id !== 'new' && person.isError && (
        <Failing error={person.error} onRetry={() => void person.refetch()} />
      )}
      {units.isPending || (id !== 'new' && person.isPending) ? (
        <RowSkeletons count={4} />
      ) : (
        (id === 'new' || person.data) && (
          <Editor
            key={id}
            person={person.data ?? null}
            names={new Map((units.data ?? []).map((unit) => [unitText(unit), inLanguage(unit.name)]))}
          />
        )
      )}
    </>
  );
}

function usePersonEdit(person: Person | null, names: Map<string, string>) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const client = useQueryClient();
  return useEdit<Person, Form>({
    item: person,
    toForm: (item) => ({
      name: item?.name ?? '',
      unit: item ? foundUnit(item.unit) : null,
      positionId: item?.positionId ?? '',
      title: item?.title ?? '',
      mail: item?.mail ?? '',
      phone: item?.phone ?? '',
      head: item?.head ?? false,
      roles: (item?.roles ?? []).map(({ role, unit }) => ({
        role,
        unit: foundUnit({ ...unit, name: names.get(unitText(unit)) }),
      })),
    }),
    validate: {
      name: (name: string) => (name.trim() === '' ? t('directory.required') : null),
      unit: (unit: FoundUnit | null) => (unit === null ? t('directory.required') : null),
    },
    save: (values, version) =>
      person && version !== undefined
        ? updatePerson(person.id, version, { ...bodyOf(values), active: person.active })
        : createPerson(bodyOf(values)),
    reload: person ? () => getPerson(person.id) : undefined,
    onSaved: (saved) => {
      void client.invalidateQueries({ queryKey: ['people'] });
      void client.invalidateQueries({ queryKey: ['find'] });
      client.setQueryData(['person', saved.id], saved);
      if (!person) void navigate(`/directory/people/${encodeURIComponent(saved.id)}`, { replace: true });
    },
  });
}

function Editor({ person, names }: { person: Person | null; names: Map<string, string> }) {
  const { t } = useTranslation();
  const allowed = useMay();
  const may = useMayOn(keepers, person?.unit);
  const positions = useQuery({
    queryKey: ['entries', 'positions', 'all'],
    queryFn: ({ signal }) => allEntries('positions', signal),
    staleTime: 60_000,
  });
  useTitle(person?.name ?? t('directory.people.add'));
  const edit = usePersonEdit(person, names);
  const { form } = edit;
  const values = form.getValues();
  const labels = {
    name: t('directory.people.name'),
    unit: t('directory.unit'),
    positionId: t('directory.people.position'),
    title: t('directory.people.address'),
    mail: t('directory.people.mail'),
    phone: t('directory.people.phone'),
    head: t('directory.people.isHead'),
    roles: t('directory.people.roles'),
  };
  return (
    <>
      <div className={classes.head}>
        <div>
          <Title order={1}>{person?.name ?? t('directory.people.add')}</Title>
          {person?.demo && <p className={classes.soft}>{t('directory.people.demo')}</p>}
          {person && !person.active && (
            <p className={classes.warnText}>{t('directory.people.inactiveTold')}</p>
          )}
        </div>
        {person && may && (
          <div className={classes.actions}>
            <AccountLink person={person} />
            <Activity person={person} />
          </div>
        )}
      </div>
      <EditFrame edit={edit} labels={labels} may={may} back="/directory/people">
        <section className={classes.card}>
          <div className={parts.grid}>
            <TextInput label={labels.name} required {...form.getInputProps('name')} />
            <UnitField
              label={labels.unit}
              required
              value={values.unit}
              onChange={(unit) => form.setFieldValue('unit', unit)}
              error={form.errors.unit}
            />
            <Select
              label={labels.positionId}
              searchable
              clearable
              clearButtonProps={{ 'aria-label': t('desk.clear') }}
              data={(positions.data ?? []).map((one) => ({ value: one.id, label: inLanguage(one.name) }))}
              value={values.positionId || null}
              onChange={(id) => form.setFieldValue('positionId', id ?? '')}
              error={form.errors.positionId}
            />
            <TextInput
              label={labels.title}
              description={t('directory.people.addressHint')}
              {...form.getInputProps('title')}
            />
            <TextInput label={labels.mail} type="email" {...form.getInputProps('mail')} />
            <TextInput label={labels.phone} type="tel" {...form.getInputProps('phone')} />
            <Checkbox
              size="md"
              label={labels.head}
              description={t('directory.people.isHeadHint')}
              {...form.getInputProps('head', { type: 'checkbox' })}
            />
          </div>
        </section>
        <RolesField
          value={values.roles}
          onChange={(roles) => form.setFieldValue('roles', roles)}
          unit={values.unit}
          may={may}
          admin={allowed(admins)}
        />
      </EditFrame>
    </>
  );
}

/** The way to the person's account, or to making one. */
function AccountLink({ person }: { person: Person }) {
  const { t } = useTranslation();
  const account = useQuery({
    queryKey: ['account-of', person.id],
    queryFn: () => accountOf(person.id, person.name),
  });
  if (!account.isSuccess) return null;
  const to = account.data
    ? `/admin/accounts/${encodeURIComponent(account.data.id)}`
    : `/admin/accounts/new?${new URLSearchParams({ person: person.id })}`;
  return (
    <Button component={Link} to={to} variant="default" leftSection={<IconUserCog size={20} aria-hidden />}>
      {account.data ? t('directory.people.account') : t('directory.people.makeAccount')}
    </Button>
  );
}

function Activity({ person }: { person: Person }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { name, active } = person;
  const Icon = active ? IconUserOff : IconUserCheck;
  return (
    <Confirm
      label={t(active ? 'directory.people.deactivate' : 'directory.people.reactivate')}
      icon={<Icon size={20} aria-hidden />}
      body={t(active ? 'directory.people.deactivateBody' : 'directory.people.reactivateBody', { name })}
      act={async () => {
        const now = await getPerson(person.id);
        const { unit, roles, positionId, title, mail, phone, head } = now;
        const body = { name: now.name, unit: { catalogue: unit.catalogue, code: unit.code }, roles };
        await updatePerson(now.id, now.version, {
          ...body,
          positionId,
          title,
          mail,
          phone,
          head,
          active: !active,
        });
      }}
      onDone={() => {
        void client.invalidateQueries({ queryKey: ['people'] });
        void client.invalidateQueries({ queryKey: ['find'] });
        void client.resetQueries({ queryKey: ['person', person.id] });
      }}
    />
  );
}
