import { TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from '../../desk/parts/desk.module.css';

interface Props {
  label: string;
  value: string;
  onChange: (words: string) => void;
  /** The main field of a page, over its whole width, with a hint. */
  wide?: boolean;
}

/** A field for words to search for; it asks when typing rests. */
export function Words({ label, value, onChange, wide = false }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState(value);
  const [wanted] = useDebouncedValue(text.trim(), 300);
  const [known, setKnown] = useState(value);
  if (known !== value) {
    // The address has changed by other means than typing here.
    setKnown(value);
    if (value !== text.trim()) setText(value);
  }
  useEffect(() => {
    if (wanted !== value) onChange(wanted);
    // Only a new text asks.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [wanted]);
  return (
    <TextInput
      className={wide ? classes.wide : undefined}
      type="search"
      label={label}
      description={wide ? t('directory.searchHint') : undefined}
      inputWrapperOrder={['label', 'input', 'description']}
      leftSection={wide ? <IconSearch size={20} aria-hidden /> : undefined}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
    />
  );
}
