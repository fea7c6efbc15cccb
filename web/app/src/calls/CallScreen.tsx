import { IconPhoneIncoming } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './calls.module.css';
import { useCall } from './useCall';

/** A call on the screen of the site's room, large and heard; OK on the remote control answers it, whatever is under it. */
export function CallScreen() {
  const { t } = useTranslation();
  const { call, answer } = useCall('terminal');
  const rings = call !== undefined;
  useEffect(() => {
    if (!rings) return;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      event.stopPropagation();
      if (!event.repeat) answer();
    };
    document.addEventListener('keydown', onKeyDown, true);
    return () => document.removeEventListener('keydown', onKeyDown, true);
  }, [rings, answer]);
  if (!call) return null;
  return (
    <div
      className={classes.screen}
      role="alertdialog"
      aria-label={t('calls.title')}
      data-testid="call-screen"
    >
      <div className={classes.box}>
        <IconPhoneIncoming aria-hidden />
        <h2>{t('calls.to', { by: call.by, name: call.name })}</h2>
        <p>{call.title}</p>
        {call.words && <p className={classes.words}>“{call.words}”</p>}
        <button
          type="button"
          className={classes.press}
          onClick={answer}
          data-testid="call-answer"
          ref={(button) => button?.focus()}
        >
          {t('calls.answerKey')}
        </button>
      </div>
    </div>
  );
}
