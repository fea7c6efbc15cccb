import { useTranslation } from 'react-i18next';
import { clockTime } from '../format/time';
import { currentLanguage } from '../i18n';
import classes from './terminal.module.css';

/** "48219037" as people read it out: "4821 9037". */
export const grouped = (code: string) => code.replace(/(\d{4})(?=\d)/g, '$1 ');

/** The code that the unit's administrator confirms. */
export function Pairing({ code, expiresAt }: { code: string; expiresAt: number }) {
  const { t } = useTranslation();
  return (
    <main className={classes.cover}>
      <h1>{t('terminal.pair')}</h1>
      <p className={classes.code} data-testid="pairing-code" aria-label={t('terminal.code')}>
        {grouped(code)}
      </p>
      <p>{t('terminal.pairBody', { time: clockTime(new Date(expiresAt), currentLanguage()) })}</p>
      <ol className={classes.steps}>
        {(['admin', 'press', 'then'] as const).map((step) => (
          <li key={step}>{t(`terminal.pairSteps.${step}`)}</li>
        ))}
      </ol>
    </main>
  );
}
