import { use, useEffect, useState } from 'react';
import { clockTime } from '../../format/time';
import { currentLanguage } from '../../i18n';
import { ConductContext } from '../conduct/context';
import { useOwnSite } from '../context';
import { RecordingBadge } from '../recording/RecordingBadge';
import classes from './hall.module.css';
import { QualityMark } from './QualityMark';

export function TopBar({ title }: { title: string }) {
  const quality = useOwnSite()?.quality ?? 'unknown';
  return (
    <header className={classes.top}>
      <h1>{title}</h1>
      <RecordingBadge />
      <span className={classes.line} data-testid="own-quality">
        <QualityMark quality={quality} />
      </span>
      <Clock />
    </header>
  );
}

/** A meeting's hall has the server's time, by which its agenda runs: the computer of a room may be wrong. */
function Clock() {
  const conduct = use(ConductContext);
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date(conduct?.now() ?? Date.now())), 1000);
    return () => clearInterval(timer);
  }, [conduct]);
  return (
    <time className={classes.clock} dateTime={now.toISOString()}>
      {clockTime(now, currentLanguage())}
    </time>
  );
}
