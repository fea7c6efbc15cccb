import { Button, Skeleton } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleDot,
  IconLock,
  IconUserOff,
  type Icon,
} from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { listLogins } from '../api/account';
import { messageOf } from '../api/problem';
import type { LoginItem } from '../api/types';
import { Failure } from '../components/Failure';
import { dateTime } from '../format/time';
import { currentLanguage } from '../i18n';
import { deviceOf } from './device';
import classes from './account.module.css';

/** Who has tried to log in to the account, from where, with what end. */
export function LoginLog() {
  const { t } = useTranslation();
  const logins = useInfiniteQuery({
    queryKey: ['logins'],
    queryFn: ({ pageParam, signal }) => listLogins(pageParam, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor || undefined,
  });
  if (logins.isPending) return <Skeleton height={200} />;
  if (logins.isError) {
    return (
      <Failure
        part
        title={t('profile.failed')}
        body={messageOf(logins.error, t)}
        onRetry={() => void logins.refetch()}
      />
    );
  }
  const items = logins.data.pages.flatMap((page) => page.items);
  return (
    <>
      <p className={classes.soft}>{t('profile.loginsBody')}</p>
      <ul className={classes.rows}>
        {items.map((login, index) => (
          <Row key={`${login.at}-${index}`} login={login} />
        ))}
      </ul>
      {logins.hasNextPage && (
        <Button
          variant="default"
          mt="sm"
          loading={logins.isFetchingNextPage}
          onClick={() => void logins.fetchNextPage()}
        >
          {t('profile.more')}
        </Button>
      )}
    </>
  );
}

const marks: Record<LoginItem['outcome'], [Icon, string | undefined]> = {
  ok: [IconCircleCheck, classes.good],
  password: [IconCircleDot, undefined],
  wrong: [IconAlertTriangle, classes.warn],
  wrong_code: [IconAlertTriangle, classes.warn],
  locked: [IconLock, classes.warn],
  disabled: [IconUserOff, classes.warn],
};

function Row({ login }: { login: LoginItem }) {
  const { t } = useTranslation();
  const [Mark, tone] = marks[login.outcome];
  return (
    <li className={classes.row}>
      <Mark size={22} aria-hidden className={tone ?? classes.icon} />
      <div className={classes.text}>
        <span className={classes.strong}>{t(`profile.outcome.${login.outcome}`)}</span>
        <span className={classes.small}>
          {dateTime(new Date(login.at), currentLanguage())} · {t('profile.from', { source: login.source })} ·{' '}
          {deviceOf(login.userAgent) || t('profile.unknownDevice')}
        </span>
      </div>
    </li>
  );
}
