import { IconKeyOff, IconLock, IconShieldCheck, IconUserOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from '../../desk/parts/desk.module.css';
import type { Account } from './api';

/** How an account stands, by shapes and words. */
export function AccountMarks({ account }: { account: Account }) {
  const { t } = useTranslation();
  return (
    <div className={classes.actions}>
      {account.disabled && (
        <span className={classes.badge} data-tone="bad">
          <IconUserOff size={16} aria-hidden /> {t(`accounts.disabled.${account.disabled}`)}
        </span>
      )}
      {account.lockedUntil && (
        <span className={classes.badge} data-tone="warn">
          <IconLock size={16} aria-hidden /> {t('accounts.status.locked')}
        </span>
      )}
      {account.noPassword && (
        <span className={classes.badge} data-tone="warn">
          <IconKeyOff size={16} aria-hidden /> {t('accounts.noPassword')}
        </span>
      )}
      {account.secondFactor && (
        <span className={classes.badge} data-tone="good">
          <IconShieldCheck size={16} aria-hidden /> {t('accounts.secondFactor')}
        </span>
      )}
    </div>
  );
}
