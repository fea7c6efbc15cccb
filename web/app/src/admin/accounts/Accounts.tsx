import { Button, Select, Title } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useTitle } from '../../components/useTitle';
import classes from '../../desk/parts/desk.module.css';
import { UnitField, useRoles } from '../../directory/parts/fields';
import { Listing } from '../../directory/parts/Listing';
import { useAsked } from '../../directory/parts/useAsked';
import { Words } from '../../directory/parts/Words';
import { keepers, useMay } from '../../directory/rights';
import { dateTime } from '../../format/time';
import { currentLanguage } from '../../i18n';
import { listAccounts, type Account } from './api';
import { AccountMarks } from './AccountMarks';

const keys = ['q', 'role', 'status', 'unit', 'unitName'] as const;
const statuses = ['active', 'disabled', 'locked'] as const;

/** The accounts that the caller administers. */
export default function Accounts() {
  const { t } = useTranslation();
  const { asked, ask, clear, narrowed } = useAsked(keys);
  const may = useMay();
  const roles = useRoles();
  useTitle(t('accounts.title'));
  const filter = {
    q: asked.q || undefined,
    role: roles.find(({ value }) => value === asked.role)?.value,
    status: statuses.find((known) => known === asked.status),
    unit: asked.unit || undefined,
  };
  const [catalogue = '', code = ''] = asked.unit.split(':');
  return (
    <>
      <div className={classes.head}>
        <Title order={1}>{t('accounts.title')}</Title>
        {may(keepers) && (
          <Button component={Link} to="/admin/accounts/new" leftSection={<IconPlus size={20} aria-hidden />}>
            {t('accounts.add')}
          </Button>
        )}
      </div>
      <search className={classes.filters} aria-label={t('directory.filters')}>
        <Words wide label={t('accounts.search')} value={asked.q} onChange={(q) => ask({ q })} />
        <UnitField
          label={t('accounts.unit')}
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
          data={[{ value: '', label: t('directory.anyRole') }, ...roles]}
          value={asked.role}
          onChange={(role) => ask({ role: role ?? '' })}
        />
        <Select
          label={t('directory.status')}
          data={[
            { value: '', label: t('accounts.anyStatus') },
            ...statuses.map((value) => ({ value, label: t(`accounts.status.${value}`) })),
          ]}
          value={asked.status}
          onChange={(status) => ask({ status: status ?? '' })}
        />
      </search>
      <Listing
        queryKey={['accounts', filter]}
        read={(cursor, signal) => listAccounts(filter, cursor, signal)}
        row={(account) => <AccountRow key={account.id} account={account} />}
        empty={t('accounts.empty')}
        narrowed={narrowed}
        onClear={clear}
      />
    </>
  );
}

function AccountRow({ account }: { account: Account }) {
  const { t } = useTranslation();
  const seen = account.lastLoginAt
    ? t('accounts.lastLogin', { time: dateTime(new Date(account.lastLoginAt), currentLanguage()) })
    : t('accounts.never');
  return (
    <li className={classes.row} data-testid="account-row">
      <div className={classes.text}>
        <Link to={`/admin/accounts/${encodeURIComponent(account.id)}`} className={classes.title}>
          {account.displayName}
        </Link>
        <div>
          {[account.username, t(`common.role.${account.role}`), account.unit?.name]
            .filter(Boolean)
            .join(' · ')}
        </div>
        <div className={classes.soft}>{seen}</div>
      </div>
      <AccountMarks account={account} />
    </li>
  );
}
