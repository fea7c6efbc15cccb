import { Anchor, Button, Progress, Select, TextInput } from '@mantine/core';
import { IconDownload, IconScissors, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useEvents } from '../../api/useEvents';
import { Refusal } from '../../directory/parts/Refusal';
import { dateTime } from '../../format/time';
import { currentLanguage } from '../../i18n';
import { sizeText } from '../papers/format';
import classes from '../parts/desk.module.css';
import { askCut, cutFile, listCuts, recordingKeys, removeCut } from './api';
import { clock, secondsOf } from './player/timeline';
import own from './review.module.css';
import type { Cut, CutKind, Manifest, Recording } from './types';

interface Props {
  recording: Recording;
  manifest?: Manifest;
  /** Where the player is, seconds. */
  at: number;
}

const kinds: readonly CutKind[] = ['clip', 'sound', 'site'];

/** Whose camera or microphone was recorded. */
function sitesOf(manifest?: Manifest): { value: string; label: string }[] {
  const sites = new Map<string, string>();
  for (const { identity, name, source, parts } of manifest?.tracks ?? []) {
    if (!source.startsWith('screen') && (parts?.length ?? 0) > 0) sites.set(identity, name ?? identity);
  }
  return [...sites].map(([value, label]) => ({ value, label }));
}

/** Files that whoever runs the meeting has made of a recording: a stretch, its sound, one site. */
export function Cuts({ recording, manifest, at }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { id, seconds } = recording;
  const key = recordingKeys.cuts(id);
  const [kind, setKind] = useState<CutKind>('clip');
  const [identity, setIdentity] = useState('');
  const [from, setFrom] = useState('0:00');
  const [to, setTo] = useState(clock(seconds));
  useEvents([`meeting:${recording.meetingId}`], [key]);
  const found = useQuery({ queryKey: key, queryFn: () => listCuts(id) });
  const again = () => client.invalidateQueries({ queryKey: key });
  const [first, last] = [secondsOf(from), secondsOf(to)];
  const ask = useMutation({
    mutationFn: () =>
      askCut(id, {
        kind,
        identity: kind === 'site' ? identity : '',
        fromMs: Math.round((first ?? 0) * 1000),
        toMs: Math.round((last ?? 0) * 1000),
      }),
    onSettled: again,
  });
  const remove = useMutation({ mutationFn: (cut: Cut) => removeCut(id, cut.id), onSettled: again });
  const well =
    first !== null &&
    last !== null &&
    first < last &&
    (kind !== 'site' || identity !== '') &&
    first < seconds;
  const items = found.data?.items ?? [];
  return (
    <section className={classes.card} aria-labelledby="cuts" data-testid="cuts">
      <h2 id="cuts">{t('recordings.cuts.title')}</h2>
      <p className={classes.soft}>{t('recordings.cuts.hint')}</p>
      <form
        className={own.cutForm}
        onSubmit={(event) => {
          event.preventDefault();
          ask.mutate();
        }}
      >
        <Select
          label={t('recordings.cuts.what')}
          data={kinds.map((value) => ({ value, label: t(`recordings.cuts.kind.${value}`) }))}
          value={kind}
          allowDeselect={false}
          onChange={(value) => setKind(kinds.find((one) => one === value) ?? 'clip')}
        />
        {kind === 'site' && (
          <Select
            label={t('recordings.cuts.site')}
            searchable
            data={sitesOf(manifest)}
            value={identity || null}
            onChange={(value) => setIdentity(value ?? '')}
          />
        )}
        <Moment label={t('recordings.cuts.from')} value={from} at={at} onChange={setFrom} name="from" />
        <Moment label={t('recordings.cuts.to')} value={to} at={at} onChange={setTo} name="to" />
        <Button
          type="submit"
          className={own.bottom}
          leftSection={<IconScissors size={20} aria-hidden />}
          disabled={!well}
          loading={ask.isPending}
          data-testid="cut-ask"
        >
          {t('recordings.cuts.make')}
        </Button>
      </form>
      <Refusal error={ask.error ?? remove.error} />
      <ul className={classes.list}>
        {items.map((cut) => (
          <Line key={cut.id} recordingId={id} cut={cut} onRemove={() => remove.mutate(cut)} />
        ))}
      </ul>
    </section>
  );
}

interface MomentProps {
  label: string;
  value: string;
  at: number;
  name: string;
  onChange: (value: string) => void;
}

/** A moment, typed or taken from where the player is. */
function Moment({ label, value, at, name, onChange }: MomentProps) {
  const { t } = useTranslation();
  return (
    <div className={own.moment}>
      <TextInput
        label={label}
        value={value}
        error={secondsOf(value) === null ? t('recordings.cuts.form') : undefined}
        onChange={(event) => onChange(event.currentTarget.value)}
        data-testid={`cut-${name}`}
      />
      <Button
        size="compact-md"
        variant="subtle"
        data-testid={`cut-${name}-here`}
        onClick={() => onChange(clock(at))}
      >
        {t('recordings.cuts.here', { at: clock(at) })}
      </Button>
    </div>
  );
}

function Line({ recordingId, cut, onRemove }: { recordingId: string; cut: Cut; onRemove: () => void }) {
  const { t } = useTranslation();
  const language = currentLanguage();
  const why = (['no_ffmpeg', 'disk_full', 'nothing'] as const).find((one) => one === cut.reason) ?? 'failed';
  const stretch = `${clock(cut.fromMs / 1000)} – ${clock(cut.toMs / 1000)}`;
  return (
    <li className={classes.row} data-testid="cut" data-state={cut.state}>
      <div className={classes.text}>
        <strong>
          {t(`recordings.cuts.kind.${cut.kind}`)} · {stretch}
        </strong>
        <div className={classes.soft}>
          {[
            cut.state === 'ready' && sizeText(cut.bytes, language),
            cut.askedBy,
            t('recordings.cuts.until', { day: dateTime(new Date(cut.expiresAt), language) }),
          ]
            .filter(Boolean)
            .join(' · ')}
        </div>
        {cut.state === 'failed' && <p role="alert">{t(`recordings.cuts.why.${why}`)}</p>}
        {(cut.state === 'waiting' || cut.state === 'making') && (
          <Progress
            value={cut.progress}
            animated={cut.state === 'making'}
            aria-label={t('recordings.standing.making', { percent: cut.progress })}
          />
        )}
      </div>
      <div className={classes.actions}>
        {cut.state === 'ready' && (
          <Anchor href={cutFile(recordingId, cut.id)} download data-testid="cut-take">
            <IconDownload size={18} aria-hidden /> {t('recordings.cuts.take')}
          </Anchor>
        )}
        <Button
          size="compact-md"
          variant="subtle"
          leftSection={<IconTrash size={18} aria-hidden />}
          data-testid="cut-remove"
          onClick={onRemove}
        >
          {t('recordings.marks.delete')}
        </Button>
      </div>
    </li>
  );
}
