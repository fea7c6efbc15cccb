import { Alert } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { useTitle } from '../../components/useTitle';
import { RowSkeletons } from '../parts/Rows';
import { concludeKeys, getNotice, noticeFile } from './api';
import { Earlier, IssuedNotice } from './Editions';
import { FileButton, Frame, PageFailure } from './Frame';
import { MeetingTasks } from './MeetingTasks';
import { NoticeEditor } from './NoticeEditor';
import { TextEditor } from './TextEditor';

/** The conclusion notice of a meeting, with the tasks that it gives. */
export default function NoticePage() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const notice = useQuery({ queryKey: concludeKeys.notice(id), queryFn: () => getNotice(id) });
  useTitle(t('conclude.notice.title'));
  if (notice.isPending) return <RowSkeletons count={3} height={140} />;
  if (notice.isError) {
    return <PageFailure id={id} error={notice.error} onRetry={() => void notice.refetch()} />;
  }
  const { data } = notice;
  return (
    <Frame
      title={t('conclude.notice.title')}
      meetingId={id}
      meetingTitle={data.meetingTitle}
      side={
        data.state !== 'waived' && (
          <>
            <FileButton href={noticeFile(id, 'pdf')} testId="notice-pdf">
              PDF
            </FileButton>
            <FileButton href={noticeFile(id, 'docx')}>DOCX</FileButton>
          </>
        )
      }
    >
      {data.state === 'issued' && data.document && (
        <IssuedNotice key={data.edition} notice={data} document={data.document} />
      )}
      {data.state === 'waived' && (
        <Alert icon={<IconInfoCircle />} mb="md" data-testid="waived">
          {t('conclude.notice.waived', { reason: data.reason ?? '' })}
        </Alert>
      )}
      {data.canWrite ? (
        <NoticeEditor key={data.edition} notice={data} />
      ) : (
        data.state === 'issued' && (
          <>
            <h2>{data.abstract}</h2>
            <TextEditor label={t('conclude.notice.text')} content={data.content} editable={false} />
          </>
        )
      )}
      <MeetingTasks
        meetingId={id}
        canAssign={data.canAssign}
        issued={data.state !== 'draft' || data.edition > 1}
      />
      <Earlier meetingId={id} earlier={data.earlier} />
    </Frame>
  );
}
