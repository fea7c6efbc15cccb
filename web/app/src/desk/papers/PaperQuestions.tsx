import { Button, Textarea } from '@mantine/core';
import { useState, type SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './papers.module.css';

interface ReasonProps {
  action: 'send_back' | 'withdraw' | 'release';
  pending: boolean;
  onSend: (reason: string) => void;
  onClose: () => void;
}

/** Asks why a paper is sent back, withdrawn or released late. */
export function ReasonForm({ action, pending, onSend, onClose }: ReasonProps) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const send = (event: SyntheticEvent) => {
    event.preventDefault();
    setTried(true);
    if (reason.trim() !== '') onSend(reason.trim());
  };
  return (
    <form className={classes.panel} onSubmit={send} noValidate data-testid="reason">
      <Textarea
        size="md"
        label={t(`papers.why.${action}`)}
        description={t(`papers.whyHelp.${action}`)}
        required
        rows={3}
        maxLength={4000}
        // The person has just asked for this field.
        ref={(field) => field?.focus()}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        error={tried && reason.trim() === '' ? t('papers.reasonMissing') : undefined}
      />
      <div className={classes.buttons}>
        <Button type="submit" loading={pending} data-testid="reason-send">
          {t(`papers.action.${action}`)}
        </Button>
        <Button variant="subtle" onClick={onClose}>
          {t('common.cancel')}
        </Button>
      </div>
    </form>
  );
}

interface SureProps {
  pending: boolean;
  onSure: () => void;
  onClose: () => void;
}

/** Asks before a paper is deleted. */
export function SureForm({ pending, onSure, onClose }: SureProps) {
  const { t } = useTranslation();
  return (
    <div className={classes.panel} role="group" aria-label={t('papers.sure')}>
      <p className={classes.plain}>{t('papers.sure')}</p>
      <div className={classes.buttons}>
        <Button color="red" loading={pending} onClick={onSure}>
          {t('papers.action.delete')}
        </Button>
        <Button variant="subtle" onClick={onClose}>
          {t('common.cancel')}
        </Button>
      </div>
    </div>
  );
}
