import { Select, type SelectProps } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

/** Something that was found: what it is kept by, and what it is called. */
export interface Found {
  value: string;
  label: string;
}

interface Props<T extends Found> extends Omit<SelectProps, 'data' | 'value' | 'onChange' | 'onSearchChange'> {
  /** What kind of things are searched; keeps their answers apart. */
  kind: string;
  chosen: T | null;
  onChoose: (found: T | null) => void;
  find: (q: string, signal: AbortSignal) => Promise<T[]>;
}

/** A field that lets the server search: people, units, rooms. */
export function Finder<T extends Found>({ kind, chosen, onChoose, find, ...rest }: Props<T>) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [wanted] = useDebouncedValue(text, 250);
  // What is chosen stands in the field as its text: that is nothing to search for.
  const q = wanted === chosen?.label ? '' : wanted.trim();
  const found = useQuery({
    queryKey: ['find', kind, q],
    queryFn: ({ signal }) => find(q, signal),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
  const items = found.data ?? [];
  const data = chosen && !items.some(({ value }) => value === chosen.value) ? [chosen, ...items] : items;
  return (
    <Select
      searchable
      limit={60}
      {...rest}
      data={data.map(({ value, label }) => ({ value, label }))}
      filter={({ options }) => options}
      value={chosen?.value ?? null}
      searchValue={text}
      onSearchChange={setText}
      onChange={(value) => {
        // Where what is chosen goes elsewhere, the field is free for the next search.
        if (chosen === null) setText('');
        onChoose(data.find((item) => item.value === value) ?? null);
      }}
      nothingFoundMessage={t(
        found.isError ? 'desk.findFailed' : found.isFetching ? 'common.loading' : 'desk.findNone',
      )}
      clearButtonProps={{ 'aria-label': t('desk.clear') }}
    />
  );
}
