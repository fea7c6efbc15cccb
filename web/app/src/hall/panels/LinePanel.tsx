import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { pathText } from '../../check/LineCheck';
import { bitrate, number } from '../../format/number';
import { currentLanguage } from '../../i18n';
import { useHall, useOwnSite } from '../context';
import { between, readTotals, type LineFigures, type Totals } from '../lineStats';
import { QualityMark } from '../view/QualityMark';
import classes from './panel.module.css';

const everyMs = 2000;

/** The figures of the own line, measured only while they are looked at. */
function useLine(): { totals: Totals | null; figures: LineFigures | null } {
  const { room } = useHall().conference;
  const [state, setState] = useState<{ totals: Totals | null; figures: LineFigures | null }>({
    totals: null,
    figures: null,
  });
  useEffect(() => {
    let live = true;
    const read = async () => {
      const totals = await readTotals(room);
      if (live) {
        setState((now) => ({ totals, figures: now.totals === null ? null : between(now.totals, totals) }));
      }
    };
    // A reading may fail while the connection is being made anew; the next one serves.
    const look = () => void read().catch(() => undefined);
    look();
    const timer = setInterval(look, everyMs);
    return () => {
      live = false;
      clearInterval(timer);
    };
  }, [room]);
  return state;
}

export function LinePanel() {
  const { t } = useTranslation();
  const quality = useOwnSite()?.quality ?? 'unknown';
  const { totals, figures } = useLine();
  const language = currentLanguage();
  const waiting = t('hall.line.measuring');
  const rows: [string, React.ReactNode][] = [
    [t('hall.line.quality'), <QualityMark key="quality" quality={quality} />],
    [t('hall.line.path'), totals?.path ? pathText(totals.path, t) : waiting],
    [t('hall.line.down'), figures ? bitrate(figures.inBps, language) : waiting],
    [t('hall.line.up'), figures ? bitrate(figures.outBps, language) : waiting],
    [t('hall.line.lost'), figures ? `${number(figures.loss * 100, language, 1)}%` : waiting],
    [t('hall.line.pictures'), totals ? number(totals.pictures, language) : waiting],
    [t('hall.line.sounds'), totals ? number(totals.sounds, language) : waiting],
  ];
  return (
    <dl className={classes.figures}>
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
