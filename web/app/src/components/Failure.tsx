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
  /** A part of a page has the page's own heading above it. */
  part?: boolean;
}

/** A page or a part of one that could not do its work: what happened, what to press. */
export function Failure({ title, body, onRetry, action, part = false }: Props) {
  const { t } = useTranslation();
  const Heading = part ? 'h2' : 'h1';
  return (
    <div className={classes.state} role="alert">
      <IconAlertTriangle size={40} aria-hidden className={classes.warn} />
      <Heading>{title}</Heading>
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
