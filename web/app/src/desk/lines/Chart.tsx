import { useTranslation } from 'react-i18next';
import { number } from '../../format/number';
import { currentLanguage } from '../../i18n';
import classes from './lines.module.css';
import { path } from './path';

interface Props {
  name: string;
  series: { name: string; values: readonly number[] }[];
  span: number;
  floor: number;
  /** How long the chart is, in minutes. */
  minutes: number;
  figure: (value: number) => string;
}

const width = 320;
const height = 110;

/** A chart of one figure, both ways where there are two. */
export function Chart({ name, series, span, floor, minutes, figure }: Props) {
  const { t } = useTranslation();
  const all = series.flatMap(({ values }) => values);
  const top = Math.max(floor, ...all);
  const now = series.map(({ values }) => figure(values.at(-1) ?? 0)).join(' / ');
  const n = number(minutes, currentLanguage());
  const label = t('lines.chart', { name, now, max: figure(Math.max(0, ...all)), n });
  return (
    <figure className={classes.chart}>
      <figcaption>
        <strong>{name}</strong>
        <span>{now}</span>
      </figcaption>
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label} preserveAspectRatio="none">
        {[0.5, 1].map((part) => (
          <line
            key={part}
            x1={0}
            x2={width}
            y1={height - height * part + 0.5}
            y2={height - height * part + 0.5}
          />
        ))}
        {series.map(({ name: one, values }, index) => (
          <path key={one} d={path(values, span, top, width, height)} data-series={index} />
        ))}
      </svg>
      <div className={classes.axis} aria-hidden>
        <span>{t('lines.since', { n })}</span>
        <span>{figure(top)}</span>
        <span>{t('lines.now')}</span>
      </div>
      {series.length > 1 && (
        <div className={classes.legend} aria-hidden>
          {series.map(({ name: one }, index) => (
            <span key={one} data-series={index}>
              {one}
            </span>
          ))}
        </div>
      )}
    </figure>
  );
}
