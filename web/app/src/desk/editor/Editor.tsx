import { Alert, Button, Modal, Select, Title } from '@mantine/core';
import { IconAlertTriangle, IconDeviceFloppy, IconHistory } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { fieldErrors, messageOf } from '../../api/problem';
import { number } from '../../format/number';
import { currentLanguage } from '../../i18n';
import classes from '../parts/desk.module.css';
import type { Meeting, Scope } from '../types';
import { Agenda } from './Agenda';
import { Basics } from './Basics';
import own from './editor.module.css';
import { formOf, needs, type Form } from './form';
import { DeclarationPart, PoliciesPart, RecurrencePart } from './Rules';
import { sections } from './Section';
import { Sites } from './Sites';
import { isDirty } from './stale';
import { StalePanel } from './StalePanel';
import { Time } from './Time';
import { forget, recall, useUnsaved } from './unsaved';
import { useSave } from './useSave';

interface Props {
  /** None for a new meeting. */
  meeting?: Meeting;
  start: Form;
}

const scopes = ['one', 'following', 'all'] as const;

/** The whole of a meeting on one page; saving leads to the meeting's own page. */
export function Editor({ meeting, start: given }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const id = meeting?.id ?? 'new';
  const [start, setStart] = useState(given);
  const [restored, setRestored] = useState(() => recall(id));
  const [form, setForm] = useState(restored ?? given);
  const [tried, setTried] = useState(false);
  const [scope, setScope] = useState<Scope>('one');
  const guard = useUnsaved(id, form, isDirty(form, start));
  const save = useSave(meeting, start.sites, (saved) => {
    guard.release();
    void navigate(`/meetings/${saved}`);
  });
  const change = (part: Partial<Form>) => setForm((now) => ({ ...now, ...part }));
  const wanting = needs(form);
  const told = Object.fromEntries(
    Object.entries(wanting).map(([at, need]) => [at, t(`editor.need.${need}`)]),
  );
  const errors = { ...fieldErrors(save.error), ...(tried ? told : {}) };
  const press = () => {
    setTried(true);
    if (Object.keys(wanting).length === 0) save.send(form, scope);
    else setTimeout(() => document.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
  };
  const replace = (next: Form) => {
    setStart(next);
    setForm(next);
    setRestored(null);
    forget(id);
  };
  useEffect(() => {
    if (save.error) document.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [save.error]);
  const part = { form, change, errors };
  const wrong = Object.keys(errors).length;
  return (
    <form noValidate onSubmit={(event) => event.preventDefault()}>
      <div className={classes.head}>
        <Title order={1}>{t(meeting ? 'editor.editTitle' : 'editor.newTitle')}</Title>
      </div>
      {restored && <Restored onDiscard={() => replace(given)} />}
      {save.theirs && (
        <StalePanel
          mine={form}
          theirs={save.theirs}
          busy={save.isPending}
          onKeep={() => save.keep(form, scope)}
          onTake={() => {
            if (save.theirs) replace(formOf(save.theirs));
            save.taken();
          }}
        />
      )}
      <div className={own.page}>
        <Index repeats={!meeting} />
        <div className={own.parts}>
          <Basics {...part} />
          <Time {...part} meetingId={meeting?.id} />
          <Sites {...part} />
          <Agenda {...part} />
          <PoliciesPart {...part} />
          {!meeting && <RecurrencePart {...part} />}
          <DeclarationPart {...part} />
        </div>
      </div>
      <div className={own.bar}>
        <Told error={save.theirs ? null : save.error} wrong={wrong} dirty={isDirty(form, start)} />
        {meeting?.seriesId && (
          <Select
            aria-label={t('editor.scope')}
            data={scopes.map((value) => ({ value, label: t(`editor.scopes.${value}`) }))}
            value={scope}
            onChange={(value) => value && setScope(value)}
          />
        )}
        <Button component={Link} to={meeting ? `/meetings/${meeting.id}` : '/meetings'} variant="default">
          {t('editor.cancel')}
        </Button>
        <Button
          onClick={press}
          loading={save.isPending}
          leftSection={<IconDeviceFloppy size={20} aria-hidden />}
          data-testid="save"
        >
          {t(meeting ? 'editor.saveChanges' : 'editor.save')}
        </Button>
      </div>
      <LeaveAsk guard={guard} />
    </form>
  );
}

/** What keeps the plan from being saved, or that it is not yet. */
function Told({ error, wrong, dirty }: { error: Error | null; wrong: number; dirty: boolean }) {
  const { t } = useTranslation();
  return (
    <div className={own.barText} aria-live="polite">
      {error !== null ? (
        <span className={own.bad}>
          <IconAlertTriangle size={20} aria-hidden /> {messageOf(error, t)}
        </span>
      ) : wrong > 0 ? (
        <span className={own.bad}>{t('editor.fix', { n: number(wrong, currentLanguage()) })}</span>
      ) : (
        dirty && t('editor.unsaved')
      )}
    </div>
  );
}

function Restored({ onDiscard }: { onDiscard: () => void }) {
  const { t } = useTranslation();
  return (
    <Alert icon={<IconHistory />} mb="md">
      {t('editor.restored')}{' '}
      <Button variant="subtle" onClick={onDiscard}>
        {t('editor.discard')}
      </Button>
    </Alert>
  );
}

function LeaveAsk({ guard }: { guard: ReturnType<typeof useUnsaved> }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <Modal opened={guard.asked !== null} onClose={guard.stay} title={t('editor.leaveTitle')}>
      <p>{t('editor.leaveBody')}</p>
      <div className={own.row}>
        <Button onClick={guard.stay}>{t('editor.stay')}</Button>
        <Button
          variant="default"
          onClick={() => {
            guard.release();
            void navigate(guard.asked ?? '/meetings');
          }}
        >
          {t('editor.leave')}
        </Button>
      </div>
    </Modal>
  );
}

/** The parts of the page, each a press away. */
function Index({ repeats }: { repeats: boolean }) {
  const { t } = useTranslation();
  const go = (name: string) => {
    const heading = document.getElementById(`section-${name}`);
    heading?.scrollIntoView({ block: 'start' });
    heading?.focus({ preventScroll: true });
  };
  return (
    <nav className={own.index} aria-label={t('editor.sections')}>
      <ul>
        {sections
          .filter((name) => repeats || name !== 'recurrence')
          .map((name) => (
            <li key={name}>
              <a
                href={`#section-${name}`}
                onClick={(event) => {
                  event.preventDefault();
                  go(name);
                }}
              >
                {t(`editor.${name}`)}
              </a>
            </li>
          ))}
      </ul>
    </nav>
  );
}
