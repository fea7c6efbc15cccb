import { Button, Select, TextInput } from '@mantine/core';
import {
  IconChartBar,
  IconFlag,
  IconListNumbers,
  IconMessage,
  IconMicrophone,
  IconSearch,
  type Icon,
} from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLanguage } from '../../i18n';
import { number } from '../../format/number';
import classes from '../parts/desk.module.css';
import {
  clock,
  during,
  entriesOf,
  narrowed,
  saidOf,
  speakersOf,
  type Entry,
  type EntryKind,
} from './player/timeline';
import own from './review.module.css';
import type { Cue, Index } from './types';

const kinds: EntryKind[] = ['chapter', 'turn', 'vote', 'note', 'said'];
const icons: Record<EntryKind, Icon> = {
  chapter: IconListNumbers,
  turn: IconMicrophone,
  vote: IconChartBar,
  note: IconFlag,
  said: IconMessage,
};

/** Entries that are shown at once. */
const page = 300;

interface Props {
  index: Index;
  /** What was said, when there are subtitles. */
  cues: readonly Cue[];
  /** Where the player is, milliseconds. */
  at: number;
  onGo: (ms: number) => void;
}

function useEntries(index: Index): Entry[] {
  const { t, i18n } = useTranslation();
  const { language } = i18n;
  return useMemo(() => {
    const n = (value: number) => number(value, language === 'en' ? 'en' : 'vi');
    return entriesOf(index, {
      turn: ({ kind, unit, topic }) =>
        [kind !== 'speech' && t(`recordings.turn.${kind}`), unit, topic].filter(Boolean).join(' · '),
      vote: (vote) =>
        t('recordings.voted', {
          for: n(vote.for),
          against: n(vote.against),
          other: n(vote.other),
          none: n(vote.notVoting),
        }),
    });
  }, [index, t, language]);
}

/** What happened in the meeting, to jump to: by item, by speaker, by word. */
export function Happenings({ index, cues, at, onGo }: Props) {
  const { t } = useTranslation();
  const [q, setQ] = useState('');
  const [kind, setKind] = useState<EntryKind | ''>('');
  const [speaker, setSpeaker] = useState('');
  const entries = useEntries(index);
  const speakers = useMemo(() => speakersOf(index.turns), [index]);
  const said = useMemo(() => saidOf(cues), [cues]);
  // Every word that was said would bury the rest: it is there for those who look for a word, or for it.
  const wanted = kind === 'said' || (kind === '' && q.trim() !== '');
  const all = [...narrowed(entries, q, kind, speaker), ...(wanted ? narrowed(said, q, kind, speaker) : [])];
  const [pages, setPages] = useState(1);
  const shown = all.sort((a, b) => a.fromMs - b.fromMs).slice(0, pages * page);
  const chapter = during(index.chapters, at);
  const turn = during(index.turns, at);
  const current = (entry: Entry) =>
    (entry.kind === 'chapter' && entry.fromMs === chapter?.fromMs) ||
    (entry.kind === 'said' && entry.fromMs <= at && at < entry.toMs) ||
    (entry.kind === 'turn' && entry.fromMs === turn?.fromMs && entry.title === turn.name);
  if (entries.length === 0 && said.length === 0) {
    return (
      <section className={classes.card} aria-labelledby="happenings">
        <h2 id="happenings">{t('recordings.happenings')}</h2>
        <p className={classes.soft}>{t('recordings.nothingHappened')}</p>
      </section>
    );
  }
  return (
    <section className={classes.card} aria-labelledby="happenings" data-testid="happenings">
      <h2 id="happenings">{t('recordings.happenings')}</h2>
      <div className={own.filters}>
        <TextInput
          className={own.words}
          type="search"
          label={t('recordings.findIn')}
          leftSection={<IconSearch size={20} aria-hidden />}
          value={q}
          onChange={(event) => setQ(event.currentTarget.value)}
          data-testid="find-in"
        />
        <Select
          label={t('recordings.kind.label')}
          data={[
            { value: '', label: t('recordings.kind.all') },
            ...kinds
              .filter((one) => one !== 'said' || said.length > 0)
              .map((value) => ({ value, label: t(`recordings.kind.${value}`) })),
          ]}
          value={kind}
          allowDeselect={false}
          onChange={(value) => setKind(kinds.find((one) => one === value) ?? '')}
        />
        {speakers.length > 0 && (
          <Select
            label={t('recordings.speaker')}
            placeholder={t('recordings.anySpeaker')}
            clearable
            searchable
            clearButtonProps={{ 'aria-label': t('desk.clear') }}
            data={speakers.map(({ name, ms }) => ({ value: name, label: `${name} (${clock(ms / 1000)})` }))}
            value={speaker || null}
            onChange={(value) => setSpeaker(value ?? '')}
          />
        )}
      </div>
      <p className="visually-hidden" role="status">
        {t('recordings.entries', { n: number(all.length, currentLanguage()) })}
      </p>
      {shown.length === 0 ? (
        <p className={classes.soft}>{t('recordings.noEntry')}</p>
      ) : (
        <ol className={own.entries}>
          {shown.map((entry) => (
            <Line key={entry.key} entry={entry} current={current(entry)} onGo={onGo} />
          ))}
          {shown.length < all.length && (
            <li className={own.more}>
              <Button variant="default" onClick={() => setPages(pages + 1)} data-testid="more-entries">
                {t('recordings.moreEntries', { n: number(all.length - shown.length, currentLanguage()) })}
              </Button>
            </li>
          )}
        </ol>
      )}
    </section>
  );
}

function Line({ entry, current, onGo }: { entry: Entry; current: boolean; onGo: Props['onGo'] }) {
  const { t } = useTranslation();
  const Shape = icons[entry.kind];
  return (
    <li>
      <button
        type="button"
        className={own.entry}
        data-kind={entry.kind}
        data-testid={`entry-${entry.kind}`}
        aria-current={current ? 'true' : undefined}
        onClick={() => onGo(entry.fromMs)}
      >
        <span className={own.at}>{clock(entry.fromMs / 1000)}</span>
        <Shape size={20} aria-label={t(`recordings.kind.${entry.kind}`)} role="img" />
        <span className={own.words}>
          <strong>{entry.title}</strong>
          {entry.detail !== '' && <span>{entry.detail}</span>}
        </span>
      </button>
    </li>
  );
}
