import { useTranslation } from 'react-i18next';
import classes from '../../desk/parts/desk.module.css';
import { dayText, today } from '../../format/day';

/** That a unit is not valid any more, or not yet; nothing for one that is. */
export function Validity({ unit }: { unit: { validFrom?: string; validTo?: string } }) {
  const { t } = useTranslation();
  const day = today();
  if (unit.validTo && unit.validTo < day) {
    return (
      <span className={classes.badge} data-tone="warn">
        {t('directory.units.ended', { day: dayText(unit.validTo) })}
      </span>
    );
  }
  if (unit.validFrom && unit.validFrom > day) {
    return (
      <span className={classes.badge} data-tone="press">
        {t('directory.units.begins', { day: dayText(unit.validFrom) })}
      </span>
    );
  }
  return null;
}

/** From when to when, in words. */
export function usePeriod() {
  const { t } = useTranslation();
  return ({ validFrom, validTo }: { validFrom?: string; validTo?: string }) => {
    if (validFrom && validTo)
      return t('directory.units.fromTo', { from: dayText(validFrom), to: dayText(validTo) });
    if (validFrom) return t('directory.units.from', { from: dayText(validFrom) });
    if (validTo) return t('directory.units.to', { to: dayText(validTo) });
    return '';
  };
}
