import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { Failure } from '../../components/Failure';
import { Loading } from '../../components/Loading';
import { useTitle } from '../../components/useTitle';
import { getMeeting } from '../api';
import { MeetingFailure } from '../parts/MeetingFailure';
import { Editor } from './Editor';
import { formOf } from './form';

export default function EditMeeting() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  useTitle(t('editor.editTitle'));
  // Read once: what others change meanwhile is told when it is saved, and must not change under the hand.
  const meeting = useQuery({
    queryKey: ['edit-meeting', id],
    queryFn: () => getMeeting(id),
    staleTime: 0,
    gcTime: 0,
  });
  if (meeting.isPending) return <Loading />;
  if (meeting.isError) {
    return (
      <MeetingFailure
        title={t('editor.editTitle')}
        error={meeting.error}
        onRetry={() => void meeting.refetch()}
      />
    );
  }
  if (!meeting.data.rights.edit) {
    return (
      <Failure
        title={t('editor.notEditable')}
        body={t('editor.notEditableBody', { state: t(`meetings.state.${meeting.data.state}`) })}
        action={
          <Button component={Link} to={`/meetings/${id}`}>
            {t('desk.toMeeting')}
          </Button>
        }
      />
    );
  }
  return <Editor key={id} meeting={meeting.data} start={formOf(meeting.data)} />;
}
