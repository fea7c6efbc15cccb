import { Button, Tabs, Title } from '@mantine/core';
import { IconMailCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link, useParams, useSearchParams } from 'react-router';
import { useTitle } from '../../components/useTitle';
import { periodText } from '../../format/day';
import { number } from '../../format/number';
import { currentLanguage } from '../../i18n';
import classes from '../parts/desk.module.css';
import { MeetingFailure } from '../parts/MeetingFailure';
import { RowSkeletons } from '../parts/Rows';
import { Overdue, StateBadge } from '../parts/StateBadge';
import { Warnings } from '../editor/Warnings';
import { After } from '../conclude/After';
import { LineButtons } from '../lines/LineButtons';
import { MeetingRecordings } from '../recordings/MeetingRecordings';
import type { Meeting } from '../types';
import { Actions } from './Actions';
import { AgendaView } from './AgendaView';
import { History } from './History';
import { Knocks } from './Knocks';
import { MeetingVotes } from './MeetingVotes';
import { MoreMenu } from './MoreMenu';
import { NotesView } from './NotesView';
import { MyInvitations } from './MyInvitations';
import { Overview } from './Overview';
import { ParticipantsView } from './ParticipantsView';
import { SitesView } from './SitesView';
import { useMeeting } from './useMeeting';

const tabs = ['overview', 'agenda', 'sites', 'participants', 'notes', 'history'] as const;

/** States of a meeting whose letter has gone out: who comes is known, and whoever has a part in it can write notes. */
const announced = ['issued', 'live', 'paused', 'ended'];

/** A meeting as its role sees it: the next step first, then what is to be known of it. */
export default function MeetingPage() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const meeting = useMeeting(id);
  useTitle(meeting.data?.title ?? t('meetings.title'));
  if (meeting.isPending) {
    return (
      <>
        <Title order={1} mb={20}>
          {t('meeting.one')}
        </Title>
        <RowSkeletons count={3} height={140} />
      </>
    );
  }
  if (meeting.isError)
    return (
      <MeetingFailure title={t('meeting.one')} error={meeting.error} onRetry={() => void meeting.refetch()} />
    );
  return <Known meeting={meeting.data} />;
}

function Known({ meeting }: { meeting: Meeting }) {
  const { t } = useTranslation();
  const [params, setParams] = useSearchParams();
  const tab = tabs.find((name) => name === params.get('tab')) ?? 'overview';
  const { rights } = meeting;
  const issued = announced.includes(meeting.state);
  const takesNotes = Boolean(rights.role) && issued;
  const language = currentLanguage();
  return (
    <>
      <div className={classes.head}>
        <div className={classes.text}>
          <Title order={1}>{meeting.title}</Title>
          <p>{periodText(new Date(meeting.start), new Date(meeting.end), language)}</p>
          <div className={classes.actions}>
            <StateBadge state={meeting.state} />
            <Overdue overdue={meeting.overdue} />
          </div>
        </div>
        <div className={classes.actions}>
          <After meeting={meeting} />
          <LineButtons meeting={meeting} />
          {rights.copy && (
            <>
              <Button
                component={Link}
                to={`/meetings/${meeting.id}/answers`}
                variant="default"
                leftSection={<IconMailCheck size={20} aria-hidden />}
              >
                {t('meeting.answers')}
              </Button>
              <MoreMenu meeting={meeting} />
            </>
          )}
        </div>
      </div>
      {rights.edit && <Warnings warnings={meeting.warnings ?? []} />}
      <Actions meeting={meeting} />
      {rights.admit && <Knocks meeting={meeting} />}
      <MyInvitations meeting={meeting} />
      <Tabs
        value={tab}
        onChange={(next) => setParams(next && next !== 'overview' ? { tab: next } : {}, { replace: true })}
        keepMounted={false}
      >
        <Tabs.List aria-label={t('meeting.tabs')} mb="md">
          <Tabs.Tab value="overview">{t('meeting.overview')}</Tabs.Tab>
          <Tabs.Tab value="agenda">{t('meeting.agenda')}</Tabs.Tab>
          <Tabs.Tab value="sites">
            {t('meeting.sites', { n: number(meeting.sites.length, language) })}
          </Tabs.Tab>
          {issued && <Tabs.Tab value="participants">{t('meeting.participants')}</Tabs.Tab>}
          {takesNotes && <Tabs.Tab value="notes">{t('notes.title')}</Tabs.Tab>}
          {rights.copy && <Tabs.Tab value="history">{t('meeting.history')}</Tabs.Tab>}
        </Tabs.List>
        <Tabs.Panel value="overview">
          <Overview meeting={meeting} />
          <MeetingVotes meeting={meeting} />
          <MeetingRecordings meeting={meeting} />
        </Tabs.Panel>
        <Tabs.Panel value="agenda">
          <AgendaView meeting={meeting} />
        </Tabs.Panel>
        <Tabs.Panel value="sites">
          <SitesView sites={meeting.sites} />
        </Tabs.Panel>
        <Tabs.Panel value="participants">{issued && <ParticipantsView meetingId={meeting.id} />}</Tabs.Panel>
        <Tabs.Panel value="notes">{takesNotes && <NotesView meeting={meeting} />}</Tabs.Panel>
        <Tabs.Panel value="history">
          <History meeting={meeting} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
