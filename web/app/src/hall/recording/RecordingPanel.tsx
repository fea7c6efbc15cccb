import { Anchor, Button, Group, Radio } from '@mantine/core';
import {
  IconPlayerPauseFilled,
  IconPlayerPlayFilled,
  IconPlayerRecordFilled,
  IconPlayerStopFilled,
} from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { messageOf } from '../../api/problem';
import { actOnRecording, recordingKeys, startRecording } from '../../desk/recordings/api';
import type { Act, Cameras } from '../../desk/recordings/types';
import { reasonText } from '../../desk/recordings/words';
import { clockTime, span } from '../../format/time';
import { currentLanguage } from '../../i18n';
import classes from '../conduct/conduct.module.css';
import { useConduct, useMeetingPlan, useServerNow } from '../conduct/context';
import panel from '../panels/panel.module.css';
import { faultOf } from './shown';
import { useRecording } from './useRecording';

const choices: Cameras[] = ['stage', 'all', 'none'];

/** The recording in the hands of who leads the meeting. */
export function RecordingPanel() {
  const { t } = useTranslation();
  const state = useConduct();
  const plan = useMeetingPlan();
  const { now } = useRecording();
  if (!state || !plan.data || !now) return <p className={panel.empty}>{t('common.loading')}</p>;
  const runs = now.state === 'recording' || now.state === 'paused';
  return (
    <div className={classes.body} data-testid="recording-panel">
      {runs && now.id ? (
        <Running id={now.id} meeting={plan.data.id} paused={now.state === 'paused'} since={now.startedAt} />
      ) : now.state === 'finishing' ? (
        <section className={classes.section} role="status">
          {t('recordings.hall.finishing')}
        </section>
      ) : (
        <Idle meeting={plan.data.id} allowed={plan.data.policies.recording} fault={faultOf(now)} />
      )}
      {now.id && !runs && now.state !== 'failed' && (
        <section className={classes.section}>
          <Anchor href={`/recordings/${now.id}`} target="_blank" data-testid="to-last-recording">
            {t('recordings.hall.last')}
          </Anchor>
        </section>
      )}
    </div>
  );
}

/** What failed stays in sight until something else is pressed. */
function useSteps(meeting: string) {
  const client = useQueryClient();
  const done = () => void client.invalidateQueries({ queryKey: recordingKeys.now(meeting) });
  return { onSettled: done };
}

function Idle({ meeting, allowed, fault }: { meeting: string; allowed: boolean; fault: string }) {
  const { t } = useTranslation();
  const [cameras, setCameras] = useState<Cameras>('stage');
  const start = useMutation({ mutationFn: () => startRecording(meeting, cameras), ...useSteps(meeting) });
  return (
    <section className={classes.section}>
      {fault !== '' && <p role="alert">{t('recordings.hall.endedBy', { reason: reasonText(fault, t) })}</p>}
      {!allowed ? (
        <p className={classes.hint} data-testid="recording-not-allowed">
          {t('recordings.hall.notAllowed')}
        </p>
      ) : (
        <>
          <p className={classes.hint}>{t('recordings.hall.before')}</p>
          <Radio.Group
            label={t('recordings.cameras.label')}
            value={cameras}
            onChange={(value) => setCameras(choices.find((one) => one === value) ?? 'stage')}
          >
            {choices.map((one) => (
              <Radio key={one} value={one} label={t(`recordings.cameras.${one}`)} mt="xs" size="md" />
            ))}
          </Radio.Group>
          {start.isError && <p role="alert">{messageOf(start.error, t)}</p>}
          <span className={classes.buttons}>
            <Button
              size="md"
              leftSection={<IconPlayerRecordFilled size={20} aria-hidden />}
              loading={start.isPending}
              data-testid="record-start"
              onClick={() => start.mutate()}
            >
              {t('recordings.hall.start')}
            </Button>
          </span>
        </>
      )}
    </section>
  );
}

interface RunningProps {
  id: string;
  meeting: string;
  paused: boolean;
  since?: string;
}

function Running({ id, meeting, paused, since }: RunningProps) {
  const { t } = useTranslation();
  const language = currentLanguage();
  const at = useServerNow(true);
  const [asking, setAsking] = useState(false);
  const act = useMutation({ mutationFn: (action: Act) => actOnRecording(id, action), ...useSteps(meeting) });
  const began = since === undefined ? at : Date.parse(since);
  return (
    <section className={classes.section}>
      <p>
        <strong>{t(`recordings.hall.badge.${paused ? 'paused' : 'recording'}`)}</strong>
        <br />
        {t('recordings.hall.since', {
          time: clockTime(new Date(began), language),
          length: span(Math.max(0, Math.floor((at - began) / 1000)), language),
        })}
      </p>
      <p className={classes.hint}>{t('recordings.hall.goesOn')}</p>
      {act.isError && <p role="alert">{messageOf(act.error, t)}</p>}
      {asking ? (
        <div role="group" aria-label={t('recordings.hall.stopAsk')}>
          <p className={classes.question}>{t('recordings.hall.stopAsk')}</p>
          <p className={classes.hint}>{t('recordings.hall.stopBody')}</p>
          <Group mt="xs">
            <Button
              loading={act.isPending}
              data-testid="record-stop-yes"
              onClick={() => act.mutate('stop', { onError: () => setAsking(false) })}
            >
              {t('recordings.hall.stop')}
            </Button>
            <Button variant="default" disabled={act.isPending} onClick={() => setAsking(false)}>
              {t('recordings.hall.stopNo')}
            </Button>
          </Group>
        </div>
      ) : (
        <span className={classes.buttons}>
          <Button
            variant="default"
            size="md"
            leftSection={
              paused ? (
                <IconPlayerPlayFilled size={20} aria-hidden />
              ) : (
                <IconPlayerPauseFilled size={20} aria-hidden />
              )
            }
            loading={act.isPending}
            data-testid={paused ? 'record-resume' : 'record-pause'}
            onClick={() => act.mutate(paused ? 'resume' : 'pause')}
          >
            {t(paused ? 'recordings.hall.resume' : 'recordings.hall.pause')}
          </Button>
          <Button
            variant="default"
            size="md"
            leftSection={<IconPlayerStopFilled size={20} aria-hidden />}
            data-testid="record-stop"
            onClick={() => setAsking(true)}
          >
            {t('recordings.hall.stop')}
          </Button>
        </span>
      )}
    </section>
  );
}
