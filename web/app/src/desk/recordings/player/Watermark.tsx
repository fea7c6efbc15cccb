import { useEffect, useState } from 'react';
import { dateTime } from '../../../format/time';
import { currentLanguage } from '../../../i18n';
import { useSession } from '../../../session/useSession';
import classes from './player.module.css';

/** Who watches, where and when, across the picture: a photograph of the screen says whose screen it was. */
export function Watermark() {
  const user = useSession().data?.user;
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 30_000);
    return () => clearInterval(timer);
  }, []);
  if (!user) return null;
  const line = [user.displayName, user.unit?.name, dateTime(now, currentLanguage())]
    .filter(Boolean)
    .join(' · ');
  return (
    <div className={classes.watermark} aria-hidden data-testid="watermark">
      {[0, 1, 2].map((n) => (
        <span key={n}>{line}</span>
      ))}
    </div>
  );
}
