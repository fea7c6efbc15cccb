import { Alert, Button, SegmentedControl, Textarea } from '@mantine/core';
import { IconAlertTriangle, IconLock, IconPencil } from '@tabler/icons-react';
import type { UseQueryResult } from '@tanstack/react-query';
import { useState, type SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { messageOf } from '../../../api/problem';
import { Failure } from '../../../components/Failure';
import { RowSkeletons } from '../../parts/Rows';
import type { Note } from '../types';
import { colors, type MarksHandle } from './useMarks';
import classes from './viewer.module.css';
import papers from '../papers.module.css';

interface Props {
  notes: UseQueryResult<{ items: Note[] }>;
  /** The version that is read. */
  current: number;
  page: number;
  pen: boolean;
  marks: MarksHandle;
  onPen: () => void;
  onGo: (page: number) => void;
}

/** One's own notes and marks on the paper. */
export function Notes({ notes, current, page, pen, marks, onPen, onGo }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const add = (event: SyntheticEvent) => {
    event.preventDefault();
    if (text.trim() === '') return;
    const note = { page, kind: 'note', color: marks.color, text: text.trim() } as const;
    marks.create.mutate(note, { onSuccess: () => setText('') });
  };
  const error = marks.create.error ?? marks.change.error ?? marks.remove.error;
  return (
    <aside className={classes.notes} aria-label={t('papers.viewer.notes')} data-testid="notes">
      <p className={classes.private}>
        <IconLock size={18} aria-hidden /> {t('papers.viewer.notesPrivate')}
      </p>
      <form onSubmit={add} className={classes.noteForm}>
        <Textarea
          size="md"
          label={t('papers.viewer.notePlace', { n: page })}
          autosize
          minRows={2}
          maxRows={8}
          maxLength={40_000}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          data-testid="note-text"
        />
        <div className={papers.buttons}>
          <Button
            type="submit"
            disabled={text.trim() === ''}
            loading={marks.create.isPending}
            data-testid="note-add"
          >
            {t('papers.viewer.noteAdd')}
          </Button>
          <Button
            variant={pen ? 'light' : 'default'}
            leftSection={<IconPencil size={20} aria-hidden />}
            aria-pressed={pen}
            onClick={onPen}
            data-testid="pen"
          >
            {t('papers.viewer.pen')}
          </Button>
        </div>
        {pen && (
          <p className={papers.plain} role="status">
            {t('papers.viewer.penOn')}
          </p>
        )}
        <SegmentedControl
          fullWidth
          aria-label={t('papers.viewer.colors')}
          data={colors.map((value) => ({ value, label: t(`papers.viewer.color.${value}`) }))}
          value={marks.color}
          onChange={(value) => marks.setColor(colors.find((one) => one === value) ?? 'yellow')}
        />
      </form>
      {error && (
        <Alert icon={<IconAlertTriangle />} color="yellow" role="alert">
          {messageOf(error, t)}
        </Alert>
      )}
      {notes.isPending ? (
        <RowSkeletons count={2} height={64} />
      ) : notes.isError ? (
        <Failure
          part
          title={t('papers.viewer.notesFailed')}
          body={messageOf(notes.error, t)}
          onRetry={() => void notes.refetch()}
        />
      ) : notes.data.items.length === 0 ? (
        <p className={papers.plain}>{t('papers.viewer.noNotes')}</p>
      ) : (
        <ul className={classes.noteList}>
          {[...notes.data.items]
            .sort((a, b) => a.page - b.page || a.createdAt.localeCompare(b.createdAt))
            .map((note) => (
              <NoteItem key={note.id} note={note} current={current} marks={marks} onGo={onGo} />
            ))}
        </ul>
      )}
    </aside>
  );
}

interface ItemProps {
  note: Note;
  current: number;
  marks: MarksHandle;
  onGo: (page: number) => void;
}

function NoteItem({ note, current, marks, onGo }: ItemProps) {
  const { t } = useTranslation();
  const [editing, setEditing] = useState<string | null>(null);
  const [sure, setSure] = useState(false);
  const old = note.number !== undefined && note.number !== current;
  const save = () =>
    editing !== null &&
    marks.change.mutate({ note, text: editing.trim() }, { onSuccess: () => setEditing(null) });
  return (
    <li className={classes.note} data-color={note.color} data-testid="note">
      <button type="button" className={classes.noteHead} onClick={() => onGo(note.page)} disabled={old}>
        {t(`papers.viewer.kind.${note.kind}`)} · {t('papers.viewer.thumbnail', { n: note.page })}
        {old && ` · ${t('papers.viewer.noteOld', { n: note.number ?? 0 })}`}
      </button>
      {editing === null ? (
        note.text && <p className={classes.noteText}>{note.text}</p>
      ) : (
        <Textarea
          size="md"
          aria-label={t('papers.viewer.noteEdit')}
          autosize
          minRows={2}
          maxLength={40_000}
          value={editing}
          onChange={(event) => setEditing(event.currentTarget.value)}
        />
      )}
      <div className={papers.buttons}>
        {editing === null ? (
          <Button variant="subtle" onClick={() => setEditing(note.text)}>
            {t('papers.viewer.noteEdit')}
          </Button>
        ) : (
          <Button loading={marks.change.isPending} onClick={save}>
            {t('papers.viewer.noteSave')}
          </Button>
        )}
        {editing !== null || sure ? (
          <Button
            variant="subtle"
            onClick={() => {
              setEditing(null);
              setSure(false);
            }}
          >
            {t('common.cancel')}
          </Button>
        ) : null}
        {editing === null && (
          <Button
            variant={sure ? 'filled' : 'subtle'}
            color={sure ? 'red' : undefined}
            onClick={() => (sure ? marks.remove.mutate(note) : setSure(true))}
          >
            {t(sure ? 'papers.viewer.noteSure' : 'papers.viewer.noteDelete')}
          </Button>
        )}
      </div>
    </li>
  );
}
