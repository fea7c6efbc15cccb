import { Button, Textarea } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconGauge, IconPlayerPlay, IconVolume } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { loadChoices, saveChoices } from '../../check/choices';
import { DeviceSelect } from '../../check/DeviceSelect';
import { playTone } from '../../check/tone';
import { useDevices } from '../../check/useDevices';
import { VerdictMark } from '../../check/VerdictMark';
import { Refusal } from '../../directory/parts/Refusal';
import { clockTime } from '../../format/time';
import { currentLanguage } from '../../i18n';
import { checks, keyOf, latest, record, type CheckKind, type Row } from './api';
import { figureText } from './figures';
import classes from './linetest.module.css';
import { useTestRoom, type TestRoom } from './useTestRoom';

interface Props {
  meeting: string;
  row: Row;
  /** Version of the app that this page runs. */
  app: string;
  onDone?: () => void;
}

/** The test of one site, from its own machine: what the server sees and hears, then the technician's word. */
export function LineTest({ meeting, row, app, onDone }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const read = () => void client.invalidateQueries({ queryKey: keyOf(meeting) });
  const test = useTestRoom(meeting, row.site, app, read);
  const call = latest(row, 'call');
  const mark = latest(row, 'mark');
  const called = call && (!mark || call.at > mark.at);
  return (
    <section className={classes.test} data-testid="line-test" data-phase={test.phase}>
      {called && (
        <p className={classes.called} role="alert" data-testid="called">
          <IconAlertTriangle aria-hidden />
          {t('linetest.calledBy', { name: call.by, time: clockTime(new Date(call.at), currentLanguage()) })}
          {call.words ? ` ${call.words}` : ''}
        </p>
      )}
      <Refusal error={test.error} />
      {test.phase !== 'in' ? (
        <div className={classes.begin}>
          <p>{t('linetest.begin')}</p>
          <Button
            size="lg"
            loading={test.phase === 'joining'}
            leftSection={<IconPlayerPlay size={22} aria-hidden />}
            onClick={test.start}
            data-testid="line-start"
          >
            {t('linetest.start')}
          </Button>
        </div>
      ) : (
        <div className={classes.steps}>
          {checks.map((kind) => (
            <Step key={kind} kind={kind} row={row} test={test} />
          ))}
        </div>
      )}
      <MarkForm meeting={meeting} row={row} onDone={onDone} />
    </section>
  );
}

function Step({ kind, row, test }: { kind: CheckKind; row: Row; test: TestRoom }) {
  const { t } = useTranslation();
  const entry = latest(row, kind);
  const busy = test.busy === kind;
  return (
    <article className={classes.step} data-testid={`line-${kind}`} data-verdict={entry?.verdict ?? ''}>
      <header>
        <h3>{t(`linetest.check.${kind}`)}</h3>
        <VerdictMark verdict={busy ? 'running' : entry?.verdict || 'untested'} />
      </header>
      <p>{entry ? figureText(entry, t) : t(`linetest.hint.${kind}`)}</p>
      <Body kind={kind} test={test} busy={busy} />
    </article>
  );
}

function Body({ kind, test, busy }: { kind: CheckKind; test: TestRoom; busy: boolean }): ReactNode {
  const { t } = useTranslation();
  switch (kind) {
    case 'camera':
      return (
        <>
          {test.faults.camera && <p role="alert">{t(`check.fault.${test.faults.camera}`)}</p>}
          <Preview track={test.video} />
          <Chooser kind="camera" test={test} />
          <Button variant="default" loading={busy} onClick={() => test.check('camera')}>
            {t('linetest.again')}
          </Button>
        </>
      );
    case 'microphone':
      return (
        <>
          {test.faults.microphone && <p role="alert">{t(`check.fault.${test.faults.microphone}`)}</p>}
          <meter
            className={classes.meter}
            min={0}
            max={1}
            value={test.reading?.level ?? 0}
            aria-label={t('linetest.level')}
          />
          <Chooser kind="microphone" test={test} />
          <Button variant="default" loading={busy} onClick={() => test.check('microphone')}>
            {t('linetest.again')}
          </Button>
        </>
      );
    case 'loudspeaker':
      return <Tone test={test} />;
    case 'line':
      return (
        <Button
          variant="default"
          loading={busy}
          leftSection={<IconGauge size={20} aria-hidden />}
          onClick={() => test.check('line')}
          data-testid="line-measure"
        >
          {t('linetest.measure')}
        </Button>
      );
    case 'terminal':
      return null;
  }
}

const kinds = { camera: 'videoinput', microphone: 'audioinput' } as const;

/** Chooses the camera or the microphone that is tested; kept for the meeting. */
function Chooser({ kind, test }: { kind: 'camera' | 'microphone'; test: TestRoom }) {
  const { t } = useTranslation();
  const devices = useDevices(kinds[kind], test.video ?? test.phase);
  const [chosen, setChosen] = useState(() => loadChoices()[kind]);
  if (devices.length < 2 && !test.faults[kind]) return null;
  return (
    <DeviceSelect
      label={t(`check.${kind}.choose`)}
      devices={devices}
      value={chosen}
      onChange={(deviceId) => {
        setChosen(deviceId);
        test.choose(kind, deviceId);
      }}
    />
  );
}

function Preview({ track }: { track: MediaStreamTrack | null }) {
  const { t } = useTranslation();
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (video.current) video.current.srcObject = track ? new MediaStream([track]) : null;
  }, [track]);
  return (
    <video
      ref={video}
      className={classes.preview}
      muted
      playsInline
      autoPlay
      aria-label={t('check.camera.preview')}
    />
  );
}

function Tone({ test }: { test: TestRoom }) {
  const { t } = useTranslation();
  const devices = useDevices('audiooutput', test.phase);
  const [chosen, setChosen] = useState(() => loadChoices().loudspeaker);
  const [played, setPlayed] = useState<'no' | 'playing' | 'yes'>('no');
  const play = () => {
    setPlayed('playing');
    playTone(loadChoices().loudspeaker).then(
      () => setPlayed('yes'),
      () => {
        setPlayed('no');
        test.check('loudspeaker', false);
      },
    );
  };
  return (
    <div className={classes.row}>
      {devices.length > 1 && (
        <DeviceSelect
          label={t('check.loudspeaker.choose')}
          devices={devices}
          value={chosen}
          system={t('check.loudspeaker.system')}
          onChange={(deviceId) => {
            setChosen(deviceId);
            saveChoices({ loudspeaker: deviceId });
            setPlayed('no');
          }}
        />
      )}
      <Button
        variant="default"
        loading={played === 'playing'}
        leftSection={<IconVolume size={20} aria-hidden />}
        onClick={play}
        data-testid="line-tone"
      >
        {t('check.loudspeaker.play')}
      </Button>
      {played === 'yes' && (
        <>
          <Button variant="light" onClick={() => test.check('loudspeaker', true)} data-testid="line-heard">
            {t('check.loudspeaker.yes')}
          </Button>
          <Button variant="default" onClick={() => test.check('loudspeaker', false)}>
            {t('check.loudspeaker.no')}
          </Button>
        </>
      )}
    </div>
  );
}

function MarkForm({ meeting, row, onDone }: { meeting: string; row: Row; onDone?: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [words, setWords] = useState('');
  const [trouble, setTrouble] = useState(false);
  const mark = useMutation({
    mutationFn: (ready: boolean) =>
      record(meeting, { kind: 'mark', site: row.site, ready, words: ready ? '' : words }),
    onSuccess: (_, ready) => {
      void client.invalidateQueries({ queryKey: keyOf(meeting) });
      setTrouble(false);
      if (ready) onDone?.();
    },
  });
  return (
    <div className={classes.mark}>
      <Refusal error={mark.error} />
      {trouble && (
        <Textarea
          label={t('linetest.words')}
          required
          maxLength={500}
          autosize
          minRows={2}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
      )}
      <div className={classes.row}>
        <Button
          size="lg"
          loading={mark.isPending}
          leftSection={<IconCheck size={22} aria-hidden />}
          onClick={() => mark.mutate(true)}
          data-testid="line-ready"
        >
          {t('linetest.markReady')}
        </Button>
        <Button
          size="lg"
          variant="default"
          leftSection={<IconAlertTriangle size={22} aria-hidden />}
          disabled={trouble && words.trim() === ''}
          onClick={() => (trouble ? mark.mutate(false) : setTrouble(true))}
          data-testid="line-trouble"
        >
          {t(trouble ? 'linetest.send' : 'linetest.markTrouble')}
        </Button>
      </div>
    </div>
  );
}
