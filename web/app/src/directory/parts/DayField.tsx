import { DatePickerInput } from '@mantine/dates';
import '@mantine/dates/styles.css';
import 'dayjs/locale/vi';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLanguage } from '../../i18n';

interface Props {
  label: string;
  description?: string;
  value?: string;
  onChange?: (day: string) => void;
  /** The first and the last day that can be chosen; "" is open. */
  minDate?: string;
  maxDate?: string;
  error?: ReactNode;
  required?: boolean;
}

/** A day of the province's calendar; "" is none. */
export function DayField({ value, onChange, minDate, maxDate, ...rest }: Props) {
  const { t } = useTranslation();
  return (
    <DatePickerInput
      size="md"
      clearable
      clearButtonProps={{ 'aria-label': t('desk.clear') }}
      locale={currentLanguage()}
      valueFormat="DD/MM/YYYY"
      placeholder={t('directory.anyDay')}
      value={value || null}
      minDate={minDate || undefined}
      maxDate={maxDate || undefined}
      onChange={(day) => onChange?.(day ?? '')}
      {...rest}
    />
  );
}
