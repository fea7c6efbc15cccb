import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { messageOf } from '../../api/problem';
import { Failure } from '../../components/Failure';
import { LeafEditor } from '../../notes/LeafEditor';
import { blank, Notebook, shelfOf } from '../../notes/notebook';
import own from '../../notes/notes.module.css';
import { useLeaves } from '../../notes/useLeaves';
import classes from '../parts/desk.module.css';
import { RowSkeletons } from '../parts/Rows';
import type { Meeting } from '../types';

/** One's own notes on a meeting, all on one page: before it, in it and after it. */
export function NotesView({ meeting }: { meeting: Meeting }) {
  const { t } = useTranslation();
  const [book] = useState(() => new Notebook(shelfOf(meeting.id)));
  useEffect(() => () => book.close(), [book]);
  const { leaves, error, retry } = useLeaves(book);
  if (leaves === null) {
    return error === null ? (
      <RowSkeletons count={2} height={120} />
    ) : (
      <Failure part title={t('notes.title')} body={messageOf(error, t)} onRetry={retry} />
    );
  }
  const all = [
    { id: '', title: t('notes.whole') },
    ...meeting.agenda.map((item, index) => ({ id: item.id, title: `${index + 1}. ${item.title}` })),
  ];
  return (
    <section className={classes.card} data-testid="notes-view">
      <div className={classes.cardHead}>
        <h2>{t('notes.title')}</h2>
      </div>
      <div className={own.all}>
        <p className={own.hint}>{t('notes.private')}</p>
        {all.map(({ id, title }) => (
          <LeafEditor key={id} book={book} itemId={id} leaf={leaves[id] ?? blank} label={title} minRows={2} />
        ))}
      </div>
    </section>
  );
}
