import { Button, Group, Select, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { fieldErrors } from '../../api/problem';
import { Failure } from '../../components/Failure';
import { useTitle } from '../../components/useTitle';
import classes from '../../desk/parts/desk.module.css';
import { Finder, type Found } from '../../desk/parts/Finder';
import { people } from '../../desk/parts/finders';
import { getPerson } from '../../directory/api';
import { Fields } from '../../directory/parts/EditFrame';
import { Crumb, foundUnit, roles, UnitField, useRoles, type FoundUnit } from '../../directory/parts/fields';
import parts from '../../directory/parts/parts.module.css';
import { Refusal } from '../../directory/parts/Refusal';
import { formPath } from '../../directory/parts/useEdit';
import { useUnsaved } from '../../directory/parts/useUnsaved';
import { admins, keepers, useMay } from '../../directory/rights';
import { createAccount } from './api';
import { LinkOnce } from './LinkOnce';

interface Form {
  username: string;
  displayName: string;
  role: (typeof roles)[number];
  unit: FoundUnit | null;
  personId: Found | null;
}

/** The form of a new account, begun with the person that the address names. */
function useNew() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [params] = useSearchParams();
  const person = params.get('person') ?? '';
  const known = useQuery({
    queryKey: ['person', person, 'account'],
    queryFn: () => getPerson(person),
    enabled: person !== '',
  });
  const form = useForm<Form>({
    initialValues: { username: '', displayName: '', role: 'delegate', unit: null, personId: null },
    validate: {
      username: (text) => (text.trim() === '' ? t('directory.required') : null),
      displayName: (text) => (text.trim() === '' ? t('directory.required') : null),
    },
  });
  const { setValues } = form;
  useEffect(() => {
    if (!known.data) return;
    const { id, name, unit, roles: held, mail } = known.data;
    setValues({
      displayName: name,
      unit: foundUnit(unit),
      personId: { value: id, label: name },
      username: mail?.split('@')[0] ?? '',
      role: held[0]?.role ?? 'delegate',
    });
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [known.data]);
  const make = useMutation({
    mutationFn: ({ username, displayName, role, unit, personId }: Form) =>
      createAccount({
        username: username.trim(),
        displayName: displayName.trim(),
        role,
        unit: unit?.key,
        personId: personId?.value,
      }),
    onSuccess: () => {
      form.resetDirty();
      void client.invalidateQueries({ queryKey: ['accounts'] });
      void client.invalidateQueries({ queryKey: ['account-of'] });
    },
    onError: (error) =>
      form.setErrors(
        Object.fromEntries(
          Object.entries(fieldErrors(error)).map(([at, message]): [string, string] => [
            formPath(at).split('.')[0] ?? at,
            message,
          ]),
        ),
      ),
  });
  return { form, make };
}

/** A new account; its owner sets the password by a link that is shown once. */
export default function NewAccount() {
  const { t } = useTranslation();
  const may = useMay();
  useTitle(t('accounts.add'));
  if (!may(keepers)) return <Failure title={t('desk.noRightTitle')} body={t('directory.noRight')} />;
  return <Making admin={may(admins)} />;
}

function Making({ admin }: { admin: boolean }) {
  const { t } = useTranslation();
  const choices = useRoles().filter(({ value }) => admin || (value !== 'admin' && value !== 'unit_admin'));
  const { form, make } = useNew();
  const question = useUnsaved(form.isDirty() && !make.isSuccess);
  const made = make.data;
  if (made) {
    return (
      <>
        <Crumb to="/admin/accounts" label={t('accounts.title')} />
        <Title order={1} mb="md">
          {t('accounts.made', { name: made.account.displayName })}
        </Title>
        {made.link && <LinkOnce link={made.link} />}
        <Button component={Link} to={`/admin/accounts/${encodeURIComponent(made.account.id)}`}>
          {t('accounts.toAccount')}
        </Button>
      </>
    );
  }
  const values = form.getValues();
  return (
    <>
      {question}
      <Crumb to="/admin/accounts" label={t('accounts.title')} />
      <Title order={1} mb="md">
        {t('accounts.add')}
      </Title>
      <form noValidate onSubmit={form.onSubmit((given) => make.mutate(given))}>
        <section className={classes.card}>
          <Fields>
            <div className={parts.grid}>
              <TextInput
                label={t('accounts.username')}
                description={t('accounts.usernameHint')}
                required
                autoComplete="off"
                {...form.getInputProps('username')}
              />
              <TextInput label={t('accounts.displayName')} required {...form.getInputProps('displayName')} />
              <Select label={t('directory.role')} data={choices} {...form.getInputProps('role')} />
              <UnitField
                label={t('directory.unit')}
                clearable
                value={values.unit}
                onChange={(unit) => form.setFieldValue('unit', unit)}
                error={form.errors.unit}
              />
              <Finder
                kind="people"
                label={t('accounts.person')}
                description={t('accounts.personHint')}
                clearable
                chosen={values.personId}
                find={people}
                onChoose={(found) => form.setFieldValue('personId', found)}
                error={form.errors.personId}
              />
            </div>
          </Fields>
        </section>
        <Refusal error={make.error} />
        <Group>
          <Button type="submit" loading={make.isPending}>
            {t('accounts.make')}
          </Button>
          <Button component={Link} to="/admin/accounts" variant="default">
            {t('common.cancel')}
          </Button>
        </Group>
      </form>
    </>
  );
}
