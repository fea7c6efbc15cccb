import { Anchor, Button, SegmentedControl, TextInput } from '@mantine/core';
import {
  IconChevronDown,
  IconChevronUp,
  IconDownload,
  IconSearch,
  IconSpeakerphone,
  IconX,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { use, useDeferredValue, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../api/client';
import { annexFile } from '../../desk/conclude/api';
import { plain } from '../../format/name';
import { clockTime } from '../../format/time';
import { currentLanguage } from '../../i18n';
import panel from '../panels/panel.module.css';
import classes from './conduct.module.css';
import { ConductContext, useConduct, useGive, useMeetingPlan } from './context';
import {
  isPresent,
  peopleBySite,
  presenceByPerson,
  siteSubject,
  type Attendee,
  type SitePeople,
} from './roll';
import { Quorum } from './Quorum';
import { RollMarkSelect } from './RollMark';
import { RollOwn } from './RollOwn';
import { PersonLine, RollPeople } from './RollPeople';
import { RollRows } from './RollRows';
import type { Mark, Roll, View } from './types';

interface Line {
  subject: string;
  name: string;
}

/** The roll: one's own presence; for those at the desk who is there by site and by person, the quorum, the calling. */
export function RollPanel() {
  const { t } = useTranslation();
  const state = useConduct();
  const roll = state?.roll;
  if (!state || !roll) return <p className={panel.empty}>{t('conduct.loading')}</p>;
  return (
    <div className={classes.rolls}>
      <Summary roll={roll} may={state.mine.may.includes('roll.quorum')} />
      {!state.mine.leads && <RollOwn mine={state.mine} />}
      {state.mine.audience === 'desk' && <Desk state={state} roll={roll} />}
    </div>
  );
}

/** Who was invited to the meeting, for those at the desk. */
function useAttendees() {
  const id = use(ConductContext)?.meetingId ?? '';
  return useQuery({
    queryKey: ['attendees', id],
    queryFn: ({ signal }) =>
      call<{ items: Attendee[] }>(`/meetings/${encodeURIComponent(id)}/conduct/attendees`, { signal }),
    enabled: id !== '',
    refetchInterval: 60_000,
  });
}

function Desk({ state, roll }: { state: View; roll: Roll }) {
  const { t } = useTranslation();
  const [view, setView] = useState<'sites' | 'people'>('sites');
  const [query, setQuery] = useState('');
  const [missing, setMissing] = useState(false);
  const wanted = useDeferredValue(plain(query));
  const meeting = useMeetingPlan();
  const attendees = useAttendees().data?.items ?? [];
  const lines = useMemo<Line[]>(
    () =>
      (meeting.data?.sites ?? []).map(({ unit, roomTitle }) => ({
        subject: siteSubject(unit),
        name: roomTitle || unit.name,
      })),
    [meeting.data],
  );
  const absent =
    view === 'sites'
      ? lines.filter(({ subject }) => !isPresent(roll.marks?.[subject]?.mark)).length
      : attendees.filter(({ kind, subject }) => kind === 'person' && !isPresent(roll.marks?.[subject]?.mark))
          .length;
  return (
    <>
      <div className={panel.tools}>
        {roll.calling && <Calling roll={roll} lines={lines} />}
        <SegmentedControl
          aria-label={t('conduct.roll.view')}
          fullWidth
          data={[
            { value: 'sites', label: t('conduct.roll.bySite') },
            { value: 'people', label: t('conduct.roll.byPerson') },
          ]}
          value={view}
          onChange={(value) => setView(value === 'people' ? 'people' : 'sites')}
        />
        <TextInput
          type="search"
          aria-label={t(view === 'sites' ? 'conduct.roll.search' : 'conduct.roll.searchPerson')}
          placeholder={t(view === 'sites' ? 'conduct.roll.search' : 'conduct.roll.searchPerson')}
          leftSection={<IconSearch size={20} aria-hidden />}
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
        />
        <Button
          variant={missing ? 'filled' : 'default'}
          aria-pressed={missing}
          onClick={() => setMissing(!missing)}
        >
          {t('conduct.roll.missing', { n: absent })}
        </Button>
      </div>
      {view === 'sites' ? (
        <Sites
          lines={lines.filter(
            ({ subject, name }) =>
              plain(name).includes(wanted) && !(missing && isPresent(roll.marks?.[subject]?.mark)),
          )}
          attendees={attendees}
          state={state}
          roll={roll}
        />
      ) : (
        <RollPeople
          attendees={attendees}
          presence={state.presence?.all ?? []}
          roll={roll}
          wanted={wanted}
          missing={missing}
        />
      )}
      {['chair', 'secretary'].includes(state.mine.who.role) && state.meeting?.phase !== 'waiting' && (
        <Files />
      )}
    </>
  );
}

function Summary({ roll, may }: { roll: Roll; may: boolean }) {
  const { t } = useTranslation();
  const { quorum, counts } = roll;
  const present = ['in_room', 'online', 'late', 'substitute'].reduce(
    (sum, mark) => sum + (counts[mark] ?? 0),
    0,
  );
  return (
    <section className={classes.section} data-testid="roll-summary">
      <p className={classes.question}>
        {t(quorum.of === 'people' ? 'conduct.roll.presentPeople' : 'conduct.roll.presentSites', {
          n: quorum.present,
          of: quorum.total,
        })}
      </p>
      <p className={classes.hint}>{t('conduct.roll.people', { n: present, late: counts.late ?? 0 })}</p>
      <Quorum rule={quorum} may={may} />
    </section>
  );
}

/** The attendance list as it stands, to print or to count on. */
function Files() {
  const { t } = useTranslation();
  const id = use(ConductContext)?.meetingId ?? '';
  return (
    <p className={classes.files}>
      {(['xlsx', 'pdf'] as const).map((format) => (
        <Anchor
          key={format}
          href={annexFile(id, 'attendance', format)}
          target="_blank"
          rel="noopener"
          data-testid={`attendance-${format}`}
        >
          <IconDownload size={20} aria-hidden /> {t(`conduct.roll.file.${format}`)}
        </Anchor>
      ))}
    </p>
  );
}

/** Whom everyone looks at now, and the way to the next. */
function Calling({ roll, lines }: { roll: Roll; lines: Line[] }) {
  const { t } = useTranslation();
  const give = useGive();
  const at = lines.findIndex((line) => line.subject === roll.calling);
  const next = lines.slice(at + 1).find((line) => !roll.marks?.[line.subject]?.by);
  const answer = async (mark: Mark) => {
    if (!(await give({ verb: 'roll.mark', target: roll.calling ?? '', mark }))) return;
    await give(next ? { verb: 'roll.call', target: next.subject } : { verb: 'roll.close' });
  };
  return (
    <section className={classes.section} role="status">
      <p className={classes.question}>{t('conduct.roll.calling', { name: lines[at]?.name ?? '' })}</p>
      <span className={classes.buttons}>
        <Button data-testid="roll-present" onClick={() => void answer('in_room')}>
          {t('conduct.roll.mark.in_room')}
        </Button>
        <Button variant="default" onClick={() => void answer('unexcused')}>
          {t('conduct.roll.noAnswer')}
        </Button>
        <Button
          variant="default"
          leftSection={<IconX size={20} aria-hidden />}
          onClick={() => void give({ verb: 'roll.close' })}
        >
          {t('conduct.roll.stop')}
        </Button>
      </span>
    </section>
  );
}

interface SitesProps {
  lines: Line[];
  attendees: readonly Attendee[];
  state: View;
  roll: Roll;
}

function Sites({ lines, attendees, state, roll }: SitesProps) {
  const { t } = useTranslation();
  const people = peopleBySite(attendees, roll);
  const [open, setOpen] = useState('');
  if (lines.length === 0) return <p className={panel.empty}>{t('conduct.roll.none')}</p>;
  return (
    <RollRows
      rows={lines}
      keyOf={(line) => line.subject}
      render={(line) => (
        <Row
          line={line}
          roll={roll}
          state={state}
          site={people.get(line.subject)}
          open={open === line.subject}
          toggle={() => setOpen(open === line.subject ? '' : line.subject)}
        />
      )}
    />
  );
}

interface RowProps {
  line: Line;
  roll: Roll;
  state: View;
  site: SitePeople | undefined;
  open: boolean;
  toggle: () => void;
}

function Row({ line, roll, state, site, open, toggle }: RowProps) {
  const { t } = useTranslation();
  const give = useGive();
  const mark = roll.marks?.[line.subject];
  const here = open ? presenceByPerson(state.presence?.all ?? []) : undefined;
  const Icon = open ? IconChevronUp : IconChevronDown;
  return (
    <div
      className={classes.row}
      data-testid="roll-row"
      data-subject={line.subject}
      data-mark={mark?.mark ?? ''}
    >
      <span className={classes.rowText}>
        <strong>{line.name}</strong>
        {mark && (
          <span>
            {clockTime(new Date(mark.at), currentLanguage())}
            {` · ${mark.by || t('conduct.roll.bySystem')}`}
            {mark.note && ` · ${mark.note}`}
          </span>
        )}
      </span>
      <RollMarkSelect subject={line.subject} name={line.name} mark={mark?.mark ?? ''} />
      {state.mine.may.includes('roll.call') && (
        <Button
          variant="default"
          aria-label={t('conduct.roll.callSite', { name: line.name })}
          title={t('conduct.roll.call')}
          onClick={() => void give({ verb: 'roll.call', target: line.subject })}
        >
          <IconSpeakerphone size={20} aria-hidden />
        </Button>
      )}
      {site && (
        <Button
          variant="subtle"
          aria-expanded={open}
          rightSection={<Icon size={20} aria-hidden />}
          data-testid="site-people"
          onClick={toggle}
        >
          {t('conduct.roll.named', { n: site.present, of: site.people.length })}
        </Button>
      )}
      {open && (
        <div className={classes.people}>
          {site?.people.map((person) => (
            <PersonLine
              key={person.subject || person.name}
              person={person}
              presence={here?.get(person.subject)}
              roll={roll}
            />
          ))}
        </div>
      )}
    </div>
  );
}
