import { Alert, Button, Paper, PasswordInput, TextInput, Title } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useRef, useState, type SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, useSearchParams } from 'react-router';
import { messageOf } from '../api/problem';
import type { DemoAccount, Session } from '../api/types';
import { useTitle } from '../components/useTitle';
import { LoginRefusal, useLock } from '../session/LoginRefusal';
import { CodeStep, EnrolStep, PasswordStep } from '../session/steps';
import { useInfo, useLogIn, useLogOut, useSession } from '../session/useSession';
import classes from './Login.module.css';

/** Only addresses of this app may be returned to after logging in. */
export function safeNext(next: string | null): string {
  if (next === null || !next.startsWith('/') || next.startsWith('//') || next.startsWith('/\\')) return '/';
  return next.startsWith('/login') ? '/' : next;
}

export function Login() {
  const { t } = useTranslation();
  const [params] = useSearchParams();
  const session = useSession();
  const info = useInfo();
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [filled, setFilled] = useState('');
  const [held, setHeld] = useState(false);
  const submit = useRef<HTMLButtonElement>(null);
  useTitle(t('login.title'));
  if (session.data && !session.data.requires && !held)
    return <Navigate to={safeNext(params.get('next'))} replace />;

  const fill = (account: DemoAccount) => {
    setUsername(account.username);
    setPassword(account.password);
    setFilled(t('login.demoFilled', { name: account.displayName }));
    submit.current?.focus();
  };
  if (session.data) return <Step session={session.data} held={held} onHold={setHeld} />;
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

interface StepProps {
  session: Session;
  held: boolean;
  onHold: (held: boolean) => void;
}

/** What the server requires after the password. */
function Step({ session, held, onHold }: StepProps) {
  const { t } = useTranslation();
  const logOut = useLogOut();
  const step = held ? 'second_factor' : (session.requires ?? 'code');
  const title = t(`login.step.${step}`);
  useTitle(title);
  const onBack = () => logOut.mutate(undefined);
  return (
    <div className={classes.page}>
      <Paper withBorder p="xl" className={step === 'second_factor' ? classes.wide : classes.card}>
        <Title order={1} mb="md">
          {title}
        </Title>
        {step === 'code' && <CodeStep onBack={onBack} />}
        {step === 'new_password' && <PasswordStep session={session} onBack={onBack} />}
        {step === 'second_factor' && <EnrolStep onBack={onBack} onHold={onHold} />}
      </Paper>
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
      <LoginRefusal error={logIn.error} left={left} />
      <Button type="submit" fullWidth loading={logIn.isPending} disabled={left > 0} ref={submit}>
        {logIn.isPending ? t('login.submitting') : t('login.submit')}
      </Button>
    </form>
  );
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
