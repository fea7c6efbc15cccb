import { Alert, Button, Paper, PasswordInput, Title } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState, type SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { Session } from '../api/types';
import { useTitle } from '../components/useTitle';
import classes from '../pages/Login.module.css';
import { LoginRefusal, useLock } from './LoginRefusal';
import { CodeStep } from './steps';
import { sessionKey, useLogIn } from './useSession';

/** Stands over a page whose session has ended, until the same person has logged in again; the page waits behind it. */
export function Lock({ whose, entering }: { whose: Session; entering: boolean }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  useTitle(t('login.lockTitle'));
  useEffect(() => {
    document.body.dataset.locked = ''; // what a page has opened over itself goes with it
    return () => {
      delete document.body.dataset.locked;
    };
  }, []);
  const onBack = () => {
    client.setQueryData(sessionKey, null);
    void navigate('/login');
  };
  return (
    <div className={classes.page} data-testid="lock">
      <Paper withBorder p="xl" className={classes.card}>
        <Title order={1} mb="md">
          {t('login.lockTitle')}
        </Title>
        <Alert icon={<IconLock />} mb="md" role="status">
          {t('login.lockBody', { name: whose.user.displayName })}
        </Alert>
        {entering ? <CodeStep onBack={onBack} /> : <Unlock username={whose.user.username} onBack={onBack} />}
      </Paper>
    </div>
  );
}

function Unlock({ username, onBack }: { username: string; onBack: () => void }) {
  const { t } = useTranslation();
  const logIn = useLogIn();
  const [password, setPassword] = useState('');
  const [tried, setTried] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const left = useLock(logIn.error);
  useEffect(() => input.current?.focus(), []);
  const onSubmit = (event: SyntheticEvent) => {
    event.preventDefault();
    setTried(true);
    if (password !== '') logIn.mutate({ username, password });
  };
  return (
    <form onSubmit={onSubmit} className={classes.form} noValidate>
      <input type="hidden" name="username" autoComplete="username" value={username} />
      <PasswordInput
        label={t('login.password')}
        name="password"
        autoComplete="current-password"
        ref={input}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        error={tried && password === '' ? t('login.required') : undefined}
        visibilityToggleButtonProps={{ 'aria-label': t('login.show'), tabIndex: 0 }}
      />
      <LoginRefusal error={logIn.error} left={left} />
      <Button type="submit" fullWidth loading={logIn.isPending} disabled={left > 0}>
        {t('login.unlock')}
      </Button>
      <Button variant="subtle" onClick={onBack}>
        {t('login.otherAccount')}
      </Button>
    </form>
  );
}
