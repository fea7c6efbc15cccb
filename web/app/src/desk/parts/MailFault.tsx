import { useTranslation } from 'react-i18next';
import classes from './desk.module.css';

/** Why a mail has not gone out, in the reader's words with what to do; the mail server's own words for who keeps it. */
export function MailFault({ error }: { error: string }) {
  const { t } = useTranslation();
  return (
    <div className={classes.warnText}>
      {t(`answers.mailFault.${kindOf(error)}`)}
      <details className={classes.soft}>
        <summary className={classes.summary}>{t('answers.mailFault.details')}</summary>
        <span lang="en">{error}</span>
      </details>
    </div>
  );
}

function kindOf(error: string): 'none' | 'away' | 'address' | 'other' {
  if (error.includes('no server is configured')) return 'none';
  if (/\b55\d\b|mailbox|recipient|user unknown/i.test(error)) return 'address';
  return /dial|refused|timeout|deadline|reset|EOF|lookup|no route/i.test(error) ? 'away' : 'other';
}
