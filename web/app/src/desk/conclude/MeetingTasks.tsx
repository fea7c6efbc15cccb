import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { messageOf } from '../../api/problem';
import { Failure } from '../../components/Failure';
import classes from '../parts/desk.module.css';
import { RowSkeletons } from '../parts/Rows';
import { concludeKeys, listTasks } from './api';
import { TaskForm } from './TaskForm';
import { TaskRow } from './TaskRow';

interface Props {
  meetingId: string;
  canAssign: boolean;
  /** The notice is out: a task is told at once. */
  issued: boolean;
}

/** The tasks that a meeting gives. */
export function MeetingTasks({ meetingId, canAssign, issued }: Props) {
  const { t } = useTranslation();
  const [form, setForm] = useState<string | null>(null); // a task's id, or "new"
  const tasks = useQuery({
    queryKey: [...concludeKeys.tasks, 'meeting', meetingId],
    queryFn: () => listTasks({ meeting: meetingId }),
  });
  return (
    <section className={classes.card} aria-labelledby="meeting-tasks" data-testid="meeting-tasks">
      <div className={classes.cardHead}>
        <h2 id="meeting-tasks">{t('conclude.tasks.ofMeeting')}</h2>
        {canAssign && form !== 'new' && (
          <Button
            variant="default"
            leftSection={<IconPlus size={20} aria-hidden />}
            onClick={() => setForm('new')}
            data-testid="give-task"
          >
            {t('conclude.tasks.give')}
          </Button>
        )}
      </div>
      {canAssign && (
        <p className={classes.soft}>{t(issued ? 'conclude.tasks.atOnce' : 'conclude.tasks.withNotice')}</p>
      )}
      {form === 'new' && <TaskForm meetingId={meetingId} onDone={() => setForm(null)} />}
      {tasks.isPending ? (
        <RowSkeletons count={2} />
      ) : tasks.isError ? (
        <Failure
          part
          title={t('desk.failed')}
          body={messageOf(tasks.error, t)}
          onRetry={() => void tasks.refetch()}
        />
      ) : tasks.data.items.length === 0 ? (
        <p className={classes.soft}>{t('conclude.tasks.none')}</p>
      ) : (
        <ul className={classes.list}>
          {tasks.data.items.map((task) =>
            form === task.id ? (
              <li key={task.id}>
                <TaskForm meetingId={meetingId} task={task} onDone={() => setForm(null)} />
              </li>
            ) : (
              <TaskRow key={task.id} task={task} meetingKnown onEdit={() => setForm(task.id)} />
            ),
          )}
        </ul>
      )}
    </section>
  );
}
