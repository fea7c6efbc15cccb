import { Alert } from '@mantine/core';
import { IconAlertTriangle, IconLock } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, messageOf } from '../api/problem';
import { span } from '../format/time';
import { currentLanguage } from '../i18n';

/** Why a password or a code was not taken; of a lock, how long it lasts. */
export function LoginRefusal({ error, left }: { error: Error | null; left: number }) {
  return <div aria-live="polite">{error && <Refusal error={error} left={left} />}</div>;
}

function Refusal({ error, left }: { error: Error; left: number }) {
  const { t } = useTranslation();
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
export function useLock(error: Error | null): number {
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
