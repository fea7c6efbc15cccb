import { Alert, Button, Modal, TextInput, Title } from '@mantine/core';
import { IconBellRinging, IconInfoCircle, IconSearch } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams, useSearchParams } from 'react-router';
import { ApiError, messageOf } from '../../api/problem';
import { Failure } from '../../components/Failure';
import state from '../../components/state.module.css';
import { useTitle } from '../../components/useTitle';
import { number } from '../../format/number';
import { dateTime } from '../../format/time';
import { currentLanguage } from '../../i18n';
import { keys } from '../api';
import { allInvitations, getInvitationSummary, remindAll, resendFailed } from '../inviting';
import { useMeeting } from '../meeting/useMeeting';
import own from '../meeting/meeting.module.css';
import classes from '../parts/desk.module.css';
import { MeetingFailure } from '../parts/MeetingFailure';
import { RowSkeletons } from '../parts/Rows';
import type { InvitationSummary, Meeting } from '../types';
import { AddInvited } from './AddInvited';
import board from './answers.module.css';
import { choices, countOf, linesOf, type Choice } from './board';
import { Lines } from './Lines';

/** Who has answered what, live. */
export default function Answers() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const meeting = useMeeting(id);
  const summary = useQuery({
    queryKey: [...keys.invitations(id), 'summary'],
    queryFn: () => getInvitationSummary(id),
    enabled: meeting.isSuccess,
  });
  useTitle(t('answers.title'));
  if (meeting.isError)
    return (
      <MeetingFailure
        title={t('answers.title')}
        error={meeting.error}
        onRetry={() => void meeting.refetch()}
      />
    );
  if (summary.isError) {
    const refused = summary.error instanceof ApiError && summary.error.status === 403;
    return (
      <>
        <Title order={1}>{t('answers.title')}</Title>
        <Failure
          part
          title={t(refused ? 'desk.noRightTitle' : 'desk.failed')}
          body={messageOf(summary.error, t)}
          onRetry={refused ? undefined : () => void summary.refetch()}
          action={
            <Button component={Link} to={`/meetings/${id}`} variant="default">
              {t('desk.toMeeting')}
            </Button>
          }
        />
      </>
    );
  }
  return (
    <>
      <div className={classes.head}>
        <div className={classes.text}>
          <Title order={1}>{t('answers.title')}</Title>
          {meeting.data && (
            <Link to={`/meetings/${id}`} className={classes.title}>
              {meeting.data.title}
            </Link>
          )}
        </div>
        {summary.data?.canManage && <Remind id={id} summary={summary.data} />}
      </div>
      {meeting.data && summary.data ? (
        <Board meeting={meeting.data} summary={summary.data} />
      ) : (
        <RowSkeletons count={6} />
      )}
    </>
  );
}

function Remind({ id, summary }: { id: string; summary: InvitationSummary }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [asked, setAsked] = useState(false);
  const waiting = countOf('waiting', summary);
  const n = number(waiting, currentLanguage());
  const remind = useMutation({
    mutationFn: () => remindAll(id),
    onSuccess: () => {
      setAsked(false);
      return client.invalidateQueries({ queryKey: keys.invitations(id) });
    },
  });
  return (
    <div className={classes.actions}>
      <span role="status">
        {remind.isSuccess && t('answers.reminded', { n: number(remind.data.count, currentLanguage()) })}
      </span>
      {waiting > 0 && (
        <Button
          leftSection={<IconBellRinging size={20} aria-hidden />}
          onClick={() => setAsked(true)}
          data-testid="remind"
        >
          {t('answers.remind', { n })}
        </Button>
      )}
      <Modal
        opened={asked}
        onClose={() => setAsked(false)}
        title={t('answers.remindAsk', { n })}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        <p>{t('answers.remindBody')}</p>
        {remind.isError && <p role="alert">{messageOf(remind.error, t)}</p>}
        <div className={own.buttons}>
          <Button loading={remind.isPending} onClick={() => remind.mutate()} data-testid="remind-now">
            {t('answers.remindDo')}
          </Button>
          <Button variant="default" onClick={() => setAsked(false)}>
            {t('common.cancel')}
          </Button>
        </div>
      </Modal>
    </div>
  );
}

function Board({ meeting, summary }: { meeting: Meeting; summary: InvitationSummary }) {
  const { t } = useTranslation();
  const language = currentLanguage();
  const [params, setParams] = useSearchParams();
  const choice = choices.find((known) => known === params.get('show')) ?? 'all';
  const [q, setQ] = useState('');
  const all = useQuery({
    queryKey: [...keys.invitations(meeting.id), 'lines'],
    queryFn: ({ signal }) => allInvitations(meeting.id, signal),
  });
  const lines = useMemo(() => linesOf(all.data ?? [], choice, q), [all.data, choice, q]);
  const show = (next: Choice) => setParams(next === 'all' ? {} : { show: next }, { replace: true });
  const label = (name: Choice) =>
    name === 'all' || name === 'waiting' ? t(`answers.${name}`) : t(`invitations.state.${name}`);
  return (
    <>
      {!summary.announced && (
        <Alert icon={<IconInfoCircle />} mb="md">
          {t('answers.notIssued')}
        </Alert>
      )}
      <div className={board.counts} role="group" aria-label={t('answers.filter')}>
        {choices
          .filter((name) => ['all', 'waiting', 'confirmed'].includes(name) || countOf(name, summary) > 0)
          .map((name) => (
            <button
              key={name}
              type="button"
              aria-pressed={choice === name}
              onClick={() => show(name)}
              data-testid={`count-${name}`}
            >
              <strong>{number(countOf(name, summary), language)}</strong>
              <span>{label(name)}</span>
            </button>
          ))}
      </div>
      <Notes meeting={meeting} summary={summary} />
      {summary.canManage && <AddInvited meetingId={meeting.id} />}
      <TextInput
        type="search"
        label={t('answers.search')}
        leftSection={<IconSearch size={20} aria-hidden />}
        value={q}
        onChange={(event) => setQ(event.currentTarget.value)}
        mb="sm"
      />
      {all.isPending ? (
        <RowSkeletons />
      ) : all.isError ? (
        <Failure
          part
          title={t('desk.failed')}
          body={messageOf(all.error, t)}
          onRetry={() => void all.refetch()}
        />
      ) : lines.length === 0 ? (
        <div className={state.state} role="status">
          {all.data.length === 0 && <h2>{t('answers.none')}</h2>}
          <p>{t(all.data.length === 0 ? 'answers.noneBody' : 'answers.noneFiltered')}</p>
        </div>
      ) : (
        <>
          <p className={classes.count} role="status">
            {t('answers.found', { n: number(lines.length, language) })}
          </p>
          <Lines lines={lines} all={all.data} manage={summary.canManage} />
        </>
      )}
    </>
  );
}

/** The deadline, mails that failed, and letters still to be sent to those put on since. */
function Notes({ meeting, summary }: { meeting: Meeting; summary: InvitationSummary }) {
  const { t } = useTranslation();
  const language = currentLanguage();
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: keys.invitations(meeting.id) });
  const resend = useMutation({ mutationFn: () => resendFailed(meeting.id), onSuccess: refresh });
  const failed = summary.deliveries.failed ?? 0;
  const late = summary.announced && ['issued', 'live', 'paused'].includes(meeting.state);
  const drafts = late ? countOf('draft', summary) : 0;
  const { error } = resend;
  return (
    <div className={board.notes}>
      {summary.answerBy && (
        <span>{t('answers.answerBy', { time: dateTime(new Date(summary.answerBy), language) })}</span>
      )}
      {summary.overdue > 0 && (
        <span className={classes.warnText}>
          {t('answers.overdue', { n: number(summary.overdue, language) })}
        </span>
      )}
      {failed > 0 && (
        <>
          <span className={classes.warnText}>{t('answers.mailFailed', { n: number(failed, language) })}</span>
          {summary.canManage && (
            <Button variant="default" loading={resend.isPending} onClick={() => resend.mutate()}>
              {t('answers.resend')}
            </Button>
          )}
        </>
      )}
      {drafts > 0 && summary.canManage && (
        <Button component={Link} to={`/meetings/${meeting.id}/letter`}>
          {t('answers.issueMore', { n: number(drafts, language) })}
        </Button>
      )}
      <span role="status">
        {resend.isSuccess && t('answers.resent', { n: number(resend.data.count, language) })}
      </span>
      {error && <span role="alert">{messageOf(error, t)}</span>}
    </div>
  );
}
