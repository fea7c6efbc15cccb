import classes from './lines.module.css';
import { path } from './path';

interface Props {
  /** One series or two, the oldest first. */
  series: readonly (readonly number[])[];
  /** How many values are as wide as the picture. */
  span: number;
  /** What is at least as high as the picture: small figures must not look like mountains. */
  floor: number;
}

/** A small chart; the figure beside it says the same in words. */
export function Spark({ series, span, floor }: Props) {
  const top = Math.max(floor, ...series.flat());
  return (
    <svg className={classes.spark} viewBox="0 0 100 30" preserveAspectRatio="none" aria-hidden>
      {series.map((values, index) => (
        <path key={index} d={path(values, span, top, 100, 30)} data-series={index} />
      ))}
    </svg>
  );
}
