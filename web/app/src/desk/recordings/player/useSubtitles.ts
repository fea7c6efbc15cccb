import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useEvents } from '../../../api/useEvents';
import { currentLanguage } from '../../../i18n';
import { getCues, listSubtitles, recordingKeys } from '../api';
import type { Cue, Recording, Subtitles } from '../types';
import { recallChoice, rememberChoice, type Choice } from './captions';

/** The subtitles of a recording, and which of them are read. */
export interface Reading {
  all: readonly Subtitles[];
  choice: Choice;
  choose: (choice: Choice) => void;
  /** Those of the chosen language, shown or not: the search finds words in them. */
  cues: readonly Cue[];
}

const none: readonly Subtitles[] = [];
const silent: readonly Cue[] = [];

export function useSubtitles({ id, meetingId }: Recording): Reading {
  useEvents([`meeting:${meetingId}`], [recordingKeys.subtitles(id)]);
  const found = useQuery({ queryKey: recordingKeys.subtitles(id), queryFn: () => listSubtitles(id) });
  const all = found.data?.items ?? none;
  const [chosen, setChosen] = useState<Choice | null>(null);
  const choice = useMemo(() => {
    const there = all.map(({ language }) => language);
    if (chosen !== null && there.includes(chosen.language)) return chosen;
    return recallChoice(there, currentLanguage());
  }, [all, chosen]);
  const version = all.find(({ language }) => language === choice.language)?.sha256 ?? '';
  const cues = useQuery({
    queryKey: [...recordingKeys.subtitles(id), choice.language, version],
    queryFn: () => getCues(id, choice.language),
    enabled: version !== '',
    staleTime: Infinity,
  });
  const choose = (next: Choice) => {
    setChosen(next);
    rememberChoice(next);
  };
  return { all, choice, choose, cues: cues.data?.items ?? silent };
}
