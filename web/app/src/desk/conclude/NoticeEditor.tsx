import { Alert, Button } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fieldErrors, isCode, messageOf } from '../../api/problem';
import { useUnsaved } from '../../directory/parts/useUnsaved';
import meeting from '../meeting/meeting.module.css';
import classes from '../parts/desk.module.css';
import { AskReason } from './AskReason';
import { ClockLine } from './ClockLine';
import own from './conclude.module.css';
import { Replacing } from './Editions';
import { NoticeForm } from './NoticeForm';
import { TextEditor } from './TextEditor';
import type { Notice } from './types';
import { useNotice } from './useNotice';

type Editing = ReturnType<typeof useNotice>;
type Asked = 'issue' | 'waive';

/** The editor of a conclusion notice. */
export function NoticeEditor({ notice }: { notice: Notice }) {
  const { t } = useTranslation();
  const editing = useNotice(notice);
  const [asked, setAsked] = useState<Asked | null>(null);
  const unsaved = useUnsaved(editing.dirty);
  const wrong = fieldErrors(editing.issue.error ?? editing.save.error);
  const inText = wrong.body ?? wrong.content;
  return (
    <>
      {notice.edition > 1 && <Replacing notice={notice} version={editing.version} />}
      <Steps notice={notice} editing={editing} onAsk={setAsked} />
      {asked === null && <Refused editing={editing} />}
      <NoticeForm fields={editing.fields} wrong={wrong} onChange={editing.change} />
      <TextEditor
        label={t('conclude.notice.text')}
        content={editing.shown}
        generation={editing.generation}
        editable
        onChange={editing.write}
      />
      {inText && (
        <p role="alert" className={own.clock} data-mark="overdue">
          {inText}
        </p>
      )}
      {asked && <Ask asked={asked} editing={editing} onClose={() => setAsked(null)} />}
      {unsaved}
    </>
  );
}

function Steps({
  notice,
  editing,
  onAsk,
}: {
  notice: Notice;
  editing: Editing;
  onAsk: (asked: Asked) => void;
}) {
  const { t } = useTranslation();
  const { dirty, version, save } = editing;
  return (
    <section className={meeting.next} aria-labelledby="notice-next">
      <div className={classes.text}>
        <h2 id="notice-next">{t('meeting.next')}</h2>
        <p>{t(notice.edition > 1 ? 'conclude.notice.stepReplacing' : 'conclude.notice.step')}</p>
        <ClockLine clock={notice.clock} />
        <p role="status" className={classes.soft} data-testid="notice-saved">
          {t(
            dirty
              ? 'conclude.saving.waiting'
              : version > 0
                ? 'conclude.notice.savedDraft'
                : 'conclude.notice.proposal',
          )}
        </p>
      </div>
      <div className={classes.actions}>
        <Button
          size="lg"
          disabled={!notice.ready}
          onClick={() => {
            editing.issue.reset();
            onAsk('issue');
          }}
          data-testid="issue"
        >
          {t('conclude.notice.issue')}
        </Button>
        <Button
          variant="default"
          loading={save.isPending}
          onClick={() => save.mutate()}
          data-testid="save-notice"
        >
          {t('common.save')}
        </Button>
        {notice.edition === 1 && (
          <Button
            variant="default"
            disabled={!notice.ready}
            onClick={() => onAsk('waive')}
            data-testid="waive"
          >
            {t('conclude.notice.waive')}
          </Button>
        )}
      </div>
    </section>
  );
}

/** Why it was not saved; when somebody else was faster, the two ways on. */
function Refused({ editing }: { editing: Editing }) {
  const { t } = useTranslation();
  const error = editing.issue.error ?? editing.save.error;
  if (!error) return null;
  return (
    <Alert color="yellow" icon={<IconInfoCircle />} mb="md" role="alert">
      <p>{messageOf(error, t)}</p>
      {isCode(error, 'stale') && (
        <div className={classes.actions}>
          <Button variant="default" onClick={() => void editing.settle(false)}>
            {t('conclude.notice.over')}
          </Button>
          <Button variant="default" onClick={() => void editing.settle(true)}>
            {t('conclude.clash.take')}
          </Button>
        </div>
      )}
    </Alert>
  );
}

function Ask({ asked, editing, onClose }: { asked: Asked; editing: Editing; onClose: () => void }) {
  const { t } = useTranslation();
  const { issue, waive } = editing;
  if (asked === 'waive') {
    return (
      <AskReason
        title={t('conclude.notice.waive')}
        body={t('conclude.notice.waiveBody')}
        label={t('meeting.reason')}
        press={t('conclude.notice.waive')}
        error={waive.isError ? messageOf(waive.error, t) : ''}
        busy={waive.isPending}
        onClose={onClose}
        onDo={(reason) => waive.mutate(reason, { onSuccess: onClose })}
      />
    );
  }
  const wrong = Object.values(fieldErrors(issue.error)).join(' ');
  return (
    <AskReason
      title={t('conclude.notice.issueAsk')}
      body={t('conclude.notice.issueBody')}
      press={t('conclude.notice.issue')}
      error={issue.isError ? `${messageOf(issue.error, t)} ${wrong}` : ''}
      busy={issue.isPending}
      onClose={onClose}
      onDo={() => issue.mutate(undefined, { onSuccess: onClose })}
    />
  );
}
