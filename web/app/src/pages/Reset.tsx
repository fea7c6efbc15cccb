import { Alert, Button, Paper, Title } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { checkPasswordLink, spendPasswordLink } from '../api/account';
import { messageOf } from '../api/problem';
import { PasswordForm } from '../account/PasswordForm';
import { Failure } from '../components/Failure';
import { Loading } from '../components/Loading';
import { useTitle } from '../components/useTitle';
import { dateTime } from '../format/time';
import { currentLanguage } from '../i18n';
import classes from './Login.module.css';

/** Setting a password by the link that an administrator has handed over. Its secret stands after # and is sent in bodies only. */
export function Reset() {
  const { t } = useTranslation();
  const [secret] = useState(() => window.location.hash.slice(1));
  const link = useQuery({
    queryKey: ['password-link'],
    queryFn: () => checkPasswordLink(secret),
    enabled: secret !== '',
    retry: false,
    gcTime: 0,
    staleTime: Infinity,
  });
  const spend = useMutation({ mutationFn: (password: string) => spendPasswordLink(secret, password) });
  useTitle(t('login.resetTitle'));
  if (secret === '' || link.isError) {
    return (
      <Failure
        title={t('login.resetFailed')}
        body={secret === '' ? t('login.resetNoSecret') : messageOf(link.error, t)}
        action={
          <Button component={Link} to="/login" variant="default">
            {t('login.toLogin')}
          </Button>
        }
      />
    );
  }
  if (link.isPending) return <Loading />;
  const { username, displayName, expiresAt } = link.data;
  return (
    <div className={classes.page}>
      <Paper withBorder p="xl" className={classes.card}>
        <Title order={1} mb="md">
          {t('login.resetTitle')}
        </Title>
        {spend.isSuccess ? (
          <>
            <Alert icon={<IconCircleCheck />} color="green" variant="light" mb="md" role="status">
              {t('login.resetDone', { username })}
            </Alert>
            <Button component={Link} to="/login" fullWidth>
              {t('login.toLogin')}
            </Button>
          </>
        ) : (
          <>
            <p className={classes.who}>
              {t('login.resetBody', {
                name: displayName,
                username,
                time: dateTime(new Date(expiresAt), currentLanguage()),
              })}
            </p>
            <PasswordForm
              current={false}
              username={username}
              submit={t('login.resetSubmit')}
              pending={spend.isPending}
              error={spend.error}
              onSubmit={(_, replacement) => spend.mutate(replacement)}
            />
          </>
        )}
      </Paper>
    </div>
  );
}
