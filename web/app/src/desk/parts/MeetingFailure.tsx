import { Button, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ApiError, messageOf } from '../../api/problem';
import { Failure } from '../../components/Failure';

interface Props {
  /** The page's own heading, which stays. */
  title: string;
  error: unknown;
  onRetry: () => void;
}

/** A meeting's page without its meeting: it is not there for the caller, or the answer did not come. */
export function MeetingFailure({ title, error, onRetry }: Props) {
  const { t } = useTranslation();
  const gone = error instanceof ApiError && error.status === 404;
  return (
    <>
      <Title order={1}>{title}</Title>
      <Failure
        part
        title={t(gone ? 'desk.gone' : 'desk.failed')}
        body={gone ? t('desk.goneBody') : messageOf(error, t)}
        onRetry={gone ? undefined : onRetry}
        action={
          <Button component={Link} to="/meetings" variant={gone ? 'filled' : 'default'}>
            {t('desk.toMeetings')}
          </Button>
        }
      />
    </>
  );
}
