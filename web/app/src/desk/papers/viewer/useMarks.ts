import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { createNote, deleteNote, paperKeys, updateNote } from '../api';
import type { Note, NoteWrite } from '../types';

export const colors = ['yellow', 'green', 'red', 'blue'] as const;
export type Color = (typeof colors)[number];

/** Writing, changing and deleting one's own notes and marks. */
export function useMarks(paperId: string, number: number) {
  const client = useQueryClient();
  const [color, setColor] = useState<Color>('yellow');
  const onSuccess = () => client.invalidateQueries({ queryKey: paperKeys.notes(paperId) });
  const create = useMutation({
    mutationFn: (note: NoteWrite) => createNote(paperId, number, note),
    onSuccess,
  });
  const change = useMutation({
    mutationFn: ({ note, text }: { note: Note; text: string }) => {
      const { page, kind, color: kept, areas } = note;
      return updateNote(note.id, note.version, { page, kind, color: kept, areas, text });
    },
    onSuccess,
  });
  const remove = useMutation({ mutationFn: (note: Note) => deleteNote(note.id, note.version), onSuccess });
  return { color, setColor, add: create.mutate, create, change, remove };
}

export type MarksHandle = ReturnType<typeof useMarks>;
