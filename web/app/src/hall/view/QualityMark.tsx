import { useTranslation } from 'react-i18next';
import type { Quality } from '../store/site';
import classes from './marks.module.css';

const bars: Record<Quality, number> = { excellent: 3, good: 2, poor: 1, lost: 0, unknown: 0 };

/** Line quality as a shape (bars, a cross, a dash) and a word; colour only repeats it. */
export function QualityMark({ quality, word = true }: { quality: Quality; word?: boolean }) {
  const { t } = useTranslation();
  const text = t(`hall.quality.${quality}`);
  return (
    <span className={classes.quality} data-quality={quality}>
      <svg
        viewBox="0 0 20 16"
        width="1.25em"
        height="1em"
        role="img"
        aria-label={t('hall.quality.label', { quality: text })}
      >
        {quality === 'lost' && <path d="M3 2 L17 14 M17 2 L3 14" stroke="currentColor" strokeWidth="3" />}
        {quality === 'unknown' && <path d="M3 8 H17" stroke="currentColor" strokeWidth="3" />}
        {bars[quality] > 0 &&
          [0, 1, 2].map((bar) => (
            <rect
              key={bar}
              x={1 + bar * 7}
              y={10 - bar * 5}
              width="5"
              height={6 + bar * 5}
              fill={bar < bars[quality] ? 'currentColor' : 'none'}
              stroke="currentColor"
              strokeWidth="1"
            />
          ))}
      </svg>
      {word && <span aria-hidden>{text}</span>}
    </span>
  );
}
