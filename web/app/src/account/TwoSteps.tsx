import { Button, Skeleton } from '@mantine/core';
import { IconShieldCheck, IconShieldOff } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { endSecondFactor, getSecondFactor, renewRecoveryCodes } from '../api/account';
import { messageOf } from '../api/problem';
import type { SecondFactor } from '../api/types';
import { Failure } from '../components/Failure';
import { dateTime } from '../format/time';
import { currentLanguage } from '../i18n';
import { Enrolment } from './Enrolment';
import { Secret, Told } from './PasswordForm';
import { RecoveryCodes } from './RecoveryCodes';
import classes from './account.module.css';

const key = ['second-factor'];

type Doing = 'nothing' | 'enrol' | 'renew' | 'end';

/** The second factor: its state, and turning it on and off. */
export function TwoSteps() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const state = useQuery({ queryKey: key, queryFn: getSecondFactor });
  const [doing, setDoing] = useState<Doing>('nothing');
  const [codes, setCodes] = useState<string[]>();
  const stop = () => {
    setDoing('nothing');
    setCodes(undefined);
    void client.invalidateQueries({ queryKey: key });
  };
  const show = (made: string[]) => setCodes(made);

  if (codes) return <RecoveryCodes codes={codes} onKept={stop} />;
  if (doing === 'enrol') return <Enrolment onDone={show} onCancel={stop} />;
  if (doing === 'renew') return <Renew onDone={show} onCancel={stop} />;
  if (doing === 'end') return <End onDone={stop} onCancel={stop} />;
  if (state.isPending) return <Skeleton height={96} />;
  if (state.isError) {
    return (
      <Failure
        part
        title={t('profile.failed')}
        body={messageOf(state.error, t)}
        onRetry={() => void state.refetch()}
      />
    );
  }
  return <State state={state.data} onDo={setDoing} />;
}

function State({ state, onDo }: { state: SecondFactor; onDo: (doing: Doing) => void }) {
  const { t } = useTranslation();
  if (!state.on) {
    return (
      <>
        <p className={classes.state}>
          <IconShieldOff size={22} aria-hidden /> {t('profile.twoStepsOff')}
        </p>
        <p className={classes.soft}>{t('profile.twoStepsBody')}</p>
        <Button onClick={() => onDo('enrol')}>{t('profile.turnOn')}</Button>
      </>
    );
  }
  const since = state.since ? dateTime(new Date(state.since), currentLanguage()) : '';
  return (
    <>
      <p className={`${classes.state} ${classes.good}`}>
        <IconShieldCheck size={22} aria-hidden /> {t('profile.twoStepsOn', { since })}
      </p>
      <p className={classes.soft}>
        {t('profile.recoveryLeft', { count: state.recoveryCodes })}{' '}
        {state.required && t('profile.twoStepsRequired')}
      </p>
      <div className={classes.actions}>
        <Button variant="default" onClick={() => onDo('renew')}>
          {t('profile.recoveryRenew')}
        </Button>
        {!state.required && (
          <Button variant="default" onClick={() => onDo('end')}>
            {t('profile.turnOff')}
          </Button>
        )}
      </div>
    </>
  );
}

function Renew({ onDone, onCancel }: { onDone: (codes: string[]) => void; onCancel: () => void }) {
  const { t } = useTranslation();
  const renew = useMutation({ mutationFn: renewRecoveryCodes, onSuccess: onDone });
  return (
    <WithPassword
      body={t('profile.renewBody')}
      submit={t('profile.recoveryRenew')}
      pending={renew.isPending}
      error={renew.error}
      onSubmit={(password) => renew.mutate(password)}
      onCancel={onCancel}
    />
  );
}

function End({ onDone, onCancel }: { onDone: () => void; onCancel: () => void }) {
  const { t } = useTranslation();
  const end = useMutation({ mutationFn: endSecondFactor, onSuccess: onDone });
  return (
    <WithPassword
      body={t('profile.turnOffBody')}
      submit={t('profile.turnOff')}
      pending={end.isPending}
      error={end.error}
      onSubmit={(password) => end.mutate(password)}
      onCancel={onCancel}
    />
  );
}

interface WithPasswordProps {
  body: string;
  submit: string;
  pending: boolean;
  error: Error | null;
  onSubmit: (password: string) => void;
  onCancel: () => void;
}

/** Something that takes the password once more. */
function WithPassword({ body, submit, pending, error, onSubmit, onCancel }: WithPasswordProps) {
  const { t } = useTranslation();
  const [password, setPassword] = useState('');
  const [tried, setTried] = useState(false);
  const send = (event: SyntheticEvent) => {
    event.preventDefault();
    setTried(true);
    if (password !== '') onSubmit(password);
  };
  return (
    <form onSubmit={send} noValidate className={classes.form}>
      <p className={classes.lead}>{body}</p>
      <Secret
        label={t('profile.passwordCurrent')}
        autoComplete="current-password"
        value={password}
        onChange={setPassword}
        error={tried && password === '' ? t('login.required') : undefined}
      />
      <Told error={error} />
      <div className={classes.actions}>
        <Button type="submit" loading={pending}>
          {submit}
        </Button>
        <Button variant="default" onClick={onCancel} disabled={pending}>
          {t('common.cancel')}
        </Button>
      </div>
    </form>
  );
}
