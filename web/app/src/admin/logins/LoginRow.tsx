import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleDot,
  IconLock,
  IconUserOff,
  IconUserQuestion,
  type Icon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { deviceOf } from '../../account/device';
import classes from '../../desk/parts/desk.module.css';
import { dateTime } from '../../format/time';
import { currentLanguage } from '../../i18n';
import type { Login } from '../accounts/api';

const marks: Record<Login['outcome'], { icon: Icon; tone: string }> = {
  ok: { icon: IconCircleCheck, tone: 'good' },
  password: { icon: IconCircleDot, tone: 'soft' },
  wrong: { icon: IconAlertTriangle, tone: 'warn' },
  wrong_code: { icon: IconAlertTriangle, tone: 'warn' },
  unknown: { icon: IconUserQuestion, tone: 'warn' },
  locked: { icon: IconLock, tone: 'bad' },
  disabled: { icon: IconUserOff, tone: 'bad' },
};

/** One attempt to log in; with whose it was where that is not plain. */
export function LoginRow({ login, named = false }: { login: Login; named?: boolean }) {
  const { t } = useTranslation();
  const { icon: Mark, tone } = marks[login.outcome];
  return (
    <li className={classes.row} data-testid="login-row">
      <div className={classes.text}>
        {named &&
          (login.accountId ? (
            <Link to={`/admin/accounts/${encodeURIComponent(login.accountId)}`} className={classes.title}>
              {login.username}
            </Link>
          ) : (
            <span className={classes.title}>{login.username}</span>
          ))}
        <div>{dateTime(new Date(login.at), currentLanguage())}</div>
        <div className={classes.soft}>
          {t('profile.from', { source: login.source })} ·{' '}
          {deviceOf(login.userAgent) || t('profile.unknownDevice')}
        </div>
      </div>
      <span className={classes.badge} data-tone={tone}>
        <Mark size={16} aria-hidden /> {t(`accounts.outcome.${login.outcome}`)}
      </span>
    </li>
  );
}
