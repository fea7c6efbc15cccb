import { Anchor, Button, Progress, Title } from '@mantine/core';
import { IconDownload, IconPackageExport, IconRefresh } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { ApiError, messageOf } from '../../api/problem';
import { useEvents } from '../../api/useEvents';
import { Failure } from '../../components/Failure';
import { useTitle } from '../../components/useTitle';
import { Refusal } from '../../directory/parts/Refusal';
import { number } from '../../format/number';
import { dateTime } from '../../format/time';
import { currentLanguage } from '../../i18n';
import classes from '../parts/desk.module.css';
import { RowSkeletons } from '../parts/Rows';
import { fileOf, getIndex, getManifest, getRecording, recordingKeys, remakeProgramme } from './api';
import { Files } from './Files';
import { bundleOf } from './keeping';
import { KeepingPanel } from './KeepingPanel';
import { clock } from './player/timeline';
import { RecordingState } from './RecordingState';
import own from './review.module.css';
import { Share } from './Share';
import { blemishes, howItStands } from './standing';
import type { Gap, Recording } from './types';
import { playsRushes, Watch } from './Watch';
import { reasonText } from './words';

/** A recording to be watched again. */
export default function Review() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const found = useQuery({ queryKey: recordingKeys.one(id), queryFn: () => getRecording(id) });
  useTitle(found.data?.title ?? t('recordings.one'));
  useEvents(found.data ? [`meeting:${found.data.meetingId}`] : [], [recordingKeys.one(id)]);
  if (found.isPending) {
    return (
      <>
        <Title order={1} mb={20}>
          {t('recordings.one')}
        </Title>
        <RowSkeletons count={1} height={420} />
      </>
    );
  }
  if (found.isError) return <Missing error={found.error} onRetry={() => void found.refetch()} />;
  return <Known recording={found.data} />;
}

function Missing({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { t } = useTranslation();
  const gone = error instanceof ApiError && error.status === 404;
  return (
    <>
      <Title order={1}>{t('recordings.one')}</Title>
      <Failure
        part
        title={t(gone ? 'recordings.gone' : 'desk.failed')}
        body={gone ? t('recordings.goneBody') : messageOf(error, t)}
        onRetry={gone ? undefined : onRetry}
        action={
          <Button component={Link} to="/recordings" variant={gone ? 'filled' : 'default'}>
            {t('recordings.toLibrary')}
          </Button>
        }
      />
    </>
  );
}

const noGaps: Gap[] = [];

function Known({ recording }: { recording: Recording }) {
  const { id } = recording;
  const ready = recording.state === 'ready';
  const index = useQuery({
    // Its silences come with the programme.
    queryKey: [...recordingKeys.index(id), recording.state, recording.programme === 'ready'],
    queryFn: () => getIndex(id),
    enabled: recording.state !== 'failed',
  });
  const manifest = useQuery({
    queryKey: [...recordingKeys.files(id), 'manifest'],
    queryFn: () => getManifest(id),
    enabled: ready,
    staleTime: Infinity,
  });
  return (
    <>
      <Head recording={recording} />
      <Blemishes recording={recording} gaps={manifest.data?.gaps ?? noGaps} />
      {ready && (recording.programme === 'ready' || (playsRushes() && recording.tracks > 0)) && (
        <Watch key={id} recording={recording} index={index.data} manifest={manifest.data} />
      )}
      <NotReady recording={recording} />
      {(ready || recording.state === 'disposed') && <KeepingPanel id={id} />}
      {recording.manages && manifest.data && <Files recording={recording} manifest={manifest.data} />}
    </>
  );
}

function Head({ recording }: { recording: Recording }) {
  const { t } = useTranslation();
  const { id } = recording;
  const facts = [
    dateTime(new Date(recording.startedAt), currentLanguage()),
    recording.endedAt && t('recordings.length', { length: clock(recording.seconds) }),
    recording.host.name,
  ].filter(Boolean);
  return (
    <div className={classes.head}>
      <div className={classes.text}>
        <Title order={1}>{recording.title}</Title>
        <p className={classes.soft}>{facts.join(' · ')}</p>
        <div className={classes.actions}>
          <RecordingState recording={recording} />
          <Anchor component={Link} to={`/meetings/${recording.meetingId}`}>
            {t('desk.toMeeting')}
          </Anchor>
        </div>
      </div>
      {recording.manages && (
        <div className={classes.actions}>
          <Share recording={recording} />
          {recording.state === 'ready' && (
            <Button
              component="a"
              href={bundleOf(id)}
              download
              variant="default"
              leftSection={<IconPackageExport size={20} aria-hidden />}
              data-testid="bundle"
            >
              {t('keeping.bundle')}
            </Button>
          )}
          {recording.programme === 'ready' && (
            <Button
              component="a"
              href={`${fileOf(id, 'programme/programme.mp4')}?download=true`}
              download={`${id}.mp4`}
              variant="default"
              leftSection={<IconDownload size={20} aria-hidden />}
              data-testid="download"
            >
              {t('recordings.download')}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}

/** What is not in it: said before it is looked for. */
function Blemishes({ recording, gaps }: { recording: Recording; gaps: readonly Gap[] }) {
  const { t } = useTranslation();
  const { reason, dropped } = blemishes(recording);
  if (reason === '' && dropped === 0 && gaps.length === 0) return null;
  return (
    <section
      className={`${classes.card} ${own.told}`}
      aria-label={t('recordings.missing')}
      data-testid="blemishes"
    >
      {reason !== '' && (
        <p className={classes.warnText}>{t('recordings.endedBy', { reason: reasonText(reason, t) })}</p>
      )}
      {dropped > 0 && (
        <p className={classes.warnText}>
          {t('recordings.dropped', { n: number(dropped, currentLanguage()) })}
        </p>
      )}
      {gaps.length > 0 && (
        <p className={classes.soft}>
          {t('recordings.gaps', {
            list: gaps
              .map(({ startMs, endMs, reason }) =>
                t('recordings.gapOf', {
                  from: clock(startMs / 1000),
                  to: clock(endMs / 1000),
                  reason: reasonText(reason, t),
                }),
              )
              .join('; '),
          })}
        </p>
      )}
    </section>
  );
}

/** What stands in the player's place while there is nothing to play: what is being done, how far it is, what can be done. */
function NotReady({ recording }: { recording: Recording }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const standing = howItStands(recording);
  const remake = useMutation({
    mutationFn: () => remakeProgramme(recording.id),
    onSettled: () => void client.invalidateQueries({ queryKey: recordingKeys.one(recording.id) }),
  });
  if (standing === 'ready') return null;
  const fromTracks = recording.state === 'ready' && recording.tracks > 0 && playsRushes();
  const why =
    (['no_ffmpeg', 'disk_full'] as const).find((one) => one === recording.programmeError) ?? 'failed';
  return (
    <section className={classes.card} data-testid="not-ready" data-standing={standing}>
      <h2>{t(`recordings.notReady.${standing}.title`)}</h2>
      <p role="status">
        {standing === 'notMade' ? t(`recordings.why.${why}`) : t(`recordings.notReady.${standing}.body`)}
        {fromTracks && ` ${t('recordings.rushes.told')}`}
      </p>
      {(standing === 'making' || standing === 'waiting') && (
        <Progress
          size="lg"
          value={recording.progress}
          animated={standing === 'making'}
          aria-label={t('recordings.standing.making', { percent: recording.progress })}
        />
      )}
      {standing === 'notMade' && recording.manages && (
        <>
          <Refusal error={remake.error} />
          <Button
            leftSection={<IconRefresh size={20} aria-hidden />}
            loading={remake.isPending}
            data-testid="remake"
            onClick={() => remake.mutate()}
          >
            {t('recordings.remake')}
          </Button>
        </>
      )}
    </section>
  );
}
