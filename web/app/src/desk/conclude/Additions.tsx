import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { messageOf } from '../../api/problem';
import { dateTime } from '../../format/time';
import { currentLanguage } from '../../i18n';
import classes from '../parts/desk.module.css';
import { additionFile, addToMinutes, concludeKeys } from './api';
import { linesOf } from './compare';
import own from './conclude.module.css';
import { FileButton } from './Frame';
import { TextEditor } from './TextEditor';
import type { Doc, Minutes } from './types';

const empty: Doc = { type: 'doc', content: [{ type: 'paragraph' }] };

/** Corrections of agreed minutes: each with its date and author, none ever changed. */
export function Additions({ minutes }: { minutes: Minutes }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [writing, setWriting] = useState(false);
  const [text, setText] = useState<Doc>(empty);
  const add = useMutation({
    mutationFn: () => addToMinutes(minutes.meetingId, text),
    onSuccess: () => {
      setWriting(false);
      setText(empty);
      return client.invalidateQueries({ queryKey: concludeKeys.minutes(minutes.meetingId) });
    },
  });
  if (minutes.additions.length === 0 && !minutes.canAdd) return null;
  return (
    <section className={classes.card} aria-labelledby="additions" data-testid="additions">
      <h2 id="additions">{t('conclude.additions.title')}</h2>
      {minutes.additions.length === 0 && <p className={classes.soft}>{t('conclude.additions.none')}</p>}
      <ol className={classes.list}>
        {minutes.additions.map((one) => (
          <li key={one.number} className={classes.row} data-testid="addition">
            <div className={classes.text}>
              <strong>
                {t('conclude.additions.by', {
                  n: one.number,
                  name: one.authorName,
                  time: dateTime(new Date(one.at), currentLanguage()),
                })}
              </strong>
              {linesOf(one.content).map((line, index) => (
                <p key={index} className={own.line}>
                  {line}
                </p>
              ))}
            </div>
            <FileButton href={additionFile(minutes.meetingId, one.number)}>PDF</FileButton>
          </li>
        ))}
      </ol>
      {minutes.canAdd && !writing && (
        <Button variant="default" onClick={() => setWriting(true)} data-testid="add-correction">
          {t('conclude.additions.add')}
        </Button>
      )}
      {writing && (
        <>
          <p>{t('conclude.additions.body')}</p>
          <TextEditor label={t('conclude.additions.text')} content={empty} editable onChange={setText} />
          {add.isError && <p role="alert">{messageOf(add.error, t)}</p>}
          <div className={own.below}>
            <Button
              loading={add.isPending}
              disabled={linesOf(text).length === 0}
              onClick={() => add.mutate()}
              data-testid="save-correction"
            >
              {t('conclude.additions.save')}
            </Button>
            <Button variant="default" onClick={() => setWriting(false)}>
              {t('common.cancel')}
            </Button>
          </div>
        </>
      )}
    </section>
  );
}
