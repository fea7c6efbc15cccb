import { Alert, Button, TextInput } from '@mantine/core';
import { IconInfoCircle, IconShieldLock } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState, type SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { changePassword, enterCode } from '../api/account';
import { isCode } from '../api/problem';
import type { Session } from '../api/types';
import { CodeInput, isWhole } from '../account/CodeInput';
import { Enrolment } from '../account/Enrolment';
import { PasswordForm } from '../account/PasswordForm';
import { RecoveryCodes } from '../account/RecoveryCodes';
import { LoginRefusal, useLock } from './LoginRefusal';
import { forgetSession, sessionKey } from './useSession';
import account from '../account/account.module.css';

/** The code of the second factor, or in its place a recovery code. */
export function CodeStep({ onBack }: { onBack: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [code, setCode] = useState('');
  const [recovering, setRecovering] = useState(false);
  const [tried, setTried] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const enter = useMutation({
    mutationFn: enterCode,
    onSuccess: (session) => client.setQueryData(sessionKey, session),
    onError: (error) => {
      if (isCode(error, 'unauthenticated')) forgetSession(client); // took too long: the password again
      setCode('');
      setTried(false);
    },
  });
  const left = useLock(enter.error);
  const whole = recovering ? code.replace(/[\s-]/g, '').length === 16 : isWhole(code);
  useEffect(() => input.current?.focus(), [recovering]);

  const send = (event: SyntheticEvent) => {
    event.preventDefault();
    setTried(true);
    if (whole) enter.mutate(code);
  };
  const problem = tried && !whole ? t(recovering ? 'login.recoveryShort' : 'profile.codeShort') : undefined;
  return (
    <form onSubmit={send} noValidate className={account.form}>
      <p className={account.lead}>{t(recovering ? 'login.recoveryBody' : 'login.codeBody')}</p>
      {recovering ? (
        <TextInput
          ref={input}
          label={t('login.recovery')}
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
          error={problem}
        />
      ) : (
        <CodeInput ref={input} value={code} onChange={setCode} error={problem} />
      )}
      <LoginRefusal error={enter.error} left={left} />
      <Button type="submit" fullWidth loading={enter.isPending} disabled={left > 0}>
        {t('login.codeSubmit')}
      </Button>
      <Button
        variant="subtle"
        onClick={() => {
          setRecovering(!recovering);
          setCode('');
          setTried(false);
          enter.reset();
        }}
      >
        {t(recovering ? 'login.useCode' : 'login.useRecovery')}
      </Button>
      <Button variant="subtle" onClick={onBack}>
        {t('login.otherAccount')}
      </Button>
    </form>
  );
}

/** A password of one's own in place of the one given out. */
export function PasswordStep({ session, onBack }: { session: Session; onBack: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: (given: { current: string; replacement: string }) =>
      changePassword(given.current, given.replacement),
    onSuccess: () => client.invalidateQueries({ queryKey: sessionKey }),
  });
  return (
    <>
      <Alert icon={<IconInfoCircle />} mb="md">
        {t('login.changeBody')}
      </Alert>
      <PasswordForm
        current
        username={session.user.username}
        submit={t('login.changeSubmit')}
        pending={change.isPending}
        error={change.error}
        onSubmit={(current, replacement) => change.mutate({ current, replacement })}
      />
      <Button variant="subtle" mt="sm" onClick={onBack}>
        {t('login.otherAccount')}
      </Button>
    </>
  );
}

interface EnrolProps {
  onBack: () => void;
  /** The codes are on the page: it must stay until they are kept. */
  onHold: (held: boolean) => void;
}

/** Setting up the second factor that the role must have. */
export function EnrolStep({ onBack, onHold }: EnrolProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [codes, setCodes] = useState<string[]>();
  if (codes) {
    const kept = () => {
      void client.invalidateQueries({ queryKey: sessionKey }).then(() => onHold(false));
    };
    return <RecoveryCodes codes={codes} onKept={kept} />;
  }
  return (
    <>
      <Alert icon={<IconShieldLock />} mb="md">
        {t('login.enrolBody')}
      </Alert>
      <Enrolment
        onDone={(made) => {
          onHold(true);
          setCodes(made);
        }}
      />
      <Button variant="subtle" mt="sm" onClick={onBack}>
        {t('login.otherAccount')}
      </Button>
    </>
  );
}
