import { Button } from '@mantine/core';
import { IconAlertTriangle, IconRefresh } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './state.module.css';

interface Props {
  title: string;
  body: ReactNode;
  onRetry?: () => void;
  action?: ReactNode;
}

/** A page or a part of one that could not do its work: what happened, what to press. */
export function Failure({ title, body, onRetry, action }: Props) {
  const { t } = useTranslation();
  return (
    <div className={classes.state} role="alert">
      <IconAlertTriangle size={40} aria-hidden className={classes.warn} />
      <h2>{title}</h2>
      <p>{body}</p>
      {onRetry && (
        <Button leftSection={<IconRefresh size={20} />} onClick={onRetry}>
          {t('common.retry')}
        </Button>
      )}
      {action}
    </div>
  );
}
