import { Button, Progress } from '@mantine/core';
import { IconGauge, IconPlayerStop } from '@tabler/icons-react';
import { useEffect } from 'react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { bitrate, milliseconds } from '../format/number';
import { currentLanguage } from '../i18n';
import { Card } from './Card';
import classes from './check.module.css';
import { lineSteps, lineVerdict, useLineTest, type LineState, type LineStep } from './useLineTest';
import type { MediaPath, Verdict } from './verdict';
import { VerdictMark } from './VerdictMark';

export function LineCheck({ onVerdict }: { onVerdict: (verdict: Verdict) => void }) {
  const { t } = useTranslation();
  const { state, start, stop } = useLineTest();
  const verdict = lineVerdict(state);
  const touched = lineSteps.some((step) => state.verdicts[step] !== 'untested');
  const done = lineSteps.filter((step) => !['untested', 'running'].includes(state.verdicts[step])).length;
  useEffect(() => onVerdict(verdict), [onVerdict, verdict]);
  return (
    <Card title={t('check.line.title')} verdict={verdict} testId="check-line">
      <dl className={classes.figures}>
        {lineSteps.map((step) => (
          <div key={step} data-step={step}>
            <dt>{t(`check.line.${step}`)}</dt>
            <dd>
              <span>{figureOf(state, step, t)}</span>
              <VerdictMark verdict={state.verdicts[step]} />
            </dd>
          </div>
        ))}
      </dl>
      <Advice state={state} />
      {state.running && (
        <Progress
          value={(100 * (done + 0.5)) / lineSteps.length}
          aria-label={`${done}/${lineSteps.length}`}
          transitionDuration={0}
        />
      )}
      {state.running ? (
        <Button variant="default" leftSection={<IconPlayerStop size={20} aria-hidden />} onClick={stop}>
          {t('check.line.stop')}
        </Button>
      ) : (
        <Button
          variant="light"
          leftSection={<IconGauge size={20} aria-hidden />}
          onClick={() => void start()}
        >
          {touched ? t('check.line.again') : t('check.line.start')}
        </Button>
      )}
      {!touched && <p className={classes.hint}>{t('check.line.hint')}</p>}
    </Card>
  );
}

function figureOf(state: LineState, step: LineStep, t: TFunction): string {
  const language = currentLanguage();
  const { rttMs, downBps, upBps, media } = state.figures;
  switch (step) {
    case 'rtt':
      return rttMs === undefined ? '' : milliseconds(rttMs, language);
    case 'down':
      return downBps === undefined ? '' : bitrate(downBps, language);
    case 'up':
      return upBps === undefined ? '' : bitrate(upBps, language);
    case 'media':
      return media === undefined ? '' : pathText(media, t);
  }
}

export function pathText(path: MediaPath, t: TFunction): string {
  const protocol = path.protocol.toUpperCase();
  const known = path.candidate in { host: 1, srflx: 1, prflx: 1, relay: 1 };
  const candidate = known
    ? t(`check.line.candidate.${path.candidate as 'host' | 'srflx' | 'prflx' | 'relay'}`)
    : path.candidate;
  if (path.rttMs === undefined) return t('check.line.viaUnknown', { protocol, candidate });
  return t('check.line.via', { protocol, candidate, rtt: milliseconds(path.rttMs, currentLanguage()) });
}

/** What to do about each step that is not good. */
function Advice({ state }: { state: LineState }) {
  const { t } = useTranslation();
  if (state.running) return null;
  const { figures, verdicts } = state;
  const texts = lineSteps.flatMap((step) => {
    if (verdicts[step] !== 'care' && verdicts[step] !== 'nogo') return [];
    if (step === 'media' && figures.media?.protocol === 'tcp') return [t('check.line.advice.tcp')];
    if (step === 'media' && figures.media !== undefined) return [t('check.line.advice.rtt')];
    const measured = { rtt: figures.rttMs, down: figures.downBps, up: figures.upBps, media: 0 }[step];
    return [measured === undefined ? t('check.line.advice.failed') : t(`check.line.advice.${step}`)];
  });
  if (texts.length === 0) return null;
  return (
    <ul className={classes.adviceList} role="alert">
      {[...new Set(texts)].map((text) => (
        <li key={text}>{text}</li>
      ))}
    </ul>
  );
}
