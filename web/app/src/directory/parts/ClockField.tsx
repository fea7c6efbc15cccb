import { TimePicker } from '@mantine/dates';
import '@mantine/dates/styles.css';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface Props {
  label: string;
  /** "hh:mm", or "" for none. */
  value: string;
  onChange: (value: string) => void;
  error?: ReactNode;
  required?: boolean;
  disabled?: boolean;
}

/** A time of day by the clock of 24 hours, which the browser's own field would tell in the browser's language. */
export function ClockField({ label, onChange, ...rest }: Props) {
  const { t } = useTranslation();
  return (
    <TimePicker
      label={label}
      size="md"
      format="24h"
      onChange={(at) => onChange(at.slice(0, 5))}
      hoursInputLabel={`${label}: ${t('editor.hours')}`}
      minutesInputLabel={`${label}: ${t('editor.minutesLabel')}`}
      minutesStep={5}
      {...rest}
    />
  );
}
