import { Button, Switch } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from './Card';
import classes from './check.module.css';
import type { Choices } from './choices';
import { DeviceSelect } from './DeviceSelect';
import { audible, watchLevel } from './level';
import { useCapture } from './useCapture';
import { useDevices } from './useDevices';
import type { Verdict } from './verdict';

interface Props {
  choices: Choices;
  onChange: (change: Partial<Choices>) => void;
  onVerdict: (verdict: Verdict) => void;
}

export function MicrophoneCheck({ choices, onChange, onVerdict }: Props) {
  const { t } = useTranslation();
  const [attempt, setAttempt] = useState(0);
  const [heard, setHeard] = useState<MediaStream | null>(null);
  const capture = useCapture('audio', true, choices.microphone, attempt);
  const devices = useDevices('audioinput', capture.stream);
  const bar = useRef<HTMLDivElement>(null);
  const { stream } = capture;

  const sounded = stream !== null && heard === stream;
  const verdict: Verdict = capture.fault ? 'nogo' : sounded ? 'go' : stream ? 'untested' : 'running';
  useEffect(() => onVerdict(verdict), [onVerdict, verdict]);
  useEffect(() => {
    if (stream === null) return;
    // The bar is moved directly: fifteen renders a second would be for nothing.
    return watchLevel(stream, (level) => {
      if (bar.current) bar.current.style.transform = `scaleX(${level.toFixed(2)})`;
      if (level > audible) setHeard(stream);
    });
  }, [stream]);

  return (
    <Card title={t('check.microphone.title')} verdict={verdict} testId="check-microphone">
      <DeviceSelect
        label={t('check.microphone.choose')}
        devices={devices}
        value={choices.microphone}
        onChange={(microphone) => onChange({ microphone })}
      />
      {capture.fault ? (
        <div className={classes.advice} role="alert">
          <p>{t(`check.fault.${capture.fault}`)}</p>
          {capture.fault !== 'insecure' && (
            <Button variant="default" onClick={() => setAttempt((now) => now + 1)}>
              {t('common.retry')}
            </Button>
          )}
        </div>
      ) : (
        <div>
          <p className={classes.hint} role="status">
            {capture.opening
              ? t('check.microphone.opening')
              : t(sounded ? 'check.microphone.heard' : 'check.microphone.speak')}
          </p>
          <div className={classes.meter} role="img" aria-label={t('check.microphone.level')}>
            <div ref={bar} />
          </div>
        </div>
      )}
      <Switch
        label={t('check.microphone.on')}
        size="md"
        checked={choices.microphoneOn}
        onChange={(event) => onChange({ microphoneOn: event.currentTarget.checked })}
      />
    </Card>
  );
}
