import { Loader } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './state.module.css';

export function Loading({ label }: { label?: string }) {
  const { t } = useTranslation();
  return (
    <div className={classes.state} role="status">
      <Loader size="md" />
      <p>{label ?? t('common.loading')}</p>
    </div>
  );
}
