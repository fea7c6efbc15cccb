import { Alert, Button } from '@mantine/core';
import { IconFileText, IconInfoCircle } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { messageOf } from '../../api/problem';
import { useEvents } from '../../api/useEvents';
import state from '../../components/state.module.css';
import { useTitle } from '../../components/useTitle';
import { dateTime } from '../../format/time';
import { currentLanguage } from '../../i18n';
import classes from '../parts/desk.module.css';
import { RowSkeletons } from '../parts/Rows';
import { Additions } from './Additions';
import { useVotes } from '../meeting/MeetingVotes';
import { annexFile, concludeKeys, draftMinutes, getMinutes, minutesFile } from './api';
import own from './conclude.module.css';
import { FileButton, Frame, PageFailure } from './Frame';
import { MinutesEditor } from './MinutesEditor';
import { MinutesSteps } from './MinutesSteps';
import { TextEditor } from './TextEditor';
import type { Minutes } from './types';

/** The minutes of a meeting: written by the secretary, agreed by the chair, then frozen. */
export default function MinutesPage() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const minutes = useQuery({ queryKey: concludeKeys.minutes(id), queryFn: () => getMinutes(id) });
  useTitle(t('conclude.minutes.title'));
  useEvents(minutes.isSuccess ? [`meeting:${id}`] : [], [concludeKeys.minutes(id)]);
  if (minutes.isPending) return <RowSkeletons count={3} height={140} />;
  if (minutes.isError) {
    return <PageFailure id={id} error={minutes.error} onRetry={() => void minutes.refetch()} />;
  }
  const { data } = minutes;
  return (
    <Frame
      title={t('conclude.minutes.title')}
      meetingId={id}
      meetingTitle={data.meetingTitle}
      side={data.version > 0 && <Files minutes={data} />}
    >
      {data.version === 0 ? <NoMinutes minutes={data} /> : <Known minutes={data} />}
    </Frame>
  );
}

function Files({ minutes }: { minutes: Minutes }) {
  const { t } = useTranslation();
  const id = minutes.meetingId;
  const secret = useVotes(id, minutes.ready).some((motion) => motion.secret);
  return (
    <>
      <FileButton href={minutesFile(id, 'pdf')} testId="minutes-pdf">
        PDF
      </FileButton>
      <FileButton href={minutesFile(id, 'docx')} testId="minutes-docx">
        DOCX
      </FileButton>
      <FileButton href={annexFile(id, 'attendance', 'xlsx')}>{t('conclude.minutes.attendance')}</FileButton>
      <FileButton href={annexFile(id, 'votes', 'pdf')}>{t('conclude.minutes.votes')}</FileButton>
      {secret && (
        <FileButton href={annexFile(id, 'count', 'pdf')} testId="count-pdf">
          {t('conclude.minutes.count')}
        </FileButton>
      )}
      <Button component={Link} to={`/meetings/${id}/minutes/versions`} variant="default">
        {t('conclude.versions.title')}
      </Button>
    </>
  );
}

/** Nothing is written yet: the system drafts. */
function NoMinutes({ minutes }: { minutes: Minutes }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const draft = useMutation({
    mutationFn: () => draftMinutes(minutes.meetingId, 0),
    onSuccess: (made) => client.setQueryData(concludeKeys.minutes(minutes.meetingId), made),
  });
  return (
    <div className={state.state} role="status">
      <IconFileText size={40} aria-hidden />
      <h2>{t('conclude.minutes.none')}</h2>
      <p>{t(minutes.canWrite ? 'conclude.minutes.noneBody' : 'conclude.minutes.noneYet')}</p>
      {minutes.canWrite && (
        <Button size="lg" loading={draft.isPending} onClick={() => draft.mutate()} data-testid="draft">
          {t('conclude.minutes.draft')}
        </Button>
      )}
      {draft.isError && <p role="alert">{messageOf(draft.error, t)}</p>}
    </div>
  );
}

function Known({ minutes }: { minutes: Minutes }) {
  const { t } = useTranslation();
  const language = currentLanguage();
  // A draft is edited from the version that was read when the page came; events do not take the text away.
  const [start, setStart] = useState(minutes);
  const edits = minutes.canWrite && start.canWrite;
  if (!edits && start.version !== minutes.version) setStart(minutes);
  return (
    <>
      {minutes.state === 'agreed' && minutes.document && (
        <section className={classes.card} data-testid="frozen">
          <h2>{t('conclude.minutes.agreedTitle', { symbol: minutes.document.symbol })}</h2>
          <dl className={classes.facts}>
            <dt>{t('conclude.minutes.agreedAt')}</dt>
            <dd>{minutes.agreedAt && dateTime(new Date(minutes.agreedAt), language)}</dd>
            <dt>{t('conclude.minutes.hash')}</dt>
            <dd className={own.hash}>{minutes.sha256}</dd>
          </dl>
        </section>
      )}
      {minutes.reason && minutes.state === 'draft' && (
        <Alert color="yellow" icon={<IconInfoCircle />} mb="md" data-testid="returned">
          {t('conclude.minutes.returned', { reason: minutes.reason })}
        </Alert>
      )}
      {minutes.basis === 'plan' && minutes.state === 'draft' && (
        <Alert icon={<IconInfoCircle />} mb="md">
          {t('conclude.minutes.basisPlan')}
        </Alert>
      )}
      {edits ? (
        <MinutesEditor key={start.version} start={start} now={minutes} onRestart={setStart} />
      ) : (
        <>
          {minutes.state !== 'agreed' && <MinutesSteps minutes={minutes} />}
          <TextEditor
            key={minutes.version}
            label={t('conclude.minutes.text')}
            content={minutes.content}
            editable={false}
          />
        </>
      )}
      {minutes.state === 'agreed' && <Additions minutes={minutes} />}
    </>
  );
}
