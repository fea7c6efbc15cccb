import { Button, Switch } from '@mantine/core';
import { IconVideoOff } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from './Card';
import classes from './check.module.css';
import type { Choices } from './choices';
import { DeviceSelect } from './DeviceSelect';
import { useCapture } from './useCapture';
import { useDevices } from './useDevices';
import type { Verdict } from './verdict';

interface Props {
  choices: Choices;
  onChange: (change: Partial<Choices>) => void;
  onVerdict: (verdict: Verdict) => void;
}

export function CameraCheck({ choices, onChange, onVerdict }: Props) {
  const { t } = useTranslation();
  const [attempt, setAttempt] = useState(0);
  const [seen, setSeen] = useState<MediaStream | null>(null);
  const capture = useCapture('video', choices.cameraOn, choices.camera, attempt);
  const devices = useDevices('videoinput', capture.stream);
  const video = useRef<HTMLVideoElement>(null);

  const verdict: Verdict = !choices.cameraOn
    ? 'untested'
    : capture.fault
      ? 'nogo'
      : capture.stream !== null && seen === capture.stream
        ? 'go'
        : 'running';
  useEffect(() => onVerdict(verdict), [onVerdict, verdict]);
  useEffect(() => {
    if (video.current) video.current.srcObject = capture.stream;
  }, [capture.stream]);

  return (
    <Card title={t('check.camera.title')} verdict={verdict} testId="check-camera">
      <div className={classes.preview}>
        <video
          ref={video}
          muted
          playsInline
          autoPlay
          aria-label={t('check.camera.preview')}
          hidden={capture.stream === null}
          onLoadedData={() => setSeen(capture.stream)}
        />
        {capture.stream === null && (
          <p>
            <IconVideoOff size={40} aria-hidden />
            {capture.opening ? t('check.camera.opening') : t('check.camera.off')}
          </p>
        )}
      </div>
      {capture.fault && (
        <div className={classes.advice} role="alert">
          <p>{t(`check.fault.${capture.fault}`)}</p>
          {capture.fault !== 'insecure' && (
            <Button variant="default" onClick={() => setAttempt((now) => now + 1)}>
              {t('common.retry')}
            </Button>
          )}
        </div>
      )}
      <DeviceSelect
        label={t('check.camera.choose')}
        devices={devices}
        value={choices.camera}
        onChange={(camera) => onChange({ camera })}
      />
      <Switch
        label={t('check.camera.on')}
        size="md"
        checked={choices.cameraOn}
        onChange={(event) => onChange({ cameraOn: event.currentTarget.checked })}
      />
    </Card>
  );
}
