import {
  IconAlertTriangle,
  IconCircleCheckFilled,
  IconCircleDashed,
  IconHourglass,
  IconSquareRoundedXFilled,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './check.module.css';
import type { Verdict } from './verdict';

const icons = {
  untested: IconCircleDashed,
  running: IconHourglass,
  go: IconCircleCheckFilled,
  care: IconAlertTriangle,
  nogo: IconSquareRoundedXFilled,
} as const;

/** A verdict as a shape and a word, so that it does not hang on colour. */
export function VerdictMark({ verdict }: { verdict: Verdict }) {
  const { t } = useTranslation();
  const Icon = icons[verdict];
  return (
    <span className={classes.verdict} data-verdict={verdict}>
      <Icon size={22} aria-hidden /> {t(`check.verdict.${verdict}`)}
    </span>
  );
}
