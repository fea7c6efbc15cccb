import { Group } from '@mantine/core';
import { IconKey, IconLockOpen, IconShieldOff, IconUserCheck, IconUserOff } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from '../../desk/parts/desk.module.css';
import { Confirm } from '../../directory/parts/Confirm';
import {
  disableAccount,
  endSecondFactor,
  getAccount,
  makePasswordLink,
  unlockAccount,
  type Account,
  type PasswordLink,
} from './api';
import { LinkOnce } from './LinkOnce';

/** What an administrator does for an account's owner, or against its misuse. */
export function Help({ account }: { account: Account }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [link, setLink] = useState<PasswordLink | null>(null);
  const name = account.displayName;
  const renew = async () => {
    client.setQueryData(['account', account.id], await getAccount(account.id));
    void client.invalidateQueries({ queryKey: ['accounts'] });
    void client.invalidateQueries({ queryKey: ['account-sessions', account.id] });
  };
  const Power = account.disabled ? IconUserCheck : IconUserOff;
  return (
    <section className={classes.card} aria-labelledby="help">
      <h2 id="help">{t('accounts.help')}</h2>
      {link && <LinkOnce link={link} />}
      <Group>
        <Confirm
          label={t('accounts.link.make')}
          icon={<IconKey size={20} aria-hidden />}
          body={t('accounts.link.makeBody', { name })}
          act={async () => setLink(await makePasswordLink(account.id))}
          onDone={() => void renew()}
        />
        {account.lockedUntil && (
          <Confirm
            label={t('accounts.unlock')}
            icon={<IconLockOpen size={20} aria-hidden />}
            body={t('accounts.unlockBody', { name })}
            act={() => unlockAccount(account.id)}
            onDone={() => void renew()}
          />
        )}
        {account.secondFactor && (
          <Confirm
            label={t('accounts.endSecondFactor')}
            icon={<IconShieldOff size={20} aria-hidden />}
            body={t('accounts.endSecondFactorBody', { name })}
            act={() => endSecondFactor(account.id)}
            onDone={() => void renew()}
          />
        )}
        <Confirm
          label={t(account.disabled ? 'accounts.enable' : 'accounts.disable')}
          icon={<Power size={20} aria-hidden />}
          body={t(account.disabled ? 'accounts.enableBody' : 'accounts.disableBody', { name })}
          act={() => disableAccount(account.id, account.version, !account.disabled)}
          onDone={() => void renew()}
        />
      </Group>
    </section>
  );
}
