import { Button } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { messageOf } from '../../api/problem';
import { useUnsaved } from '../../directory/parts/useUnsaved';
import { Confirm } from '../../directory/parts/Confirm';
import { clockTime } from '../../format/time';
import { currentLanguage } from '../../i18n';
import classes from '../parts/desk.module.css';
import { concludeKeys, draftMinutes, getMinutes, saveMinutes } from './api';
import own from './conclude.module.css';
import { MinutesSteps } from './MinutesSteps';
import { SideBySide } from './SideBySide';
import { TextEditor } from './TextEditor';
import type { Doc, Minutes } from './types';
import { useAutosave, type Saving } from './useAutosave';

interface Props {
  /** As they were when writing began. */
  start: Minutes;
  /** As they are now, by what the server has told. */
  now: Minutes;
  onRestart: (minutes: Minutes) => void;
}

/** The secretary's editor: what is typed is saved by itself, and never over somebody else's change. */
export function MinutesEditor({ start, now, onRestart }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const id = start.meetingId;
  const [content, setContent] = useState<Doc>(start.content);
  const [typed, setTyped] = useState<Doc>(start.content);
  const [generation, setGeneration] = useState(0);
  const auto = useAutosave(start, async (version, text) => {
    const saved = await saveMinutes(id, version, text);
    client.setQueryData(concludeKeys.minutes(id), saved);
    return saved;
  });
  const unsaved = useUnsaved(auto.saving !== 'saved');
  const show = (text: Doc) => {
    setContent(text);
    setTyped(text);
    setGeneration((n) => n + 1);
  };
  const before = async () => {
    await auto.flush();
    return auto.unsaved() === null ? auto.version() : null;
  };
  return (
    <>
      <MinutesSteps minutes={now} before={before}>
        <SavingLine
          saving={auto.saving}
          savedAt={auto.savedAt}
          error={auto.error}
          onRetry={() => void auto.flush()}
        />
      </MinutesSteps>
      {auto.saving === 'stale' && (
        <Clash
          id={id}
          mine={typed}
          onKeep={(theirs) => auto.resume(theirs.version, typed)}
          onTake={(theirs) => {
            show(theirs.content);
            auto.resume(theirs.version, null);
          }}
        />
      )}
      <TextEditor
        label={t('conclude.minutes.text')}
        content={content}
        editable={auto.saving !== 'stale'}
        generation={generation}
        onChange={(text) => {
          setTyped(text);
          auto.change(text);
        }}
      />
      <div className={own.below}>
        <Confirm
          label={t('conclude.minutes.redraft')}
          body={t('conclude.minutes.redraftAsk')}
          act={async () => {
            const made = await draftMinutes(id, auto.version());
            client.setQueryData(concludeKeys.minutes(id), made);
            onRestart(made);
          }}
        />
      </div>
      {unsaved}
    </>
  );
}

interface LineProps {
  saving: Saving;
  savedAt?: string;
  error: unknown;
  onRetry: () => void;
}

function SavingLine({ saving, savedAt, error, onRetry }: LineProps) {
  const { t } = useTranslation();
  return (
    <p
      role="status"
      className={saving === 'failed' ? classes.warnText : classes.soft}
      data-testid="saving"
      data-saving={saving}
    >
      {saving === 'saved' && savedAt
        ? t('conclude.saving.saved', { time: clockTime(new Date(savedAt), currentLanguage()) })
        : t(`conclude.saving.${saving === 'saved' ? 'nothing' : saving}`)}
      {saving === 'failed' && (
        <>
          {' '}
          {messageOf(error, t)} <Button onClick={onRetry}>{t('common.retry')}</Button>
        </>
      )}
    </p>
  );
}

interface ClashProps {
  id: string;
  mine: Doc;
  onKeep: (theirs: Minutes) => void;
  onTake: (theirs: Minutes) => void;
}

/** Somebody else saved first: both texts side by side, and which shall stay. What is not kept stays as a version. */
function Clash({ id, mine, onKeep, onTake }: ClashProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const theirs = useMutation({
    mutationFn: () => getMinutes(id),
    onSuccess: (read) => client.setQueryData(concludeKeys.minutes(id), read),
  });
  const { mutate } = theirs;
  const [asked, setAsked] = useState(false);
  if (!asked) {
    setAsked(true);
    queueMicrotask(() => mutate());
  }
  return (
    <section className={own.clash} role="alert" aria-labelledby="clash-title" data-testid="clash">
      <h2 id="clash-title">
        <IconUsers size={24} aria-hidden />{' '}
        {t('conclude.clash.title', { name: theirs.data?.authorName ?? '…' })}
      </h2>
      <p>{t('conclude.clash.body')}</p>
      {theirs.isError && (
        <p>
          {messageOf(theirs.error, t)} <Button onClick={() => mutate()}>{t('common.retry')}</Button>
        </p>
      )}
      {theirs.data && (
        <>
          <SideBySide
            left={theirs.data.content}
            right={mine}
            leftTitle={t('conclude.clash.theirs')}
            rightTitle={t('conclude.clash.mine')}
          />
          <div className={classes.actions}>
            <Button onClick={() => onKeep(theirs.data)} data-testid="keep-mine">
              {t('conclude.clash.keep')}
            </Button>
            <Button variant="default" onClick={() => onTake(theirs.data)} data-testid="take-theirs">
              {t('conclude.clash.take')}
            </Button>
          </div>
        </>
      )}
    </section>
  );
}
