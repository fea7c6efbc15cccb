import { Button, Group } from '@mantine/core';
import { IconVolume } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from './Card';
import classes from './check.module.css';
import type { Choices } from './choices';
import { DeviceSelect } from './DeviceSelect';
import { playTone } from './tone';
import { useDevices } from './useDevices';
import type { Verdict } from './verdict';

type Step = 'idle' | 'playing' | 'asking' | 'yes' | 'no' | 'failed';

interface Props {
  choices: Choices;
  onChange: (change: Partial<Choices>) => void;
  onVerdict: (verdict: Verdict) => void;
}

const verdicts: Record<Step, Verdict> = {
  idle: 'untested',
  playing: 'running',
  asking: 'running',
  yes: 'go',
  no: 'nogo',
  failed: 'nogo',
};

export function LoudspeakerCheck({ choices, onChange, onVerdict }: Props) {
  const { t } = useTranslation();
  const [step, setStep] = useState<Step>('idle');
  const devices = useDevices('audiooutput', step);
  const verdict = verdicts[step];
  useEffect(() => onVerdict(verdict), [onVerdict, verdict]);

  const play = () => {
    setStep('playing');
    playTone(choices.loudspeaker).then(
      () => setStep('asking'),
      () => setStep('failed'),
    );
  };
  return (
    <Card title={t('check.loudspeaker.title')} verdict={verdict} testId="check-loudspeaker">
      <DeviceSelect
        label={t('check.loudspeaker.choose')}
        devices={devices}
        value={choices.loudspeaker}
        system={t('check.loudspeaker.system')}
        onChange={(loudspeaker) => {
          onChange({ loudspeaker });
          setStep('idle');
        }}
      />
      <Button
        variant="default"
        leftSection={<IconVolume size={20} aria-hidden />}
        onClick={play}
        disabled={step === 'playing'}
      >
        {step === 'playing' ? t('check.loudspeaker.playing') : t('check.loudspeaker.play')}
      </Button>
      <div aria-live="polite">
        {step === 'asking' && (
          <>
            <p className={classes.hint}>{t('check.loudspeaker.question')}</p>
            <Group gap="sm">
              <Button variant="light" onClick={() => setStep('yes')}>
                {t('check.loudspeaker.yes')}
              </Button>
              <Button variant="default" onClick={() => setStep('no')}>
                {t('check.loudspeaker.no')}
              </Button>
            </Group>
          </>
        )}
        {step === 'no' && <p className={classes.advice}>{t('check.loudspeaker.advice')}</p>}
        {step === 'failed' && <p className={classes.advice}>{t('check.loudspeaker.failed')}</p>}
      </div>
    </Card>
  );
}
