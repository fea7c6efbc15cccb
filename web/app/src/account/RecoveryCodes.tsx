import { Alert, Button } from '@mantine/core';
import { IconCopy, IconKey, IconPrinter } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './account.module.css';

/** The codes that let in without the phone, shown once. */
export function RecoveryCodes({ codes, onKept }: { codes: string[]; onKept: () => void }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const copy = () => {
    // Without a secure connection there is no clipboard; the codes can still be written down.
    const clipboard = navigator.clipboard as Clipboard | undefined;
    void clipboard?.writeText(codes.join('\n')).then(
      () => setCopied(true),
      () => undefined,
    );
  };
  return (
    <section aria-labelledby="recovery-title">
      <h3 id="recovery-title" className={classes.subtitle}>
        {t('profile.recoveryTitle')}
      </h3>
      <Alert icon={<IconKey />} mb="md">
        {t('profile.recoveryBody')}
      </Alert>
      <ul className={classes.codes} data-testid="recovery-codes">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className={classes.actions}>
        <Button onClick={onKept}>{t('profile.recoveryKept')}</Button>
        <Button variant="default" leftSection={<IconCopy size={20} aria-hidden />} onClick={copy}>
          {copied ? t('profile.recoveryCopied') : t('profile.recoveryCopy')}
        </Button>
        <Button
          variant="default"
          leftSection={<IconPrinter size={20} aria-hidden />}
          onClick={() => window.print()}
        >
          {t('profile.recoveryPrint')}
        </Button>
      </div>
    </section>
  );
}
