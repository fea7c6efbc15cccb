import { Alert, Button, Title } from '@mantine/core';
import { IconArrowLeft, IconEye, IconFileZip, IconInfoCircle, IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { isCode, messageOf } from '../../api/problem';
import { useEvents } from '../../api/useEvents';
import { Failure } from '../../components/Failure';
import state from '../../components/state.module.css';
import { useTitle } from '../../components/useTitle';
import { periodText } from '../../format/day';
import { number } from '../../format/number';
import { currentLanguage } from '../../i18n';
import { getMeeting, keys } from '../api';
import desk from '../parts/desk.module.css';
import { RowSkeletons } from '../parts/Rows';
import type { Meeting, Papers as Answer } from '../types';
import { archiveAddress, listPapers, movePaper, paperKeys } from './api';
import { NewPapers } from './NewPapers';
import { PaperForm } from './PaperForm';
import { PaperRow } from './PaperRow';
import { ReasonForm } from './PaperQuestions';
import { groupPapers, readersSee, wantsReason, type PaperGroup } from './rules';
import type { Paper } from './types';
import { useRefreshPapers } from './usePaperMoves';
import classes from './papers.module.css';

/** A meeting's papers by agenda item: asked for, uploaded, approved, released, read. */
export default function Papers() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  useTitle(t('papers.title'));
  const meeting = useQuery({ queryKey: keys.meeting(id), queryFn: () => getMeeting(id) });
  // Who only prepares a paper of it does not see the meeting, nor its events.
  useEvents(meeting.data ? [`meeting:${id}`] : [], [paperKeys.list(id), keys.meeting(id)]);
  const papers = useQuery({
    queryKey: paperKeys.list(id),
    queryFn: ({ signal }) => listPapers(id, signal),
    // A preview that is being made tells of itself; asking is for browsers whose events are blocked.
    refetchInterval: ({ state: { data } }) => (data && makesPages(data) ? 5000 : false),
  });
  const hidden = isCode(meeting.error, 'not_found');
  const head = (
    <Title order={1} mb={20}>
      {t('papers.title')}
    </Title>
  );
  if (papers.isPending || meeting.isPending) {
    return (
      <>
        {head}
        <RowSkeletons count={4} />
      </>
    );
  }
  if (papers.isError || (meeting.isError && !hidden)) {
    return (
      <>
        {head}
        <Failure
          part
          title={t('papers.failed')}
          body={messageOf(papers.error ?? meeting.error, t)}
          onRetry={() => {
            void papers.refetch();
            void meeting.refetch();
          }}
        />
      </>
    );
  }
  if (hidden && papers.data.items.length === 0) {
    return (
      <Failure
        title={t('desk.gone')}
        body={t('desk.goneBody')}
        action={
          <Button component={Link} to="/meetings">
            {t('desk.toMeetings')}
          </Button>
        }
      />
    );
  }
  return <Page meetingId={id} meeting={meeting.data} papers={papers.data} />;
}

const makesPages = ({ items }: Answer) => items.some(({ files }) => files.at(-1)?.preview === 'pending');

interface PageProps {
  meetingId: string;
  /** Not known to those who only prepare a paper of it. */
  meeting: Meeting | undefined;
  papers: Answer;
}

function Page({ meetingId, meeting, papers }: PageProps) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState<string | null>(null);
  const { items, canAssign } = papers;
  const agenda = meeting?.agenda ?? [];
  const groups = groupPapers(items, agenda).filter((group) => canAssign || group.papers.length > 0);
  return (
    <>
      {meeting && (
        <Link to={`/meetings/${meetingId}`} className={classes.back}>
          <IconArrowLeft size={18} aria-hidden /> {meeting.title}
        </Link>
      )}
      <div className={desk.head}>
        <div>
          <Title order={1}>{t('papers.title')}</Title>
          {meeting && (
            <p className={desk.soft}>
              {periodText(new Date(meeting.start), new Date(meeting.end), currentLanguage())}
            </p>
          )}
        </div>
        <div className={desk.actions}>
          {items.some(({ rights, files }) => rights.read && files.length > 0) && (
            <Button
              component="a"
              href={archiveAddress(meetingId)}
              download
              variant="default"
              leftSection={<IconFileZip size={20} aria-hidden />}
              data-testid="archive"
            >
              {t('papers.archive')}
            </Button>
          )}
          {canAssign && (
            <Button
              leftSection={<IconPlus size={20} aria-hidden />}
              onClick={() => setAsking('')}
              data-testid="ask"
            >
              {t('papers.ask')}
            </Button>
          )}
        </div>
      </div>
      {canAssign && <NextStep papers={items} meeting={meeting} />}
      {asking === '' && (
        <section className={desk.card} aria-labelledby="ask">
          <h2 id="ask">{t('papers.askTitle')}</h2>
          <PaperForm meetingId={meetingId} agenda={agenda} onClose={() => setAsking(null)} />
        </section>
      )}
      {items.length === 0 && <None canAssign={canAssign} />}
      {groups.map((group) => (
        <Group
          key={group.id ?? ''}
          group={group}
          index={agenda.findIndex(({ id }) => id === group.id)}
          meetingId={meetingId}
          agenda={agenda}
          canAssign={canAssign}
        />
      ))}
    </>
  );
}

function None({ canAssign }: { canAssign: boolean }) {
  const { t } = useTranslation();
  return (
    <div className={state.state} role="status">
      <h2>{t(canAssign ? 'papers.emptyAskTitle' : 'papers.emptyTitle')}</h2>
      <p>{t(canAssign ? 'papers.emptyAsk' : 'papers.empty')}</p>
    </div>
  );
}

/** What the secretary does next: decide about what was submitted, release what was approved. */
function NextStep({ papers, meeting }: { papers: Paper[]; meeting: Meeting | undefined }) {
  const { t } = useTranslation();
  const refresh = useRefreshPapers();
  const language = currentLanguage();
  const approved = papers.filter(
    ({ state: at, rights }) => at === 'approved' && rights.actions.includes('release'),
  );
  const count = (...states: Paper['state'][]) =>
    papers.filter((paper) => states.includes(paper.state)).length;
  const release = useMutation({
    mutationFn: async (reason: string) => {
      for (const { id, version } of approved) await movePaper(id, version, 'release', reason);
    },
    onSettled: () => refresh(),
  });
  const facts = [
    [count('awaited', 'draft', 'returned'), 'papers.waiting'],
    [count('submitted'), 'papers.toDecide'],
    [approved.length, 'papers.toRelease'],
  ] as const;
  const told = facts.filter(([n]) => n > 0).map(([n, key]) => t(key, { n: number(n, language) }));
  const early = meeting && !readersSee(meeting.state) && count('released') > 0;
  if (told.length === 0 && !early) return null;
  return (
    <Alert icon={<IconInfoCircle />} mb={20} role="status" data-testid="next-step">
      <div className={classes.next}>
        <span>
          {told.join(' · ')}
          {early && <div>{t('papers.notIssued')}</div>}
          {release.isError && <div>{messageOf(release.error, t)}</div>}
        </span>
        {approved.length > 1 && (
          <Button
            leftSection={<IconEye size={20} aria-hidden />}
            loading={release.isPending}
            onClick={() => release.mutate('')}
            data-testid="release-all"
          >
            {t('papers.releaseAll', { n: number(approved.length, language) })}
          </Button>
        )}
      </div>
      {wantsReason(release.error) && (
        <ReasonForm
          action="release"
          pending={release.isPending}
          onSend={(reason) => release.mutate(reason)}
          onClose={release.reset}
        />
      )}
    </Alert>
  );
}

interface GroupProps {
  group: PaperGroup;
  index: number;
  meetingId: string;
  agenda: { id: string; title: string }[];
  canAssign: boolean;
}

function Group({ group, index, meetingId, agenda, canAssign }: GroupProps) {
  const { t } = useTranslation();
  const [adding, setAdding] = useState<'ask' | 'upload' | null>(null);
  const heading = group.title === undefined ? t('papers.whole') : `${index + 1}. ${group.title}`;
  const id = `group-${group.id ?? 'meeting'}`;
  return (
    <section className={desk.card} aria-labelledby={id} data-testid="group">
      <div className={desk.cardHead}>
        <h2 id={id}>{heading}</h2>
        {canAssign && (
          <div className={classes.buttons}>
            <Button
              variant="subtle"
              onClick={() => setAdding(adding === 'ask' ? null : 'ask')}
              aria-expanded={adding === 'ask'}
              aria-label={`${t('papers.ask')}: ${heading}`}
            >
              {t('papers.ask')}
            </Button>
            <Button
              variant="subtle"
              onClick={() => setAdding(adding === 'upload' ? null : 'upload')}
              aria-expanded={adding === 'upload'}
              aria-label={`${t('papers.addFiles')}: ${heading}`}
              data-testid="add-files"
            >
              {t('papers.addFiles')}
            </Button>
          </div>
        )}
      </div>
      {adding === 'ask' && (
        <PaperForm meetingId={meetingId} agenda={agenda} itemId={group.id} onClose={() => setAdding(null)} />
      )}
      {adding === 'upload' && (
        <NewPapers
          meetingId={meetingId}
          itemId={group.id}
          heading={heading}
          onClose={() => setAdding(null)}
        />
      )}
      {group.papers.length === 0 ? (
        adding === null && <p className={desk.soft}>{t('papers.noneHere')}</p>
      ) : (
        <ul className={desk.list}>
          {group.papers.map((paper) => (
            <PaperRow key={paper.id} paper={paper} agenda={agenda} />
          ))}
        </ul>
      )}
    </section>
  );
}
