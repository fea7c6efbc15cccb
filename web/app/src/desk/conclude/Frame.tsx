import { Button, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ApiError, messageOf } from '../../api/problem';
import { Failure } from '../../components/Failure';
import classes from '../parts/desk.module.css';
import { MeetingFailure } from '../parts/MeetingFailure';

interface FrameProps {
  title: string;
  meetingId: string;
  meetingTitle: string;
  side?: ReactNode;
  children: ReactNode;
}

/** A page of a meeting: what it is, of which meeting, and what can be done. */
export function Frame({ title, meetingId, meetingTitle, side, children }: FrameProps) {
  return (
    <>
      <div className={classes.head}>
        <div className={classes.text}>
          <Title order={1}>{title}</Title>
          <Link to={`/meetings/${meetingId}`} className={classes.title}>
            {meetingTitle}
          </Link>
        </div>
        {side && <div className={classes.actions}>{side}</div>}
      </div>
      {children}
    </>
  );
}

/** A page of a meeting without its content: not there, not yet for the caller, or the answer did not come. */
export function PageFailure({ id, error, onRetry }: { id: string; error: unknown; onRetry: () => void }) {
  const { t } = useTranslation();
  if (!(error instanceof ApiError) || error.status !== 403) {
    return <MeetingFailure title={t('meeting.one')} error={error} onRetry={onRetry} />;
  }
  return (
    <Failure
      title={error.problem.title ?? t('desk.noRightTitle')}
      body={messageOf(error, t)}
      action={
        <Button component={Link} to={`/meetings/${id}`} variant="default">
          {t('desk.toMeeting')}
        </Button>
      }
    />
  );
}

/** A link to a file of the server's. */
export function FileButton({
  href,
  children,
  testId,
}: {
  href: string;
  children: ReactNode;
  testId?: string;
}) {
  return (
    <Button component="a" href={href} target="_blank" rel="noopener" variant="default" data-testid={testId}>
      {children}
    </Button>
  );
}
