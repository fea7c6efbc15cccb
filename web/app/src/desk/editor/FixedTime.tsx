import { Select, Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ClockField } from '../../directory/parts/ClockField';
import { addDays, clockOf, dayOf, daysBetween, instantOf, longDay } from '../../format/day';
import { currentLanguage } from '../../i18n';
import own from './editor.module.css';
import { startOf, timed, type Form, type FormItem } from './form';

interface Props {
  item: FormItem;
  n: number;
  begins?: Date;
  form: Form;
  error?: string;
  /** Undefined: it begins when the item before ends. */
  onChange: (offset: number | undefined) => void;
}

/** The time of an item that begins at an hour of its own, whatever comes before it. */
export function FixedTime({ item, n, begins, form, error, onChange }: Props) {
  const { t } = useTranslation();
  if (!begins || !timed(form)) return null;
  const start = new Date(startOf(form)).getTime();
  const put = (day: string, clock: string) => {
    if (/^\d\d:\d\d$/.test(clock)) onChange(new Date(instantOf(day, clock)).getTime() - start);
  };
  const fixed = item.offset !== undefined;
  const [day, clock] = [dayOf(begins), clockOf(begins)];
  const days = daysBetween(form.day, form.endDay) + 1;
  return (
    <div className={own.fixed}>
      <Switch
        label={t('editor.fixed', { n })}
        checked={fixed}
        onChange={(event) => onChange(event.currentTarget.checked ? begins.getTime() - start : undefined)}
      />
      {fixed && days > 1 && (
        <Select
          aria-label={t('editor.fixedDay', { n })}
          data={Array.from({ length: Math.min(days, 14) }, (_, index) => addDays(form.day, index)).map(
            (value) => ({
              value,
              label: longDay(value, currentLanguage()),
            }),
          )}
          value={day}
          onChange={(value) => value && put(value, clock)}
        />
      )}
      {fixed && (
        <ClockField
          label={t('editor.fixedAt', { n })}
          value={clock}
          error={error}
          onChange={(at) => put(day, at)}
        />
      )}
      {!fixed && error && <p className={own.bad}>{error}</p>}
    </div>
  );
}
