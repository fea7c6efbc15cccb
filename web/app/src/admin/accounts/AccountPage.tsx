import { Button, Select, TextInput, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { useTitle } from '../../components/useTitle';
import classes from '../../desk/parts/desk.module.css';
import { Finder, type Found } from '../../desk/parts/Finder';
import { people } from '../../desk/parts/finders';
import { RowSkeletons } from '../../desk/parts/Rows';
import { getPerson } from '../../directory/api';
import { EditFrame } from '../../directory/parts/EditFrame';
import { Crumb, foundUnit, UnitField, useRoles, type FoundUnit } from '../../directory/parts/fields';
import { Failing } from '../../directory/parts/Listing';
import parts from '../../directory/parts/parts.module.css';
import { useEdit } from '../../directory/parts/useEdit';
import { admins, useMay } from '../../directory/rights';
import { useSession } from '../../session/useSession';
import { AccountMarks } from './AccountMarks';
import { getAccount, updateAccount, type Account } from './api';
import { Help } from './Help';
import { AccountLogins, AccountSessions } from './Watch';

type Form = {
  displayName: string;
  role: Account['role'];
  unit: FoundUnit | null;
  personId: Found | null;
};

/** One account: what it is, the help its owner may need, where it is logged in, who has tried. */
export default function AccountPage() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const account = useQuery({ queryKey: ['account', id], queryFn: () => getAccount(id), gcTime: 0 });
  const personId = account.data?.personId;
  const person = useQuery({
    queryKey: ['person', personId, 'name'],
    queryFn: () => getPerson(personId ?? ''),
    enabled: personId !== undefined,
  });
  const waiting = account.isPending || (personId !== undefined && person.isPending);
  return (
    <>
      <Crumb to="/admin/accounts" label={t('accounts.title')} />
      {account.isError ? (
        <Failing error={account.error} onRetry={() => void account.refetch()} />
      ) : waiting ? (
        <RowSkeletons count={4} />
      ) : (
        <Known account={account.data} personName={person.data?.name} />
      )}
    </>
  );
}

function Known({ account, personName }: { account: Account; personName?: string }) {
  const { t } = useTranslation();
  const session = useSession();
  const own = session.data?.user.id === account.id;
  useTitle(account.displayName);
  return (
    <>
      <div className={classes.head}>
        <div>
          <Title order={1}>{account.displayName}</Title>
          <p className={classes.soft}>{account.username}</p>
        </div>
        <AccountMarks account={account} />
      </div>
      {account.demo && <p className={classes.warnText}>{t('accounts.demo')}</p>}
      {!account.editable && <p className={classes.soft}>{t('accounts.higher')}</p>}
      <Editor account={account} personName={personName} own={own} />
      {account.editable && !own && <Help account={account} />}
      {own && (
        <p>
          <Button component={Link} to="/profile" variant="default">
            {t('accounts.own')}
          </Button>
        </p>
      )}
      <AccountSessions account={account} own={own} />
      <AccountLogins account={account} />
    </>
  );
}

interface EditorProps {
  account: Account;
  personName?: string;
  own: boolean;
}

function Editor({ account, personName, own }: EditorProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const admin = useMay()(admins);
  const choices = useRoles().filter(
    ({ value }) => admin || value === account.role || (value !== 'admin' && value !== 'unit_admin'),
  );
  const edit = useEdit<Account, Form>({
    item: account,
    toForm: (item) => ({
      displayName: item?.displayName ?? '',
      role: item?.role ?? 'delegate',
      unit: item?.unit ? foundUnit(item.unit) : null,
      personId: item?.personId ? { value: item.personId, label: personName ?? item.displayName } : null,
    }),
    validate: { displayName: (text: string) => (text.trim() === '' ? t('directory.required') : null) },
    save: ({ displayName, role, unit, personId }, version) =>
      updateAccount(account.id, version ?? account.version, {
        displayName,
        role,
        unit: unit?.key,
        personId: personId?.value,
      }),
    reload: () => getAccount(account.id),
    onSaved: (saved) => {
      client.setQueryData(['account', account.id], saved);
      void client.invalidateQueries({ queryKey: ['accounts'] });
    },
  });
  const { form } = edit;
  const values = form.getValues();
  const labels = {
    displayName: t('accounts.displayName'),
    role: t('directory.role'),
    unit: t('directory.unit'),
    personId: t('accounts.person'),
  };
  return (
    <EditFrame edit={edit} labels={labels} may={account.editable} back="/admin/accounts">
      <section className={classes.card}>
        <div className={parts.grid}>
          <TextInput label={labels.displayName} required {...form.getInputProps('displayName')} />
          <Select
            label={labels.role}
            description={own ? t('accounts.ownRole') : undefined}
            disabled={own}
            data={choices}
            {...form.getInputProps('role')}
          />
          <UnitField
            label={labels.unit}
            clearable
            value={values.unit}
            onChange={(unit) => form.setFieldValue('unit', unit)}
            error={form.errors.unit}
          />
          <Finder
            kind="people"
            label={labels.personId}
            description={t('accounts.personHint')}
            clearable
            chosen={values.personId}
            find={people}
            onChoose={(found) => form.setFieldValue('personId', found)}
            error={form.errors.personId}
          />
        </div>
        {account.personId && (
          <p>
            <Link className={classes.title} to={`/directory/people/${encodeURIComponent(account.personId)}`}>
              {t('accounts.toPerson')}
            </Link>
          </p>
        )}
      </section>
    </EditFrame>
  );
}
