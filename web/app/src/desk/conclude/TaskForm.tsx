import { Button, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fieldErrors, messageOf } from '../../api/problem';
import { DayField } from '../../directory/parts/DayField';
import { Finder, type Found } from '../parts/Finder';
import { people, units, type FoundUnit } from '../parts/finders';
import classes from '../parts/desk.module.css';
import { concludeKeys, editTask, giveTask } from './api';
import own from './conclude.module.css';
import type { Task, TaskFields } from './types';

interface Props {
  meetingId: string;
  /** The task to change; none: a new one. */
  task?: Task;
  /** What a new one begins with. */
  draft?: { title: string; detail: string };
  /** Gives it otherwise than among the meeting's tasks. */
  give?: (fields: TaskFields) => Promise<unknown>;
  onDone: () => void;
}

function unitOf(task?: Task): FoundUnit | null {
  if (!task) return null;
  const { catalogue, code, name = code } = task.unit;
  return { value: `${catalogue}:${code}`, label: name, key: { catalogue, code } };
}

const personOf = (task?: Task): Found | null =>
  task?.personId ? { value: task.personId, label: task.personName ?? task.personId } : null;

/** What is asked, of whom, by when. */
export function TaskForm({ meetingId, task, draft, give, onDone }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [title, setTitle] = useState(task?.title ?? draft?.title ?? '');
  const [detail, setDetail] = useState(task?.detail ?? draft?.detail ?? '');
  const [due, setDue] = useState(task?.due ?? '');
  const [unit, setUnit] = useState(() => unitOf(task));
  const [person, setPerson] = useState(() => personOf(task));
  const save = useMutation({
    mutationFn: (): Promise<unknown> => {
      const { catalogue = '', code = '' } = unit?.key ?? {};
      const fields = { title, detail, due, personId: person?.value ?? '', unit: { catalogue, code } };
      if (task) return editTask(task.id, task.version, fields);
      return give ? give(fields) : giveTask(meetingId, fields);
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: concludeKeys.tasks });
      onDone();
    },
  });
  const wrong = fieldErrors(save.error);
  return (
    <form
      className={own.clash}
      aria-label={t(task ? 'conclude.tasks.edit' : 'conclude.tasks.give')}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
      data-testid="task-form"
    >
      <div className={own.form}>
        <TextInput
          className={classes.wide}
          label={t('conclude.tasks.field.title')}
          required
          value={title}
          error={wrong.title}
          onChange={(event) => setTitle(event.currentTarget.value)}
          data-testid="task-title"
        />
        <Finder
          kind="units"
          label={t('conclude.tasks.field.unit')}
          required
          chosen={unit}
          onChoose={(found) => {
            setUnit(found);
            setPerson(null);
          }}
          find={units}
          error={wrong.unit}
          data-testid="task-unit"
        />
        <Finder
          kind="people"
          label={t('conclude.tasks.field.person')}
          clearable
          chosen={person}
          onChoose={setPerson}
          find={people}
          error={wrong.personId}
        />
        <DayField label={t('conclude.tasks.field.due')} value={due} onChange={setDue} error={wrong.due} />
        <Textarea
          size="md"
          autosize
          minRows={2}
          className={classes.wide}
          label={t('conclude.tasks.field.detail')}
          value={detail}
          error={wrong.detail}
          onChange={(event) => setDetail(event.currentTarget.value)}
        />
      </div>
      {save.isError && Object.keys(wrong).length === 0 && <p role="alert">{messageOf(save.error, t)}</p>}
      <div className={classes.actions}>
        <Button
          type="submit"
          loading={save.isPending}
          disabled={!unit || title.trim() === ''}
          data-testid="task-save"
        >
          {t(task ? 'common.save' : 'conclude.tasks.give')}
        </Button>
        <Button variant="default" onClick={onDone}>
          {t('common.cancel')}
        </Button>
      </div>
    </form>
  );
}
