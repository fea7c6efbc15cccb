import { Anchor, Button, FileButton, Group, Modal, Select } from '@mantine/core';
import { IconDownload, IconFileUpload, IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Refusal } from '../../directory/parts/Refusal';
import { number } from '../../format/number';
import { dateTime } from '../../format/time';
import { currentLanguage } from '../../i18n';
import { sizeText } from '../papers/format';
import classes from '../parts/desk.module.css';
import { attachSubtitles, recordingKeys, removeSubtitles, subtitlesFile } from './api';
import { languageName, languageWithin } from './player/captions';
import type { Reading } from './player/useSubtitles';
import own from './review.module.css';
import { SpeechPart } from './SpeechPart';
import type { Recording, Subtitles } from './types';

/** Languages that are offered: those of the country and of those who come to its meetings. */
const offered = ['vi', 'en', 'lo', 'zh', 'fr', 'km', 'ru', 'ja', 'ko', 'hmn', 'tyz', 'nut', 'blt', 'mtq'];

interface Props {
  recording: Recording;
  reading: Reading;
}

/** What was said, as text: taken away by everyone who may watch, attached by who runs the meeting. */
export function SubtitlesPanel({ recording, reading }: Props) {
  const { t } = useTranslation();
  const { all } = reading;
  if (!recording.manages && all.length === 0) return null;
  return (
    <section className={classes.card} aria-labelledby="subtitles" data-testid="subtitles">
      <h2 id="subtitles">{t('recordings.subtitles.title')}</h2>
      {all.length === 0 && <p className={classes.soft}>{t('recordings.subtitles.none')}</p>}
      <ul className={classes.list}>
        {all.map((one) => (
          <Line key={one.language} recording={recording} subtitles={one} />
        ))}
      </ul>
      {recording.manages && <SpeechPart recording={recording} all={all} />}
      {recording.manages && <Attach recording={recording} all={all} />}
    </section>
  );
}

function Line({ recording, subtitles }: { recording: Recording; subtitles: Subtitles }) {
  const { t } = useTranslation();
  const page = currentLanguage();
  const client = useQueryClient();
  const [asking, ask] = useState(false);
  const { language, machine } = subtitles;
  const name = languageName(language, page);
  const remove = useMutation({
    mutationFn: () => removeSubtitles(recording.id, language),
    onSuccess: () => ask(false),
    onSettled: () => client.invalidateQueries({ queryKey: recordingKeys.subtitles(recording.id) }),
  });
  return (
    <li className={classes.row} data-testid="subtitles-line" data-language={language}>
      <div className={classes.text}>
        <strong>{name}</strong>{' '}
        {machine && (
          <span className={classes.badge} data-testid="machine-made">
            {t('recordings.subtitles.machine')}
          </span>
        )}
        <div className={classes.soft}>
          {[
            t('recordings.subtitles.cues', { n: number(subtitles.cues, page) }),
            sizeText(subtitles.bytes, page),
            subtitles.by,
            dateTime(new Date(subtitles.at), page),
          ]
            .filter(Boolean)
            .join(' · ')}
        </div>
        {machine && <div className={classes.soft}>{t('recordings.subtitles.unchecked')}</div>}
      </div>
      <div className={classes.actions}>
        <Anchor href={subtitlesFile(recording.id, language)} download data-testid="subtitles-take">
          <IconDownload size={18} aria-hidden /> {t('recordings.cuts.take')}
        </Anchor>
        {recording.manages && (
          <Button
            size="compact-md"
            variant="subtle"
            leftSection={<IconTrash size={18} aria-hidden />}
            data-testid="subtitles-remove"
            onClick={() => {
              remove.reset();
              ask(true);
            }}
          >
            {t('recordings.marks.delete')}
          </Button>
        )}
      </div>
      <Modal
        opened={asking}
        onClose={() => ask(false)}
        title={t('recordings.subtitles.removeAsk', { language: languageWithin(language, page) })}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        <p>{t('recordings.subtitles.removeBody')}</p>
        <Refusal error={remove.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={() => ask(false)}>
            {t('common.cancel')}
          </Button>
          <Button
            color="son.7"
            loading={remove.isPending}
            data-testid="subtitles-remove-yes"
            onClick={() => remove.mutate()}
          >
            {t('recordings.subtitles.remove')}
          </Button>
        </Group>
      </Modal>
    </li>
  );
}

/** A language and a file; what is there in that language already is replaced when that was confirmed. */
function Attach({ recording, all }: { recording: Recording; all: readonly Subtitles[] }) {
  const { t } = useTranslation();
  const page = currentLanguage();
  const client = useQueryClient();
  const [language, setLanguage] = useState('vi');
  const [waiting, setWaiting] = useState<File | null>(null);
  const attach = useMutation({
    mutationFn: (file: File) => attachSubtitles(recording.id, language, file),
    onSettled: () => {
      setWaiting(null);
      return client.invalidateQueries({ queryKey: recordingKeys.subtitles(recording.id) });
    },
  });
  const there = all.some((one) => one.language === language);
  const take = (file: File | null) => {
    if (file === null) return;
    if (there) setWaiting(file);
    else attach.mutate(file);
  };
  const known = [...new Set([...offered, ...all.map((one) => one.language)])];
  return (
    <>
      <p className={classes.soft}>{t('recordings.subtitles.hint')}</p>
      <div className={own.attach}>
        <Select
          label={t('recordings.subtitles.language')}
          searchable
          allowDeselect={false}
          data={known.map((value) => ({ value, label: languageName(value, page) }))}
          value={language}
          onChange={(value) => {
            attach.reset();
            setLanguage(value ?? 'vi');
          }}
        />
        <FileButton
          accept=".vtt,text/vtt"
          inputProps={
            { 'data-testid': 'subtitles-file', 'aria-label': t('recordings.subtitles.file') } as object
          }
          onChange={take}
        >
          {(props) => (
            <Button
              {...props}
              variant="default"
              leftSection={<IconFileUpload size={20} aria-hidden />}
              loading={attach.isPending}
              data-testid="subtitles-attach"
            >
              {t(there ? 'recordings.subtitles.replace' : 'recordings.subtitles.attach')}
            </Button>
          )}
        </FileButton>
      </div>
      <Refusal error={attach.error} />
      <Modal
        opened={waiting !== null}
        onClose={() => setWaiting(null)}
        title={t('recordings.subtitles.replaceAsk', { language: languageWithin(language, page) })}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        <p>{t('recordings.subtitles.replaceBody')}</p>
        <Group justify="flex-end">
          <Button variant="default" onClick={() => setWaiting(null)}>
            {t('common.cancel')}
          </Button>
          <Button
            loading={attach.isPending}
            data-testid="subtitles-replace-yes"
            onClick={() => waiting && attach.mutate(waiting)}
          >
            {t('recordings.subtitles.replace')}
          </Button>
        </Group>
      </Modal>
    </>
  );
}
