import { useTranslation } from 'react-i18next';
import { dayOf, longDay } from '../../format/day';
import { currentLanguage } from '../../i18n';
import own from './conclude.module.css';
import type { Clock } from './types';

/** The time that is left for a conclusion notice; nothing when none runs. */
export function ClockLine({ clock }: { clock?: Clock }) {
  const { t } = useTranslation();
  if (!clock) return null;
  const day = longDay(dayOf(new Date(clock.deadline)), currentLanguage());
  return (
    <p className={own.clock} data-mark={clock.mark} data-testid="clock">
      {t(
        clock.mark === 'overdue'
          ? 'conclude.clock.overdue'
          : clock.daysLeft === 0
            ? 'conclude.clock.today'
            : 'conclude.clock.left',
        { day, n: clock.daysLeft },
      )}
    </p>
  );
}
