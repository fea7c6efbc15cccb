import { TextInput } from '@mantine/core';
import { IconChevronDown, IconChevronUp, IconSearch, IconX } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { number } from '../../../format/number';
import { currentLanguage } from '../../../i18n';
import { Press } from './Toolbar';
import type { Found } from './useSearch';
import classes from './viewer.module.css';

interface Props {
  words: string;
  found: Found;
  /** Which of the matches is shown, from 1; 0 for none. */
  at: number;
  onWords: (words: string) => void;
  onStep: (by: 1 | -1) => void;
  onClose: () => void;
}

/** Looks for words in the paper: Enter for the next place, Shift+Enter for the one before. */
export function SearchBar({ words, found, at, onWords, onStep, onClose }: Props) {
  const { t } = useTranslation();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  return (
    <div className={classes.searchBar} role="search">
      <TextInput
        ref={field}
        className={classes.searchField}
        type="search"
        aria-label={t('papers.viewer.searchFor')}
        placeholder={t('papers.viewer.searchFor')}
        leftSection={<IconSearch size={20} aria-hidden />}
        value={words}
        onChange={(event) => onWords(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') onStep(event.shiftKey ? -1 : 1);
          if (event.key === 'Escape') onClose();
        }}
        data-testid="search"
      />
      <span role="status" className={classes.of} data-testid="found">
        {useTold(words, found, at)}
      </span>
      <Press
        icon={IconChevronUp}
        label={t('papers.viewer.previous')}
        off={found.matches.length < 2}
        onPress={() => onStep(-1)}
      />
      <Press
        icon={IconChevronDown}
        label={t('papers.viewer.next')}
        off={found.matches.length < 2}
        onPress={() => onStep(1)}
      />
      <Press icon={IconX} label={t('common.close')} off={false} onPress={onClose} />
    </div>
  );
}

function useTold(words: string, { matches, searching, noText }: Found, at: number): string {
  const { t } = useTranslation();
  const language = currentLanguage();
  if (words.trim() === '') return '';
  if (matches.length === 0) {
    return t(
      searching ? 'papers.viewer.searching' : noText ? 'papers.viewer.noText' : 'papers.viewer.notFound',
    );
  }
  const told = { at: number(at, language), n: number(matches.length, language) };
  return t(searching ? 'papers.viewer.foundMore' : 'papers.viewer.found', told);
}
