import { Button } from '@mantine/core';
import {
  IconAlertTriangle,
  IconBan,
  IconCircle,
  IconCircleCheckFilled,
  IconClockHour4,
  IconProgress,
  type Icon,
} from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { messageOf } from '../../api/problem';
import { Confirm } from '../../directory/parts/Confirm';
import { dayText } from '../../format/day';
import { dateTime } from '../../format/time';
import { currentLanguage } from '../../i18n';
import classes from '../parts/desk.module.css';
import { actOnTask, chaseTask, concludeKeys, removeTask } from './api';
import { AskReason } from './AskReason';
import type { Task, TaskAction } from './types';

const looks: Record<Task['state'], { icon: Icon; tone: string }> = {
  new: { icon: IconCircle, tone: 'press' },
  in_progress: { icon: IconProgress, tone: 'press' },
  done: { icon: IconCircleCheckFilled, tone: 'good' },
  withdrawn: { icon: IconBan, tone: 'soft' },
};

/** Where a task stands, and how it stands to its day; each by a shape and a word. */
export function TaskBadges({ task }: { task: Task }) {
  const { t } = useTranslation();
  const { icon: StateIcon, tone } = looks[task.state];
  return (
    <>
      {task.mark !== 'on_time' && (
        <span
          className={classes.badge}
          data-tone={task.mark === 'overdue' ? 'bad' : 'warn'}
          data-mark={task.mark}
        >
          {task.mark === 'due_soon' ? (
            <IconClockHour4 size={16} aria-hidden />
          ) : (
            <IconAlertTriangle size={16} aria-hidden />
          )}{' '}
          {t(`conclude.tasks.mark.${task.mark}`)}
        </span>
      )}
      <span className={classes.badge} data-tone={tone} data-state={task.state}>
        <StateIcon size={16} aria-hidden /> {t(`conclude.tasks.state.${task.state}`)}
      </span>
    </>
  );
}

function TaskFacts({ task, meetingKnown }: { task: Task; meetingKnown: boolean }) {
  const { t } = useTranslation();
  const notes = [
    !meetingKnown &&
      (task.document ? t('conclude.tasks.from', { symbol: task.document }) : task.meetingTitle),
    task.note && t('conclude.tasks.note', { note: task.note }),
    !task.assignedAt && t('conclude.tasks.notAssigned'),
    task.chasedAt &&
      t('conclude.tasks.chased', {
        n: task.chases ?? 1,
        time: dateTime(new Date(task.chasedAt), currentLanguage()),
      }),
  ].filter(Boolean);
  return (
    <>
      <Link to={`/tasks/${task.id}`} className={classes.title}>
        {task.title}
      </Link>
      <div>
        {[
          task.unit.name,
          task.personName,
          task.due ? t('conclude.tasks.due', { day: dayText(task.due) }) : t('conclude.tasks.noDue'),
        ]
          .filter(Boolean)
          .join(' · ')}
      </div>
      {notes.map((note) => (
        <div key={String(note)} className={classes.soft}>
          {note}
        </div>
      ))}
    </>
  );
}

const order: TaskAction[] = ['start', 'report', 'finish', 'reopen', 'withdraw'];

interface Props {
  task: Task;
  /** The meeting is told above the row. */
  meetingKnown?: boolean;
  onEdit?: () => void;
}

/** A task in a list: what, who, by when, how it stands, and what can be done. */
export function TaskRow({ task, meetingKnown = false, onEdit }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [asked, setAsked] = useState<TaskAction | null>(null);
  const refresh = () => client.invalidateQueries({ queryKey: concludeKeys.tasks });
  const move = useMutation({
    mutationFn: ({ action, note }: { action: TaskAction; note?: string }) =>
      actOnTask(task.id, task.version, action, note),
    onSuccess: () => {
      setAsked(null);
      return refresh();
    },
  });
  const chase = useMutation({ mutationFn: () => chaseTask(task.id, task.version), onSuccess: refresh });
  const error = asked === null ? (move.error ?? chase.error) : null;
  return (
    <li className={classes.row} data-testid="task" data-task={task.id} data-state={task.state}>
      <div className={classes.text}>
        <TaskFacts task={task} meetingKnown={meetingKnown} />
        {error && <p role="alert">{messageOf(error, t)}</p>}
      </div>
      <div className={classes.actions}>
        <TaskBadges task={task} />
        {order
          .filter((action) => task.actions.includes(action) && task.assignedAt)
          .map((action) => (
            <Button
              key={action}
              variant="default"
              loading={move.isPending && move.variables.action === action}
              onClick={() => {
                move.reset();
                if (action === 'start') move.mutate({ action });
                else setAsked(action);
              }}
              aria-label={`${t(`conclude.tasks.action.${action}`)}: ${task.title}`}
              data-testid={`task-${action}`}
            >
              {t(`conclude.tasks.action.${action}`)}
            </Button>
          ))}
        {task.canEdit && task.assignedAt && (
          <Button
            variant="default"
            loading={chase.isPending}
            onClick={() => chase.mutate()}
            data-testid="chase"
          >
            {t('conclude.tasks.chase')}
          </Button>
        )}
        {task.canEdit && onEdit && (
          <Button
            variant="default"
            onClick={onEdit}
            aria-label={`${t('conclude.tasks.edit')}: ${task.title}`}
          >
            {t('conclude.tasks.edit')}
          </Button>
        )}
        {task.canEdit && !task.assignedAt && (
          <Confirm
            label={t('conclude.tasks.remove')}
            body={task.title}
            act={() => removeTask(task.id, task.version)}
            onDone={() => void refresh()}
          />
        )}
      </div>
      {asked && (
        <AskReason
          title={t(`conclude.tasks.action.${asked}`)}
          body={task.title}
          label={t(`conclude.tasks.words.${asked === 'start' ? 'report' : asked}`)}
          press={t(`conclude.tasks.action.${asked}`)}
          error={move.isError ? messageOf(move.error, t) : ''}
          busy={move.isPending}
          onClose={() => setAsked(null)}
          onDo={(note) => move.mutate({ action: asked, note })}
        />
      )}
    </li>
  );
}
