import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';
import { useSession } from '../session/useSession';
import classes from './Navigation.module.css';
import { places } from './navigation';

/** Where one can go at the desk; only places that the caller's role has use for. */
export function Navigation({ onGo }: { onGo?: () => void }) {
  const { t } = useTranslation();
  const session = useSession();
  if (!session.data) return null;
  const { role } = session.data.user;
  const mine = places.filter((place) => !place.roles || place.roles.includes(role));
  return (
    <nav aria-label={t('common.places')} className={classes.nav}>
      <ul>
        {mine.map(({ to, label, icon: Icon, group }) => (
          <li key={to}>
            {group && <p className={classes.group}>{t(group)}</p>}
            <NavLink to={to} end={to === '/'} className={classes.place} onClick={onGo}>
              <Icon size={20} aria-hidden />
              <span>{t(label)}</span>
            </NavLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
