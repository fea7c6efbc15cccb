import { Button, Skeleton } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { beginSecondFactor, confirmSecondFactor } from '../api/account';
import { messageOf } from '../api/problem';
import { Failure } from '../components/Failure';
import { CodeInput, isWhole } from './CodeInput';
import { Told } from './PasswordForm';
import classes from './account.module.css';

interface Props {
  onDone: (recoveryCodes: string[]) => void;
  onCancel?: () => void;
}

/** Three steps on one page: get an app, scan the picture, enter a first code. */
export function Enrolment({ onDone, onCancel }: Props) {
  const { t } = useTranslation();
  // Each reading makes a new secret, so it is read once and only on purpose again.
  const made = useQuery({
    queryKey: ['enrolment'],
    queryFn: beginSecondFactor,
    staleTime: Infinity,
    gcTime: 0,
    retry: false,
  });
  const [code, setCode] = useState('');
  const [tried, setTried] = useState(false);
  const confirm = useMutation({ mutationFn: confirmSecondFactor, onSuccess: onDone });

  if (made.isError) {
    return (
      <Failure
        part
        title={t('profile.enrolFailed')}
        body={messageOf(made.error, t)}
        onRetry={() => void made.refetch()}
      />
    );
  }
  const send = (event: SyntheticEvent) => {
    event.preventDefault();
    setTried(true);
    if (isWhole(code)) confirm.mutate(code);
  };
  return (
    <form onSubmit={send} noValidate>
      <ol className={classes.steps}>
        <li>{t('profile.enrolApp')}</li>
        <li>
          {t('profile.enrolScan')}
          <div className={classes.qr}>
            {made.data ? (
              <img src={made.data.qr} alt={t('profile.enrolPicture')} width={212} height={212} />
            ) : (
              <Skeleton width={212} height={212} />
            )}
            <div>
              <p>{t('profile.enrolType')}</p>
              <p className={classes.secret} data-testid="secret">
                {made.data ? grouped(made.data.secret) : '…'}
              </p>
            </div>
          </div>
        </li>
        <li>
          {t('profile.enrolCode')}
          <div className={classes.form}>
            <CodeInput
              value={code}
              onChange={setCode}
              error={tried && !isWhole(code) ? t('profile.codeShort') : undefined}
            />
            <Told error={confirm.error} />
          </div>
        </li>
      </ol>
      <div className={classes.actions}>
        <Button type="submit" loading={confirm.isPending} disabled={!made.data}>
          {t('profile.enrolSubmit')}
        </Button>
        {onCancel && (
          <Button variant="default" onClick={onCancel}>
            {t('common.cancel')}
          </Button>
        )}
      </div>
    </form>
  );
}

/** In groups of four, which people can type without losing their place. */
function grouped(secret: string): string {
  return secret.replace(/(.{4})(?=.)/g, '$1 ');
}
