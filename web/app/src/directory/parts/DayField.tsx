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
  error?: ReactNode;
  required?: boolean;
}

/** A day of the province's calendar; "" is none. */
export function DayField({ value, onChange, ...rest }: Props) {
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
      onChange={(day) => onChange?.(day ?? '')}
      {...rest}
    />
  );
}
