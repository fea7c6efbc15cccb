import { Button, Select } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import { use, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { messageOf } from '../../api/problem';
import { Failure } from '../../components/Failure';
import { LeafEditor } from '../../notes/LeafEditor';
import { blank, type Notebook } from '../../notes/notebook';
import classes from '../../notes/notes.module.css';
import { useLeaves } from '../../notes/useLeaves';
import { ConductContext, useConduct, useMeetingPlan } from '../conduct/context';
import panel from './panel.module.css';

/** Of the whole meeting, in a list whose values must not be empty. */
const whole = 'whole';

/** One's own notes: on the item that the meeting is at, on another, or on the whole meeting. */
export function NotesPanel() {
  const conduct = use(ConductContext);
  const { t } = useTranslation();
  if (conduct === null) return <p className={panel.empty}>{t('notes.loading')}</p>;
  return <Notes book={conduct.notebook} />;
}

function Notes({ book }: { book: Notebook }) {
  const { t } = useTranslation();
  const current = useConduct()?.agenda?.current ?? '';
  const agenda = useMeetingPlan().data?.agenda ?? [];
  const { leaves, error, retry } = useLeaves(book);
  const [chosen, setChosen] = useState<string | null>(null);
  const known = (id: string) => agenda.some((item) => item.id === id);
  const at = chosen ?? (known(current) ? current : '');
  if (leaves === null) {
    if (error !== null)
      return <Failure part title={t('notes.title')} body={messageOf(error, t)} onRetry={retry} />;
    return <p className={panel.empty}>{t('notes.loading')}</p>;
  }
  const options = [
    { id: '', title: t('notes.whole') },
    ...agenda.map((item, index) => ({ id: item.id, title: `${index + 1}. ${item.title}` })),
  ];
  const titleOf = (id: string) => options.find((option) => option.id === id)?.title ?? '';
  return (
    <div className={classes.one} data-testid="notes-panel">
      <p className={classes.hint}>{t('notes.private')}</p>
      <Select
        label={t('notes.about')}
        data={options.map(({ id, title }) => ({
          value: id || whole,
          label: leaves[id]?.text ? t('notes.written', { title }) : title,
        }))}
        value={at || whole}
        onChange={(value) => setChosen(value === null || value === whole ? '' : value)}
      />
      {known(current) && current !== at && (
        <Button
          variant="default"
          leftSection={<IconArrowRight size={20} aria-hidden />}
          onClick={() => setChosen(current)}
        >
          {t('notes.toCurrent')}
        </Button>
      )}
      <LeafEditor
        key={at}
        book={book}
        itemId={at}
        leaf={leaves[at] ?? blank}
        label={t('notes.of', { title: titleOf(at) })}
        silent
        minRows={8}
        maxRows={24}
      />
    </div>
  );
}
