import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { ApiError, messageOf } from '../../api/problem';
import { Failure } from '../../components/Failure';
import { useTitle } from '../../components/useTitle';
import { dateTime } from '../../format/time';
import { currentLanguage } from '../../i18n';
import classes from '../parts/desk.module.css';
import { RowSkeletons } from '../parts/Rows';
import { concludeKeys, getTask } from './api';
import { Frame } from './Frame';
import { TaskForm } from './TaskForm';
import { TaskRow } from './TaskRow';

/** One task, where mails lead. */
export default function TaskPage() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const [editing, setEditing] = useState(false);
  const task = useQuery({ queryKey: [...concludeKeys.tasks, 'one', id], queryFn: () => getTask(id) });
  useTitle(task.data?.title ?? t('conclude.tasks.title'));
  if (task.isPending) return <RowSkeletons count={2} height={120} />;
  if (task.isError) {
    const gone = task.error instanceof ApiError && task.error.status === 404;
    return (
      <Failure
        title={t(gone ? 'conclude.tasks.gone' : 'desk.failed')}
        body={gone ? t('conclude.tasks.goneBody') : messageOf(task.error, t)}
        onRetry={gone ? undefined : () => void task.refetch()}
        action={
          <Button component={Link} to="/tasks" variant="default">
            {t('conclude.tasks.title')}
          </Button>
        }
      />
    );
  }
  const { data } = task;
  return (
    <Frame title={t('conclude.tasks.one')} meetingId={data.meetingId} meetingTitle={data.meetingTitle}>
      <section className={classes.card}>
        {editing ? (
          <TaskForm meetingId={data.meetingId} task={data} onDone={() => setEditing(false)} />
        ) : (
          <ul className={classes.list}>
            <TaskRow task={data} onEdit={() => setEditing(true)} />
          </ul>
        )}
        {data.detail && <p>{data.detail}</p>}
        <p className={classes.soft}>
          {t('conclude.tasks.updated', { time: dateTime(new Date(data.updatedAt), currentLanguage()) })}
        </p>
      </section>
    </Frame>
  );
}
