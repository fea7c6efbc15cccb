import { useTranslation } from 'react-i18next';
import { Navigate, Outlet, useLocation } from 'react-router';
import { messageOf } from '../api/problem';
import { Failure } from '../components/Failure';
import { Loading } from '../components/Loading';
import { useSession } from './useSession';

/** Lets only those who are logged in through; the rest log in first and come back to the same address. */
export function RequireSession() {
  const { t } = useTranslation();
  const location = useLocation();
  const session = useSession();
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
  if (session.data === null || session.data.requires) {
    const next = location.pathname + location.search;
    return <Navigate to={`/login?next=${encodeURIComponent(next)}`} replace />;
  }
  return <Outlet />;
}
