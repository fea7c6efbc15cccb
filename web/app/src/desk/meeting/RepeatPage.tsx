import { Alert, Button, Radio, Textarea, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { fieldErrors, isCode, messageOf } from '../../api/problem';
import { Failure } from '../../components/Failure';
import { Loading } from '../../components/Loading';
import { useTitle } from '../../components/useTitle';
import { dayOf, longDay } from '../../format/day';
import { number } from '../../format/number';
import { currentLanguage } from '../../i18n';
import { allMeetings, getMeeting, getSeries, keys, previewRepeat, repeatMeeting } from '../api';
import { recurrenceOf, ruleFormOf, noRule, type RuleForm } from '../editor/rule';
import { RuleFields } from '../editor/RuleFields';
import classes from '../parts/desk.module.css';
import { MeetingFailure } from '../parts/MeetingFailure';
import type { Fit, Meeting, Recurrence, Repeat } from '../types';
import own from './meeting.module.css';

/** What a meeting is and by which rule it repeats now, read once. */
async function read(id: string) {
  const meeting = await getMeeting(id);
  const day = dayOf(new Date(meeting.start));
  if (!meeting.seriesId) return { meeting, rule: { ...noRule(day), repeat: 'weekly' as const } };
  const [series, all] = await Promise.all([getSeries(id), allMeetings({ series: meeting.seriesId })]);
  const left = all.filter(({ start }) => start >= meeting.start).length;
  return { meeting, rule: ruleFormOf({ rule: series.rule, holidays: series.holidays }, day, left) };
}

/** How a series goes on from one of its meetings, or how a single meeting becomes a series. */
export default function RepeatPage() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  useTitle(t('meeting.repeat.title'));
  const known = useQuery({
    queryKey: ['repeat-meeting', id],
    queryFn: () => read(id),
    staleTime: 0,
    gcTime: 0,
  });
  if (known.isPending) return <Loading />;
  if (known.isError)
    return (
      <MeetingFailure
        title={t('meeting.repeat.title')}
        error={known.error}
        onRetry={() => void known.refetch()}
      />
    );
  if (!known.data.meeting.rights.copy)
    return <Failure title={t('desk.noRightTitle')} body={t('desk.noPlan')} />;
  return <Known key={id} {...known.data} />;
}

function Known({ meeting, rule: now }: { meeting: Meeting; rule: RuleForm }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const client = useQueryClient();
  const day = dayOf(new Date(meeting.start));
  const [rule, setRule] = useState(now);
  const [settled, setSettled] = useState<Repeat['settled']>('');
  const [reason, setReason] = useState('');
  const wanted = recurrenceOf({ ...rule, day });
  const [asked] = useDebouncedValue(JSON.stringify(wanted), 400);
  const fit = useQuery({
    queryKey: ['repeat-preview', meeting.id, asked],
    queryFn: ({ signal }) => previewRepeat(meeting.id, JSON.parse(asked) as Recurrence, signal),
    retry: false,
  });
  const save = useMutation({
    mutationFn: (body: Repeat) => repeatMeeting(meeting.id, meeting.version, body),
    onSuccess: (series) => {
      void client.invalidateQueries({ queryKey: keys.meetings });
      void client.invalidateQueries({ queryKey: keys.meeting(meeting.id) });
      void navigate(`/meetings?period=all&series=${series.id}`);
    },
  });
  const asks = (fit.data?.settled.length ?? 0) > 0;
  const ready = wanted !== null && fit.isSuccess && asked === JSON.stringify(wanted);
  const decided = !asks || settled === 'keep' || (settled === 'cancel' && reason.trim() !== '');
  const refused = fieldErrors(fit.error)['recurrence.rule'];
  return (
    <>
      <div className={classes.head}>
        <div className={classes.text}>
          <Title order={1}>{t('meeting.repeat.title')}</Title>
          <Link to={`/meetings/${meeting.id}`} className={classes.title}>
            {meeting.title}
          </Link>
          <p className={classes.soft}>{t('meeting.repeat.body', { day: longDay(day, currentLanguage()) })}</p>
        </div>
      </div>
      <section className={classes.card}>
        <RuleFields
          rule={{ ...rule, day }}
          change={(part) => setRule({ ...rule, ...part })}
          error={refused}
          always
        />
        {fit.isError && !refused && <p role="alert">{messageOf(fit.error, t)}</p>}
      </section>
      {fit.data && <Preview fit={fit.data} />}
      {asks && (
        <section className={classes.card}>
          <Radio.Group
            label={t('meeting.repeat.settledAsk')}
            value={settled}
            onChange={(value) => setSettled(value)}
          >
            {(['keep', 'cancel'] as const).map((value) => (
              <Radio key={value} mt="sm" value={value} label={t(`meeting.repeat.settle.${value}`)} />
            ))}
          </Radio.Group>
          {settled === 'cancel' && (
            <Textarea
              mt="md"
              label={t('meeting.repeat.reason')}
              required
              maxLength={1000}
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
            />
          )}
        </section>
      )}
      {save.isError && (
        <Alert color="red" icon={<IconAlertTriangle aria-hidden />} mb="md" role="alert">
          {isCode(save.error, 'stale') ? t('meeting.repeat.stale') : messageOf(save.error, t)}
        </Alert>
      )}
      <div className={own.buttons}>
        <Button
          disabled={!ready || !decided}
          loading={save.isPending}
          onClick={() => wanted && save.mutate({ ...wanted, settled, reason: reason.trim() })}
          data-testid="repeat-save"
        >
          {t('meeting.repeat.save')}
        </Button>
        <Button component={Link} to={`/meetings/${meeting.id}`} variant="default">
          {t('common.cancel')}
        </Button>
      </div>
    </>
  );
}

/** What the rule would do, by kind. */
function Preview({ fit }: { fit: Fit }) {
  const { t } = useTranslation();
  const language = currentLanguage();
  const day = (at: string) => longDay(dayOf(new Date(at)), language);
  const kinds = [
    ['added', fit.added.map(({ start }) => day(start))],
    ['moved', fit.moved.map(({ start, to }) => `${day(start)} → ${day(to ?? start)}`)],
    ['dropped', fit.dropped.map(({ start }) => day(start))],
    ['settled', fit.settled.map(({ start, state }) => `${day(start)} (${t(`meetings.state.${state}`)})`)],
    ['kept', fit.kept.map(({ start }) => day(start))],
  ] as const;
  return (
    <section className={classes.card} aria-live="polite" data-testid="repeat-preview">
      <h2>{t('meeting.repeat.preview')}</h2>
      {kinds
        .filter(([, days]) => days.length > 0)
        .map(([kind, days]) => (
          <div key={kind} data-testid={`fit-${kind}`}>
            <h3>{t(`meeting.repeat.${kind}`, { n: number(days.length, language) })}</h3>
            <ul className={own.days}>
              {days.map((text) => (
                <li key={text}>{text}</li>
              ))}
            </ul>
          </div>
        ))}
    </section>
  );
}
