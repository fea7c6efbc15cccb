import { Button, Paper, Title } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Fragment, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { changePassword } from '../api/account';
import type { Session } from '../api/types';
import { LoginLog } from '../account/LoginLog';
import { PasswordForm } from '../account/PasswordForm';
import { Sessions } from '../account/Sessions';
import { TwoSteps } from '../account/TwoSteps';
import { Feeds } from '../desk/feeds/Feeds';
import { getPerson } from '../directory/api';
import { useTitle } from '../components/useTitle';
import { useSession } from '../session/useSession';
import classes from './Profile.module.css';

/** The own account: who one is, how one logs in, where one is logged in. */
export default function Profile() {
  const { t } = useTranslation();
  const session = useSession();
  useTitle(t('profile.title'));
  if (!session.data) return null;
  return (
    <>
      <Title order={1} mb="md">
        {t('profile.title')}
      </Title>
      <div className={classes.page}>
        <Part title={t('profile.details')}>
          <Details session={session.data} />
        </Part>
        <Part title={t('profile.password')}>
          <Password username={session.data.user.username} />
        </Part>
        <Part title={t('profile.twoSteps')}>
          <TwoSteps />
        </Part>
        <Part title={t('profile.sessions')}>
          <Sessions />
        </Part>
        <Part title={t('feeds.title')}>
          <Feeds />
        </Part>
        <Part title={t('profile.logins')}>
          <LoginLog />
        </Part>
      </div>
    </>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Paper withBorder component="section" p="lg" className={classes.part}>
      <Title order={2} mb="sm">
        {title}
      </Title>
      {children}
    </Paper>
  );
}

function Details({ session }: { session: Session }) {
  const { t } = useTranslation();
  const { user } = session;
  const { personId } = user;
  const person = useQuery({
    queryKey: ['directory', 'person', personId],
    queryFn: () => getPerson(personId ?? ''),
    enabled: personId !== undefined,
  });
  // What invitations are sent to: whoever sees that it is wrong can have it mended.
  const known = person.data && {
    position: person.data.title ?? person.data.position,
    mail: person.data.mail,
    phone: person.data.phone,
  };
  return (
    <>
      <dl className={classes.details}>
        <dt>{t('profile.name')}</dt>
        <dd>{user.displayName}</dd>
        <dt>{t('login.username')}</dt>
        <dd>{user.username}</dd>
        <dt>{t('profile.role')}</dt>
        <dd>{t(`common.role.${user.role}`)}</dd>
        <dt>{t('profile.unit')}</dt>
        <dd>{user.unit?.name ?? t('profile.noUnit')}</dd>
        {known &&
          (['position', 'mail', 'phone'] as const).map((name) => (
            <Fragment key={name}>
              <dt>{t(`profile.${name}`)}</dt>
              <dd>{known[name] || t('profile.notGiven')}</dd>
            </Fragment>
          ))}
      </dl>
      <p className={classes.soft}>{t('profile.detailsHelp')}</p>
    </>
  );
}

function Password({ username }: { username: string }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const change = useMutation({
    mutationFn: (given: { current: string; replacement: string }) =>
      changePassword(given.current, given.replacement),
    onSuccess: () => setOpen(false),
  });
  if (open) {
    return (
      <PasswordForm
        current
        username={username}
        submit={t('profile.passwordSubmit')}
        pending={change.isPending}
        error={change.error}
        onSubmit={(current, replacement) => change.mutate({ current, replacement })}
        onCancel={() => setOpen(false)}
      />
    );
  }
  return (
    <>
      <p className={classes.soft}>{t('profile.passwordBody')}</p>
      <p role="status" className={classes.done}>
        {change.isSuccess && t('profile.passwordDone')}
      </p>
      <Button
        variant="default"
        onClick={() => {
          change.reset();
          setOpen(true);
        }}
      >
        {t('profile.passwordChange')}
      </Button>
    </>
  );
}
