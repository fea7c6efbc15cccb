import { Button } from '@mantine/core';
import { IconDeviceLaptop } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { deviceOf } from '../../account/device';
import classes from '../../desk/parts/desk.module.css';
import { RowSkeletons } from '../../desk/parts/Rows';
import { Confirm } from '../../directory/parts/Confirm';
import { Failing, Listing } from '../../directory/parts/Listing';
import { Refusal } from '../../directory/parts/Refusal';
import { dateTime } from '../../format/time';
import { currentLanguage } from '../../i18n';
import { LoginRow } from '../logins/LoginRow';
import { endSession, endSessions, listLogins, listSessions, type Account } from './api';

/** Where an account is logged in. */
export function AccountSessions({ account, own }: { account: Account; own: boolean }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const key = ['account-sessions', account.id];
  const sessions = useQuery({ queryKey: key, queryFn: () => listSessions(account.id) });
  const renew = () => void client.invalidateQueries({ queryKey: key });
  const end = useMutation({
    mutationFn: (session: string) => endSession(account.id, session),
    onSettled: renew,
  });
  const may = account.editable && !own;
  const items = sessions.data?.items ?? [];
  return (
    <section className={classes.card} aria-labelledby="sessions">
      <div className={classes.cardHead}>
        <h2 id="sessions">{t('accounts.sessions')}</h2>
        {may && items.length > 1 && (
          <Confirm
            label={t('accounts.endSessions')}
            body={t('accounts.endSessionsBody', { name: account.displayName })}
            act={() => endSessions(account.id)}
            onDone={renew}
          />
        )}
      </div>
      {sessions.isPending && <RowSkeletons count={2} />}
      {sessions.isError && <Failing error={sessions.error} onRetry={() => void sessions.refetch()} />}
      {sessions.isSuccess && items.length === 0 && <p className={classes.soft}>{t('accounts.noSessions')}</p>}
      <Refusal error={end.error} />
      <ul className={classes.list}>
        {items.map((one) => {
          const device = deviceOf(one.userAgent) || t('profile.unknownDevice');
          return (
            <li key={one.id} className={classes.row}>
              <IconDeviceLaptop size={24} aria-hidden />
              <div className={classes.text}>
                <span className={classes.title}>{device}</span>
                <span className={classes.soft}>
                  {t('profile.from', { source: one.source })} ·{' '}
                  {t('profile.lastSeen', { time: dateTime(new Date(one.lastSeenAt), currentLanguage()) })}
                </span>
              </div>
              {may && (
                <Button
                  variant="default"
                  loading={end.isPending && end.variables === one.id}
                  aria-label={t('profile.endNamed', { device, source: one.source })}
                  onClick={() => end.mutate(one.id)}
                >
                  {t('profile.end')}
                </Button>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** Who has tried to log in to an account. */
export function AccountLogins({ account }: { account: Account }) {
  const { t } = useTranslation();
  return (
    <section aria-labelledby="logins">
      <h2 id="logins">{t('accounts.logins')}</h2>
      <Listing
        queryKey={['account-logins', account.id]}
        read={(cursor, signal) => listLogins(account.id, cursor, signal)}
        row={(login) => <LoginRow key={login.id} login={login} />}
        empty={t('accounts.noLogins')}
        narrowed={false}
        onClear={() => undefined}
      />
    </section>
  );
}
