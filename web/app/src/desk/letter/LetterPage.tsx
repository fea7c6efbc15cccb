import { Alert, Button, Modal, Skeleton, Title } from '@mantine/core';
import { IconInfoCircle, IconSend } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { messageOf } from '../../api/problem';
import { useTitle } from '../../components/useTitle';
import { EditFrame } from '../../directory/parts/EditFrame';
import { Crumb } from '../../directory/parts/fields';
import { Failing } from '../../directory/parts/Listing';
import { useEdit, type Edit } from '../../directory/parts/useEdit';
import { number } from '../../format/number';
import { currentLanguage } from '../../i18n';
import { getMeeting, keys } from '../api';
import { countOf } from '../answers/board';
import { getInvitationSummary, issueInvitations } from '../inviting';
import { unitText } from '../lookup';
import own from '../meeting/meeting.module.css';
import { useMeeting } from '../meeting/useMeeting';
import classes from '../parts/desk.module.css';
import { MeetingFailure } from '../parts/MeetingFailure';
import type { InvitationSummary, Issuer, Letter, Meeting } from '../types';
import { getLetter, listIssuers, saveLetter } from './api';
import { Fields, useLabels } from './Fields';
import { missing, toFields, toForm, type LetterForm } from './form';
import letterClasses from './letter.module.css';
import { Preview } from './Preview';

/** The letter of a meeting before it goes out: written on the left, seen on the right, then issued. */
export default function LetterPage() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  useTitle(t('letter.title'));
  const meeting = useMeeting(id);
  const letter = useQuery({
    queryKey: [...keys.invitations(id), 'letter'],
    queryFn: () => getLetter(id),
    enabled: meeting.isSuccess,
  });
  const issuers = useQuery({
    queryKey: [...keys.invitations(id), 'issuers'],
    queryFn: () => listIssuers(id),
    enabled: letter.isSuccess,
  });
  const summary = useQuery({
    queryKey: [...keys.invitations(id), 'summary'],
    queryFn: () => getInvitationSummary(id),
    enabled: letter.isSuccess,
  });
  if (meeting.isError)
    return (
      <MeetingFailure
        title={t('letter.title')}
        error={meeting.error}
        onRetry={() => void meeting.refetch()}
      />
    );
  const failed = [letter, issuers, summary].find((query) => query.isError);
  return (
    <>
      <Crumb to={`/meetings/${id}`} label={meeting.data?.title ?? t('desk.toMeeting')} />
      <div className={classes.head}>
        <div className={classes.text}>
          <Title order={1}>{t('letter.title')}</Title>
        </div>
      </div>
      {failed ? (
        <Failing error={failed.error} onRetry={() => void failed.refetch()} />
      ) : meeting.data && letter.data && issuers.data && summary.data ? (
        <Editor
          meeting={meeting.data}
          letter={letter.data}
          issuers={issuers.data.items}
          summary={summary.data}
        />
      ) : (
        <Skeleton height={520} radius="md" />
      )}
    </>
  );
}

interface EditorProps {
  meeting: Meeting;
  letter: Letter;
  issuers: Issuer[];
  summary: InvitationSummary;
}

function Editor({ meeting, letter, issuers, summary }: EditorProps) {
  const client = useQueryClient();
  const labels = useLabels();
  const [tried, setTried] = useState(false);
  const edit = useEdit<Letter, LetterForm>({
    item: letter,
    toForm,
    save: (values, version) => saveLetter(meeting.id, version ?? 0, toFields(values)),
    reload: () => getLetter(meeting.id),
    onSaved: (saved) => client.setQueryData([...keys.invitations(meeting.id), 'letter'], saved),
  });
  const values = edit.form.getValues();
  const over = ['ended', 'cancelled'].includes(meeting.state);
  const lacking = missing(values);
  return (
    <>
      <Stand meeting={meeting} summary={summary} />
      <div className={letterClasses.columns}>
        <div>
          <EditFrame edit={edit} labels={labels} may={!over} back={`/meetings/${meeting.id}`}>
            <Fields form={edit.form} labels={labels} issuers={issuers} lacking={tried ? lacking : []} />
          </EditFrame>
          {!over && (
            <Issue
              meeting={meeting}
              summary={summary}
              edit={edit}
              issuer={issuers.find((one) => unitText(one.unit) === values.agency)}
              lacking={lacking.map((name) => labels[name])}
              onTried={() => setTried(true)}
            />
          )}
        </div>
        <Preview meetingId={meeting.id} fields={toFields(values)} />
      </div>
    </>
  );
}

/** Where the letter stands: nobody on the list, sent already, or the meeting not approved yet. */
function Stand({ meeting, summary }: { meeting: Meeting; summary: InvitationSummary }) {
  const { t } = useTranslation();
  const notes = [
    summary.total === 0 && t('letter.nobody'),
    summary.announced && t('letter.sent', { symbol: summary.document?.symbol ?? '' }),
    ['draft', 'submitted'].includes(meeting.state) && t('letter.notApproved'),
  ].filter((note) => typeof note === 'string');
  if (notes.length === 0) return null;
  return (
    <Alert icon={<IconInfoCircle />} mb="md">
      {notes.map((note) => (
        <p key={note} className={classes.soft}>
          {note}
        </p>
      ))}
      {summary.total === 0 && <Link to={`/meetings/${meeting.id}/answers`}>{t('letter.toList')}</Link>}
    </Alert>
  );
}

interface IssueProps {
  meeting: Meeting;
  summary: InvitationSummary;
  edit: Edit<Letter, LetterForm>;
  issuer: Issuer | undefined;
  /** Names of what must be written first. */
  lacking: string[];
  onTried: () => void;
}

/** Saves what was written and issues it, after saying to how many and by which number. */
function Issue({ meeting, summary, edit, issuer, lacking, onTried }: IssueProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [asked, setAsked] = useState(false);
  const more = Boolean(summary.announced) && meeting.state !== 'approved';
  const count = more ? countOf('draft', summary) : summary.total;
  const issue = useMutation({
    mutationFn: async () => {
      const kept = await edit.flush();
      if (!kept) return null; // the form tells why
      await issueInvitations(meeting.id, meeting.version);
      return getMeeting(meeting.id);
    },
    onSuccess: (next) => {
      setAsked(false);
      if (!next) return;
      client.setQueryData(keys.meeting(meeting.id), next);
      for (const queryKey of [keys.meetings, keys.invitations(meeting.id)]) {
        void client.invalidateQueries({ queryKey });
      }
      void navigate(`/meetings/${meeting.id}`);
    },
  });
  const open = more ? count > 0 : meeting.rights.actions.includes('issue');
  if (!open) return null;
  const n = number(count, currentLanguage());
  const next = issuer
    ? `${String(issuer.next).padStart(2, '0')}/${edit.form.getValues().symbol}`
    : edit.form.getValues().symbol;
  return (
    <section className={own.next} aria-label={t('letter.issue')}>
      <div className={classes.text}>
        <h2>{t('letter.issue')}</h2>
        {lacking.length > 0 ? (
          <p className={classes.warnText} role="status">
            {t('letter.lacking', { what: lacking.join(', ') })}
          </p>
        ) : (
          <p>{t('letter.issueBody', { n, symbol: next })}</p>
        )}
      </div>
      <Button
        size="lg"
        leftSection={<IconSend size={20} aria-hidden />}
        onClick={() => {
          onTried();
          issue.reset();
          if (lacking.length === 0) setAsked(true);
        }}
        data-testid="issue"
      >
        {t(more ? 'letter.issueMore' : 'meeting.action.issue')}
      </Button>
      <Modal
        opened={asked}
        onClose={() => setAsked(false)}
        title={t('meeting.ask.issue')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        <p>{count > 0 ? t('meeting.askBody.issue', { n }) : t('letter.issueNobody')}</p>
        {issue.isError && <p role="alert">{messageOf(issue.error, t)}</p>}
        <div className={own.buttons}>
          <Button loading={issue.isPending} onClick={() => issue.mutate()} data-testid="confirm">
            {t('meeting.action.issue')}
          </Button>
          <Button variant="default" onClick={() => setAsked(false)}>
            {t('common.cancel')}
          </Button>
        </div>
      </Modal>
    </section>
  );
}
