import { TextInput } from '@mantine/core';
import type { Ref } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './account.module.css';

interface Props {
  value: string;
  onChange: (value: string) => void;
  error?: string;
  ref?: Ref<HTMLInputElement>;
}

/** The six digits of an authenticator app. */
export function CodeInput({ value, onChange, error, ref }: Props) {
  const { t } = useTranslation();
  return (
    <TextInput
      ref={ref}
      label={t('profile.code')}
      description={t('profile.codeHint')}
      inputMode="numeric"
      autoComplete="one-time-code"
      maxLength={7}
      classNames={{ input: classes.code }}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value.replace(/[^\d ]/g, ''))}
      error={error}
    />
  );
}

/** Whether all six digits are there. */
export function isWhole(value: string): boolean {
  return /^\d{6}$/.test(value.replaceAll(' ', ''));
}
