import { Button, Progress } from '@mantine/core';
import { IconAlertTriangle, IconPlayerPause, IconPlayerPlay, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { messageOf } from '../../api/problem';
import { number } from '../../format/number';
import { currentLanguage } from '../../i18n';
import { sizeText } from './format';
import { cancel, pause, resume, type Sending } from './uploads';
import classes from './papers.module.css';

/** How far an upload is, and the means to stop it, go on and give it up. */
export function SendingLine({ sending, onAgain }: { sending: Sending; onAgain: () => void }) {
  const { t } = useTranslation();
  const language = currentLanguage();
  const { id, phase, name, size, sent, resumed, error } = sending;
  const percent = size > 0 ? Math.floor((sent / size) * 100) : 0;
  const told = {
    percent: number(percent, language),
    sent: sizeText(sent, language),
    size: sizeText(size, language),
  };
  const bad = phase === 'refused' || phase === 'stopped';
  return (
    <div className={classes.panel} data-testid="sending" data-phase={phase}>
      <div className={classes.sendingHead}>
        <strong>{name}</strong>
        <span role="status">
          {t(`papers.phase.${phase}`, told)}
          {phase === 'sending' && resumed && ` ${t('papers.resumed')}`}
        </span>
      </div>
      {phase !== 'refused' && (
        <Progress
          value={percent}
          size="lg"
          animated={phase === 'checking' || phase === 'attaching'}
          color={bad ? 'yellow' : undefined}
          aria-label={t('papers.progress', { name })}
        />
      )}
      {bad && error && (
        <p className={classes.problem} role="alert">
          <IconAlertTriangle size={20} aria-hidden />
          <span>
            {messageOf(error, t)} {phase === 'stopped' && t('papers.safe')}
          </span>
        </p>
      )}
      <div className={classes.buttons}>
        {phase === 'sending' && (
          <Button
            variant="default"
            leftSection={<IconPlayerPause size={20} aria-hidden />}
            onClick={() => void pause(id)}
          >
            {t('papers.pause')}
          </Button>
        )}
        {(phase === 'paused' || phase === 'stopped') && (
          <Button
            leftSection={<IconPlayerPlay size={20} aria-hidden />}
            onClick={() => resume(id)}
            data-testid="resume"
          >
            {t('papers.goOn')}
          </Button>
        )}
        {phase === 'refused' && (
          <Button
            onClick={() => {
              void cancel(id);
              onAgain();
            }}
            data-testid="other-file"
          >
            {t('papers.otherFile')}
          </Button>
        )}
        {phase !== 'attaching' && (
          <Button
            variant="subtle"
            leftSection={<IconX size={20} aria-hidden />}
            onClick={() => void cancel(id)}
          >
            {t(phase === 'refused' ? 'common.close' : 'papers.giveUp')}
          </Button>
        )}
      </div>
    </div>
  );
}
