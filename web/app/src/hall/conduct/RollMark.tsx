import { Button, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './conduct.module.css';
import { useConduct, useGive } from './context';
import { explained, marks } from './roll';
import type { Mark } from './types';

interface Props {
  subject: string;
  name: string;
  mark: string;
  /** What was answered to the invitation: why they do not come, or for whom they come. */
  known?: string;
}

/** Marking by hand; an absence with its reason, a substitute with whom they come for. */
export function RollMarkSelect({ subject, name, mark, known = '' }: Props) {
  const { t } = useTranslation();
  const give = useGive();
  const may = useConduct()?.mine.may.includes('roll.mark') ?? false;
  const [asking, setAsking] = useState<Mark | null>(null);
  const [note, setNote] = useState('');
  const choose = (value: string | null) => {
    const chosen = marks.find((one) => one === value);
    if (chosen === undefined) return;
    if (explained.includes(chosen)) {
      setNote(known);
      setAsking(chosen);
    } else void give({ verb: 'roll.mark', target: subject, mark: chosen });
  };
  const write = async () => {
    if (
      asking !== null &&
      (await give({ verb: 'roll.mark', target: subject, mark: asking, text: note.trim() }))
    ) {
      setAsking(null);
    }
  };
  return (
    <>
      <Select
        aria-label={t('conduct.roll.markOf', { name })}
        w={200}
        placeholder={t('conduct.roll.unmarked')}
        data={marks.map((value) => ({ value, label: t(`conduct.roll.mark.${value}`) }))}
        value={asking ?? (mark || null)}
        allowDeselect={false}
        disabled={!may}
        onChange={choose}
      />
      {asking !== null && (
        <form
          className={classes.refusing}
          onSubmit={(event) => {
            event.preventDefault();
            void write();
          }}
        >
          <TextInput
            label={t(asking === 'substitute' ? 'conduct.roll.substitute' : 'conduct.roll.reason', { name })}
            maxLength={300}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          <span className={classes.buttons}>
            <Button type="submit" data-testid="write-mark">
              {t('conduct.roll.write')}
            </Button>
            <Button variant="default" onClick={() => setAsking(null)}>
              {t('conduct.floor.keep')}
            </Button>
          </span>
        </form>
      )}
    </>
  );
}
