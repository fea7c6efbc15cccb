import { Button, Group, Modal, Progress } from '@mantine/core';
import { IconSparkles, IconX } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Refusal } from '../../directory/parts/Refusal';
import { dateTime } from '../../format/time';
import { currentLanguage } from '../../i18n';
import classes from '../parts/desk.module.css';
import { askSpeech, endSpeech, getSpeech, recordingKeys } from './api';
import { languageWithin } from './player/captions';
import own from './review.module.css';
import type { Recording, SpeechJob, Subtitles } from './types';

interface Props {
  recording: Recording;
  all: readonly Subtitles[];
}

const reasons = [
  'unreachable',
  'refused',
  'busy',
  'timeout',
  'answer',
  'command',
  'sound',
  'no_ffmpeg',
  'disk_full',
] as const;

const underWay = ({ state }: SpeechJob) => state === 'waiting' || state === 'making';

/** Subtitles by the speech service, where there is one: asked for, how far they are, why there are none. */
export function SpeechPart({ recording, all }: Props) {
  const { t } = useTranslation();
  const { id } = recording;
  const client = useQueryClient();
  const [asking, setAsking] = useState<string | null>(null);
  const found = useQuery({ queryKey: recordingKeys.speech(id), queryFn: () => getSpeech(id) });
  const again = () => client.invalidateQueries({ queryKey: recordingKeys.subtitles(id) });
  const ask = useMutation({
    mutationFn: (language: string) => askSpeech(id, language),
    onSettled: () => {
      setAsking(null);
      return again();
    },
  });
  const end = useMutation({
    mutationFn: (language: string) => endSpeech(id, language),
    onSettled: again,
  });
  const { offered = false, languages = [] } = found.data ?? {};
  // What was made stands above, with who had it made.
  const items = (found.data?.items ?? []).filter(
    ({ state, reason }) => state !== 'ready' || reason === 'kept',
  );
  if (!offered && items.length === 0) return null;
  const nameOf = (language: string) => languageWithin(language, currentLanguage());
  const free = languages.filter(
    (language) => !items.some((job) => job.language === language && underWay(job)),
  );
  return (
    <div className={own.speech} data-testid="speech">
      <ul className={classes.list}>
        {items.map((job) => (
          <Line key={job.language} job={job} onEnd={() => end.mutate(job.language)} />
        ))}
      </ul>
      {offered && (
        <div className={classes.actions}>
          {free.map((language) => (
            <Button
              key={language}
              variant="default"
              leftSection={<IconSparkles size={20} aria-hidden />}
              loading={ask.isPending && ask.variables === language}
              data-testid={`speech-${language}`}
              onClick={() => {
                if (all.some((one) => one.language === language)) setAsking(language);
                else ask.mutate(language);
              }}
            >
              {t('recordings.speech.make', { language: nameOf(language) })}
            </Button>
          ))}
        </div>
      )}
      <Refusal error={ask.error ?? end.error} />
      <Modal
        opened={asking !== null}
        onClose={() => setAsking(null)}
        title={t('recordings.subtitles.replaceAsk', { language: nameOf(asking ?? '') })}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        <p>{t('recordings.subtitles.replaceBody')}</p>
        <Group justify="flex-end">
          <Button variant="default" onClick={() => setAsking(null)}>
            {t('common.cancel')}
          </Button>
          <Button
            loading={ask.isPending}
            data-testid="speech-yes"
            onClick={() => asking !== null && ask.mutate(asking)}
          >
            {t('recordings.speech.make', { language: nameOf(asking ?? '') })}
          </Button>
        </Group>
      </Modal>
    </div>
  );
}

function Line({ job, onEnd }: { job: SpeechJob; onEnd: () => void }) {
  const { t } = useTranslation();
  const page = currentLanguage();
  const why = reasons.find((one) => one === job.reason) ?? 'failed';
  const failed = job.reason !== undefined && job.reason !== '' && job.state !== 'ready';
  const at = (text?: string) => (text === undefined ? '' : dateTime(new Date(text), page));
  const stand =
    job.state === 'making'
      ? t(job.phase === 'sound' ? 'recordings.speech.sound' : 'recordings.speech.work', {
          at: at(job.begunAt),
        })
      : job.state === 'waiting'
        ? failed
          ? t('recordings.speech.again', { at: at(job.next), n: job.tries })
          : t('recordings.speech.waiting')
        : job.state === 'failed'
          ? t('recordings.speech.failed', { n: job.tries })
          : t('recordings.speech.kept');
  return (
    <li className={classes.row} data-testid="speech-job" data-state={job.state}>
      <div className={classes.text}>
        <strong>{t('recordings.speech.title', { language: languageWithin(job.language, page) })}</strong>
        <div className={classes.soft} role="status">
          {stand}
        </div>
        {failed && (
          <p className={classes.warnText}>
            {t(`recordings.speech.why.${why}`)}
            {job.detail !== undefined && job.detail !== '' && ` (${job.detail})`}
          </p>
        )}
        {job.state === 'making' && (
          <Progress
            value={job.progress > 0 ? job.progress : 100}
            animated
            aria-label={t('recordings.standing.making', { percent: job.progress })}
          />
        )}
      </div>
      <Button
        size="compact-md"
        variant="subtle"
        leftSection={<IconX size={18} aria-hidden />}
        data-testid="speech-end"
        onClick={onEnd}
      >
        {t(underWay(job) ? 'recordings.speech.stop' : 'recordings.speech.dismiss')}
      </Button>
    </li>
  );
}
