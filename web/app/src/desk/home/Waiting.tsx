import { Button } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { messageOf } from '../../api/problem';
import { Failure } from '../../components/Failure';
import { dayOf, instantOf, periodText } from '../../format/day';
import { number } from '../../format/number';
import { dateTime } from '../../format/time';
import { currentLanguage } from '../../i18n';
import { useSession } from '../../session/useSession';
import { allMeetings, keys, listPaperTasks } from '../api';
import { listOwnInvitations } from '../inviting';
import { turnOf } from '../papers/rules';
import classes from '../parts/desk.module.css';
import { RowSkeletons } from '../parts/Rows';
import type { MeetingSummary, OwnInvitation, PaperTask } from '../types';
import own from './home.module.css';

/** All that waits for the caller's hand, the most pressing kind first. */
export function Waiting() {
  const { t } = useTranslation();
  const [now] = useState(() => instantOf(dayOf(new Date())));
  const [invitations, plans, papers] = useQueries({
    queries: [
      { queryKey: [...keys.mine, 'open'], queryFn: () => listOwnInvitations({ open: true, from: now }) },
      {
        queryKey: [...keys.meetings, 'waiting', now],
        queryFn: ({ signal }) => allMeetings({ from: now, state: 'draft,submitted,approved' }, signal),
      },
      { queryKey: keys.tasks, queryFn: listPaperTasks },
    ],
  });
  const all = [invitations, plans, papers];
  const failed = all.find(({ isError }) => isError);
  return (
    <section className={classes.card} aria-labelledby="home-waiting">
      <h2 id="home-waiting">{t('home.waiting')}</h2>
      {failed ? (
        <Failure
          part
          title={t('home.failed')}
          body={messageOf(failed.error, t)}
          onRetry={() => all.forEach((query) => void query.refetch())}
        />
      ) : invitations.data && plans.data && papers.data ? (
        <Groups invitations={invitations.data.items} plans={plans.data} papers={papers.data.items} />
      ) : (
        <RowSkeletons count={3} height={56} />
      )}
    </section>
  );
}

/** How many of a kind are shown before the rest are a press away. */
const shown = 4;

interface GroupsProps {
  invitations: OwnInvitation[];
  plans: MeetingSummary[];
  papers: PaperTask[];
}

function Groups({ invitations, plans, papers }: GroupsProps) {
  const { t } = useTranslation();
  const session = useSession();
  const chairs = session.data?.user.role === 'chair';
  const deciding = papers.filter(({ paper }) => turnOf(paper) === 'decide');
  const preparing = papers.filter(({ paper }) => turnOf(paper) === 'prepare');
  const by = (state: MeetingSummary['state']) => plans.filter((meeting) => meeting.state === state);
  const submitted = by('submitted');
  const parts = [
    invitations.length > 0 && (
      <Group key="answer" title={t('home.toAnswer')}>
        {invitations.map((invitation) => (
          <InvitationTask key={invitation.id} invitation={invitation} />
        ))}
      </Group>
    ),
    chairs && submitted.length > 0 && (
      <Plans key="approve" title={t('home.toApprove')} press={t('home.review')} items={submitted} first />
    ),
    by('approved').length > 0 && (
      <Plans
        key="issue"
        title={t('home.toIssue')}
        press={t('home.issue')}
        items={by('approved')}
        first={!chairs}
      />
    ),
    deciding.length > 0 && <PaperTasks key="decide" title={t('home.toDecide')} items={deciding} />,
    preparing.length > 0 && <PaperTasks key="prepare" title={t('home.toPrepare')} items={preparing} />,
    by('draft').length > 0 && (
      <Plans key="drafts" title={t('home.drafts')} press={t('home.go')} items={by('draft')} />
    ),
  ].filter(Boolean);
  if (parts.length === 0) return <p className={classes.soft}>{t('home.nothing')}</p>;
  return <>{parts}</>;
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <>
      <h3 className={own.group}>{title}</h3>
      <ul className={classes.list}>{children}</ul>
    </>
  );
}

function InvitationTask({ invitation }: { invitation: OwnInvitation }) {
  const { t } = useTranslation();
  const language = currentLanguage();
  return (
    <Task
      title={invitation.meeting?.title ?? invitation.name}
      to={`/meetings/${invitation.meetingId}`}
      press={t('home.answer')}
      pressTo={`/invitations#${invitation.id}`}
      first
    >
      {invitation.meeting &&
        periodText(new Date(invitation.meeting.start), new Date(invitation.meeting.end), language)}
      {invitation.answerBy && (
        <div>{t('home.answerBy', { time: dateTime(new Date(invitation.answerBy), language) })}</div>
      )}
    </Task>
  );
}

interface PlansProps {
  title: string;
  press: string;
  items: MeetingSummary[];
  first?: boolean;
}

function Plans({ title, press, items, first }: PlansProps) {
  return (
    <Group title={title}>
      {items.slice(0, shown).map((meeting) => (
        <Task
          key={meeting.id}
          title={meeting.title}
          to={`/meetings/${meeting.id}`}
          press={press}
          pressTo={`/meetings/${meeting.id}`}
          first={first}
        >
          {periodText(new Date(meeting.start), new Date(meeting.end), currentLanguage())}
        </Task>
      ))}
      <Rest count={items.length} to={`/meetings?state=${items[0]?.state ?? ''}`} />
    </Group>
  );
}

function PaperTasks({ title, items }: { title: string; items: PaperTask[] }) {
  const { t } = useTranslation();
  return (
    <Group title={title}>
      {items.slice(0, shown).map(({ paper, meeting }) => (
        <Task
          key={paper.id}
          title={paper.title}
          to={`/papers/${paper.id}`}
          press={t('home.openPaper')}
          pressTo={`/papers/${paper.id}`}
        >
          {t('home.forMeeting', { title: meeting.title })}
          {paper.due && (
            <div>{t('home.due', { time: dateTime(new Date(paper.due), currentLanguage()) })}</div>
          )}
        </Task>
      ))}
    </Group>
  );
}

function Rest({ count, to }: { count: number; to: string }) {
  const { t } = useTranslation();
  if (count <= shown) return null;
  return (
    <li className={classes.row}>
      <Link to={to} className={own.rest}>
        {t('home.all', { n: number(count, currentLanguage()) })}
      </Link>
    </li>
  );
}

interface TaskProps {
  title: string;
  to: string;
  press: string;
  pressTo: string;
  first?: boolean;
  children: ReactNode;
}

function Task({ title, to, press, pressTo, first = false, children }: TaskProps) {
  return (
    <li className={classes.row}>
      <div className={classes.text}>
        <Link to={to} className={classes.title}>
          {title}
        </Link>
        <div className={classes.soft}>{children}</div>
      </div>
      <Button
        component={Link}
        to={pressTo}
        variant={first ? 'filled' : 'default'}
        aria-label={`${press}: ${title}`}
      >
        {press}
      </Button>
    </li>
  );
}
