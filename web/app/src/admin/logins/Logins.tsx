import { Select, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useTitle } from '../../components/useTitle';
import classes from '../../desk/parts/desk.module.css';
import { DayField } from '../../directory/parts/DayField';
import { Listing } from '../../directory/parts/Listing';
import { useAsked } from '../../directory/parts/useAsked';
import { Words } from '../../directory/parts/Words';
import { addDays, instantOf, isDay } from '../../format/day';
import { searchLogins } from '../accounts/api';
import { LoginRow } from './LoginRow';

const keys = ['username', 'source', 'outcome', 'from', 'to'] as const;
const outcomes = ['ok', 'password', 'wrong', 'wrong_code', 'unknown', 'locked', 'disabled'] as const;

/** The question that the page's address stands for: the last day counts in full. */
export function question(asked: Record<(typeof keys)[number], string>) {
  return {
    username: asked.username || undefined,
    source: asked.source || undefined,
    outcome: outcomes.find((known) => known === asked.outcome),
    from: isDay(asked.from) ? instantOf(asked.from) : undefined,
    to: isDay(asked.to) ? instantOf(addDays(asked.to, 1)) : undefined,
  };
}

/** Every attempt to log in, with names that no account has. */
export default function Logins() {
  const { t } = useTranslation();
  const { asked, ask, clear, narrowed } = useAsked(keys);
  useTitle(t('accounts.loginsTitle'));
  const filter = question(asked);
  return (
    <>
      <div className={classes.head}>
        <div>
          <Title order={1}>{t('accounts.loginsTitle')}</Title>
          <p className={classes.soft}>{t('accounts.loginsIntro')}</p>
        </div>
      </div>
      <search className={classes.filters} aria-label={t('directory.filters')}>
        <Words
          label={t('accounts.username')}
          value={asked.username}
          onChange={(username) => ask({ username })}
        />
        <Words label={t('accounts.source')} value={asked.source} onChange={(source) => ask({ source })} />
        <Select
          label={t('accounts.outcomeIs')}
          data={[
            { value: '', label: t('accounts.anyOutcome') },
            ...outcomes.map((value) => ({ value, label: t(`accounts.outcome.${value}`) })),
          ]}
          value={asked.outcome}
          onChange={(outcome) => ask({ outcome: outcome ?? '' })}
        />
        <DayField label={t('accounts.from')} value={asked.from} onChange={(from) => ask({ from })} />
        <DayField label={t('accounts.to')} value={asked.to} onChange={(to) => ask({ to })} />
      </search>
      <Listing
        queryKey={['all-logins', filter]}
        read={(cursor, signal) => searchLogins(filter, cursor, signal)}
        row={(login) => <LoginRow key={login.id} login={login} named />}
        empty={t('accounts.noLogins')}
        narrowed={narrowed}
        onClear={clear}
      />
    </>
  );
}
