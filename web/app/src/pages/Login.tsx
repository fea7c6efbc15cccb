import { Alert, Button, Paper, PasswordInput, TextInput, Title } from '@mantine/core';
import { IconInfoCircle, IconLock, IconAlertTriangle } from '@tabler/icons-react';
import { useEffect, useRef, useState, type SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, useSearchParams } from 'react-router';
import { ApiError, messageOf } from '../api/problem';
import type { DemoAccount } from '../api/types';
import { useTitle } from '../components/useTitle';
import { currentLanguage } from '../i18n';
import { span } from '../format/time';
import { useInfo, useLogIn, useSession } from '../session/useSession';
import classes from './Login.module.css';

/** Only addresses of this app may be returned to after logging in. */
export function safeNext(next: string | null): string {
  if (next === null || !next.startsWith('/') || next.startsWith('//') || next.startsWith('/\\'))
    return '/rooms';
  return next.startsWith('/login') ? '/rooms' : next;
}

export function Login() {
  const { t } = useTranslation();
  const [params] = useSearchParams();
  const session = useSession();
  const info = useInfo();
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [filled, setFilled] = useState('');
  const submit = useRef<HTMLButtonElement>(null);
  useTitle(t('login.title'));
  if (session.data) return <Navigate to={safeNext(params.get('next'))} replace />;

  const fill = (account: DemoAccount) => {
    setUsername(account.username);
    setPassword(account.password);
    setFilled(t('login.demoFilled', { name: account.displayName }));
    submit.current?.focus();
  };
  return (
    <div className={classes.page}>
      <Paper withBorder p="xl" className={classes.card}>
        <Title order={1} mb="md">
          {t('login.title')}
        </Title>
        {params.has('next') && <Notice text={t('login.next')} />}
        {params.has('ended') && <Notice text={t('login.ended')} />}
        <Form {...{ username, setUsername, password, setPassword, submit }} />
        <p className={classes.help}>{t('login.help')}</p>
        {info.isError && <p className={classes.help}>{messageOf(info.error, t)}</p>}
      </Paper>
      {info.data?.demo && (
        <DemoAccounts accounts={info.data.demoAccounts ?? []} filled={filled} onFill={fill} />
      )}
    </div>
  );
}

function Notice({ text }: { text: string }) {
  return (
    <Alert icon={<IconInfoCircle />} mb="md" role="status">
      {text}
    </Alert>
  );
}

interface FormProps {
  username: string;
  setUsername: (value: string) => void;
  password: string;
  setPassword: (value: string) => void;
  submit: React.RefObject<HTMLButtonElement | null>;
}

function Form({ username, setUsername, password, setPassword, submit }: FormProps) {
  const { t } = useTranslation();
  const logIn = useLogIn();
  const [tried, setTried] = useState(false);
  const [caps, setCaps] = useState(false);
  const left = useLock(logIn.error);

  const onSubmit = (event: SyntheticEvent) => {
    event.preventDefault();
    setTried(true);
    if (username.trim() !== '' && password !== '') logIn.mutate({ username: username.trim(), password });
  };
  return (
    <form onSubmit={onSubmit} className={classes.form} noValidate>
      <TextInput
        label={t('login.username')}
        name="username"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        value={username}
        onChange={(event) => setUsername(event.currentTarget.value)}
        error={tried && username.trim() === '' ? t('login.required') : undefined}
      />
      <PasswordInput
        label={t('login.password')}
        name="password"
        autoComplete="current-password"
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        onKeyUp={(event) => setCaps(event.getModifierState('CapsLock'))}
        description={caps ? t('login.capsLock') : undefined}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        error={tried && password === '' ? t('login.required') : undefined}
        visibilityToggleButtonProps={{ 'aria-label': t('login.show'), tabIndex: 0 }}
      />
      <div aria-live="polite">
        <Refusal error={logIn.error} left={left} />
      </div>
      <Button type="submit" fullWidth loading={logIn.isPending} disabled={left > 0} ref={submit}>
        {logIn.isPending ? t('login.submitting') : t('login.submit')}
      </Button>
    </form>
  );
}

function Refusal({ error, left }: { error: Error | null; left: number }) {
  const { t } = useTranslation();
  if (error === null) return null;
  const locked = error instanceof ApiError && error.status === 423;
  if (!locked) {
    return (
      <Alert icon={<IconAlertTriangle />} color="yellow" variant="light">
        {messageOf(error, t)}
      </Alert>
    );
  }
  return (
    <Alert icon={<IconLock />} color="yellow" variant="light">
      {left > 0 ? (
        <>
          {t('login.locked', { time: span(left, currentLanguage()) })} {t('login.lockedNext')}
        </>
      ) : (
        t('login.unlocked')
      )}
    </Alert>
  );
}

/** Seconds left of the lock that the server answered with, counting down. */
function useLock(error: Error | null): number {
  const [left, setLeft] = useState(0);
  useEffect(() => {
    const wait = error instanceof ApiError && error.status === 423 ? (error.problem.retryAfter ?? 0) : 0;
    const until = Date.now() + wait * 1000;
    const tick = () => setLeft(Math.max(0, Math.ceil((until - Date.now()) / 1000)));
    tick();
    if (wait === 0) return;
    const timer = setInterval(tick, 1000);
    return () => clearInterval(timer);
  }, [error]);
  return left;
}

interface DemoProps {
  accounts: DemoAccount[];
  filled: string;
  onFill: (account: DemoAccount) => void;
}

function DemoAccounts({ accounts, filled, onFill }: DemoProps) {
  const { t } = useTranslation();
  return (
    <Paper withBorder p="xl" className={classes.card}>
      <Title order={2}>{t('login.demoTitle')}</Title>
      <p className={classes.help}>{t('login.demoBody')}</p>
      <ul className={classes.accounts}>
        {accounts.map((account) => (
          <li key={account.username}>
            <button type="button" className={classes.account} onClick={() => onFill(account)}>
              <span className={classes.name}>{account.displayName}</span>
              <span className={classes.role}>
                {t(`common.role.${account.role}`)} · {account.username}
              </span>
            </button>
          </li>
        ))}
      </ul>
      <p aria-live="polite" className={classes.help}>
        {filled}
      </p>
    </Paper>
  );
}
