import { useQueryClient } from '@tanstack/react-query';
import { Fragment, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, Outlet, useLocation } from 'react-router';
import { messageOf } from '../api/problem';
import type { Session } from '../api/types';
import { Failure } from '../components/Failure';
import { Loading } from '../components/Loading';
import { Lock } from './Lock';
import { hasLoggedOut, sessionKey, useSession, useWatchedSession } from './useSession';

/**
 * Lets only those who are logged in through; the rest log in first and come back to the same address. A page whose session
 * ends while it is open is locked, and is there as it was when its owner has logged in again.
 */
export function RequireSession() {
  const { t } = useTranslation();
  const location = useLocation();
  const session = useSession();
  const inside = useInside(session.data);
  useWatchedSession();
  if (session.isPending) return <Loading />;
  // An answer that is known stays good while the server restarts: the way back in depends on it.
  if (session.data === undefined) {
    return (
      <Failure
        title={t('login.infoFailed')}
        body={messageOf(session.error, t)}
        onRetry={() => void session.refetch()}
      />
    );
  }
  const step = session.data?.requires;
  const locked = session.data === null || step !== undefined;
  const lock = locked && inside !== null && (session.data === null || step === 'code');
  if (locked && !lock) {
    const next = location.pathname + location.search + location.hash;
    return <Navigate to={`/login?next=${encodeURIComponent(next)}`} replace />;
  }
  return (
    <>
      {lock && <Lock whose={inside} entering={step === 'code'} />}
      <div className="behind-lock" hidden={lock} inert={lock}>
        <Fragment key={inside?.user.id}>
          <Outlet />
        </Fragment>
      </div>
    </>
  );
}

/** Whose page this is: the session that was good last, null when its owner has left by the button. */
function useInside(session: Session | null | undefined): Session | null {
  const client = useQueryClient();
  const [inside, setInside] = useState<Session | null>(null);
  const good = session && !session.requires ? session : null;
  const left = session === null && hasLoggedOut(client);
  const now = left ? null : (good ?? inside);
  if (now !== inside) setInside(now);
  const whose = now?.user.id;
  useEffect(() => {
    // After a lock everything is read again; of somebody else nothing is left.
    if (whose === undefined) return;
    return () => client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionKey[0] });
  }, [client, whose]);
  return now;
}
