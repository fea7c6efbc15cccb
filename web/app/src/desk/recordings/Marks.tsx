import { Alert, Anchor, Button, Checkbox, Textarea } from '@mantine/core';
import {
  IconArrowBackUp,
  IconChecklist,
  IconCheck,
  IconLock,
  IconPencil,
  IconPin,
  IconTrash,
} from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Refusal } from '../../directory/parts/Refusal';
import { TaskForm } from '../conclude/TaskForm';
import classes from '../parts/desk.module.css';
import { addMark, deleteMark, editMark, makeTaskOf, recordingKeys, restoreMark } from './api';
import { clock } from './player/timeline';
import own from './review.module.css';
import type { Mark, MarkFields, Recording } from './types';

interface Props {
  recording: Recording;
  marks: readonly Mark[];
  /** Where the player is, milliseconds. */
  at: number;
  onGo: (ms: number) => void;
}

interface Undo {
  text: 'edited' | 'deleted';
  back: () => Promise<unknown>;
}

const fieldsOf = ({ atMs, text, private: hidden }: Mark): MarkFields => ({ atMs, text, private: hidden });

/** What people have noted at moments of a recording; written, changed, made a task. */
export function Marks({ recording, marks, at, onGo }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [undo, setUndo] = useState<Undo | null>(null);
  const [open, setOpen] = useState<{ id: string; as: 'edit' | 'task' } | null>(null);
  const { id } = recording;
  const again = () => client.invalidateQueries({ queryKey: recordingKeys.marks(id) });
  const remove = useMutation({
    mutationFn: (mark: Mark) => deleteMark(id, mark),
    onSuccess: (_, mark) => setUndo({ text: 'deleted', back: () => restoreMark(id, mark) }),
    onSettled: again,
  });
  const back = useMutation({
    mutationFn: (undo: Undo) => undo.back(),
    onSuccess: () => setUndo(null),
    onSettled: again,
  });
  return (
    <section className={classes.card} aria-labelledby="marks" data-testid="marks">
      <h2 id="marks">{t('recordings.marks.title')}</h2>
      <MarkForm atMs={Math.round(at)} onSave={(fields) => addMark(id, fields)} onDone={() => void again()} />
      <Refusal error={remove.error ?? back.error} />
      {undo && (
        <Alert icon={<IconCheck />} role="status" mt={12} withCloseButton onClose={() => setUndo(null)}>
          <div className={own.over}>
            <span>{t(`recordings.marks.${undo.text}`)}</span>
            <Button
              variant="default"
              leftSection={<IconArrowBackUp size={20} aria-hidden />}
              loading={back.isPending}
              data-testid="mark-undo"
              onClick={() => back.mutate(undo)}
            >
              {t('recordings.marks.undo')}
            </Button>
          </div>
        </Alert>
      )}
      {marks.length === 0 ? (
        <p className={classes.soft}>{t('recordings.marks.none')}</p>
      ) : (
        <ol className={own.marks}>
          {marks.map((mark) => (
            <li key={mark.id} data-testid="mark">
              <MarkLine
                mark={mark}
                manages={recording.manages === true}
                onGo={onGo}
                onEdit={() => setOpen({ id: mark.id, as: 'edit' })}
                onTask={() => setOpen({ id: mark.id, as: 'task' })}
                onDelete={() => remove.mutate(mark)}
              />
              {open !== null && open.id === mark.id && open.as === 'edit' && (
                <MarkForm
                  atMs={mark.atMs}
                  mark={mark}
                  onSave={async (fields) => {
                    const saved = await editMark(id, mark, fields);
                    setUndo({ text: 'edited', back: () => editMark(id, saved, fieldsOf(mark)) });
                  }}
                  onDone={() => {
                    setOpen(null);
                    void again();
                  }}
                  onCancel={() => setOpen(null)}
                />
              )}
              {open !== null && open.id === mark.id && open.as === 'task' && (
                <TaskForm
                  meetingId={recording.meetingId}
                  draft={draftOf(mark.text)}
                  give={(fields) => makeTaskOf(id, mark, fields)}
                  onDone={() => {
                    setOpen(null);
                    void again();
                  }}
                />
              )}
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

/** The first line is what is asked, the rest its detail. */
function draftOf(text: string) {
  const [title = '', ...detail] = text.split('\n');
  return { title, detail: detail.join('\n') };
}

interface LineProps {
  mark: Mark;
  manages: boolean;
  onGo: (ms: number) => void;
  onEdit: () => void;
  onTask: () => void;
  onDelete: () => void;
}

function MarkLine({ mark, manages, onGo, onEdit, onTask, onDelete }: LineProps) {
  const { t } = useTranslation();
  return (
    <>
      <button type="button" className={own.entry} data-testid="mark-go" onClick={() => onGo(mark.atMs)}>
        <span className={own.at}>{clock(mark.atMs / 1000)}</span>
        {mark.private ? (
          <IconLock size={20} role="img" aria-label={t('recordings.marks.private')} />
        ) : (
          <IconPin size={20} role="img" aria-label={t('recordings.kind.mark')} />
        )}
        <span className={own.words}>
          <strong>{mark.text}</strong>
          <span>{mark.private ? t('recordings.marks.private') : mark.author}</span>
        </span>
      </button>
      <div className={`${classes.actions} ${own.acts}`}>
        {mark.taskId && (
          <Anchor component={Link} to={`/tasks/${mark.taskId}`}>
            {t('recordings.marks.toTask')}
          </Anchor>
        )}
        {manages && !mark.taskId && (
          <Button
            size="compact-md"
            variant="subtle"
            leftSection={<IconChecklist size={18} aria-hidden />}
            data-testid="mark-task"
            onClick={onTask}
          >
            {t('recordings.marks.task')}
          </Button>
        )}
        {mark.mine && (
          <>
            <Button
              size="compact-md"
              variant="subtle"
              leftSection={<IconPencil size={18} aria-hidden />}
              data-testid="mark-edit"
              onClick={onEdit}
            >
              {t('recordings.marks.edit')}
            </Button>
            <Button
              size="compact-md"
              variant="subtle"
              leftSection={<IconTrash size={18} aria-hidden />}
              data-testid="mark-delete"
              onClick={onDelete}
            >
              {t('recordings.marks.delete')}
            </Button>
          </>
        )}
      </div>
    </>
  );
}

interface FormProps {
  atMs: number;
  /** The mark to change; none: a new one. */
  mark?: Mark;
  onSave: (fields: MarkFields) => Promise<unknown>;
  onDone: () => void;
  onCancel?: () => void;
}

function MarkForm({ atMs, mark, onSave, onDone, onCancel }: FormProps) {
  const { t } = useTranslation();
  const [text, setText] = useState(mark?.text ?? '');
  const [hidden, setHidden] = useState(mark?.private ?? false);
  // What is noted belongs to the moment at which one began to write, though the film goes on.
  const [begun, setBegun] = useState<number | null>(null);
  const moment = begun ?? atMs;
  const save = useMutation({
    mutationFn: () => onSave({ atMs: moment, text, private: hidden }),
    onSuccess: () => {
      setBegun(null);
      if (!mark) setText('');
      onDone();
    },
  });
  return (
    <form
      className={own.markForm}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <Textarea
        size="md"
        autosize
        minRows={1}
        maxRows={8}
        maxLength={2000}
        label={t('recordings.marks.text')}
        value={text}
        onChange={(event) => {
          if (!mark && text === '') setBegun(atMs);
          if (event.currentTarget.value === '') setBegun(null);
          setText(event.currentTarget.value);
        }}
        data-testid={mark ? 'mark-text-edit' : 'mark-text'}
      />
      <Checkbox
        label={t('recordings.marks.onlyMe')}
        checked={hidden}
        onChange={(event) => setHidden(event.currentTarget.checked)}
      />
      <Refusal error={save.error} />
      <div className={classes.actions}>
        <Button
          type="submit"
          loading={save.isPending}
          disabled={text.trim() === ''}
          data-testid={mark ? 'mark-save' : 'mark-add'}
        >
          {mark ? t('common.save') : t('recordings.marks.add', { at: clock(moment / 1000) })}
        </Button>
        {onCancel && (
          <Button variant="default" onClick={onCancel}>
            {t('common.cancel')}
          </Button>
        )}
      </div>
    </form>
  );
}
