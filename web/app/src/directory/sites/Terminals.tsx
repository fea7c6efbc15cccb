import { Button, Select, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import desk from '../../desk/parts/desk.module.css';
import parts from '../parts/parts.module.css';
import type { Terminal } from '../types';

const kinds = ['pc', 'codec', 'tablet', 'other'] as const;

interface Props {
  value: Terminal[];
  onChange: (terminals: Terminal[]) => void;
  may: boolean;
  /** What is wrong, by the form's paths. */
  errors: Record<string, ReactNode>;
}

/** The machines that stand in a room. */
export function Terminals({ value, onChange, may, errors }: Props) {
  const { t } = useTranslation();
  const change = (at: number, part: Partial<Terminal>) =>
    onChange(value.map((one, place) => (place === at ? { ...one, ...part } : one)));
  return (
    <>
      {value.length === 0 && <p className={desk.soft}>{t('directory.terminals.none')}</p>}
      {value.map((terminal, at) => (
        // New ones have no id yet, and none changes its place.
        <div key={at} className={parts.line}>
          <TextInput
            label={t('directory.terminals.name')}
            required
            value={terminal.name}
            error={errors[`terminals.${at}.name`]}
            onChange={(event) => change(at, { name: event.currentTarget.value })}
          />
          <Select
            label={t('directory.terminals.kind')}
            data={kinds.map((kind) => ({ value: kind, label: t(`directory.terminals.kinds.${kind}`) }))}
            value={terminal.kind}
            onChange={(kind) => change(at, { kind: kinds.find((known) => known === kind) ?? 'pc' })}
          />
          <TextInput
            label={t('directory.terminals.note')}
            value={terminal.note ?? ''}
            error={errors[`terminals.${at}.note`]}
            onChange={(event) => change(at, { note: event.currentTarget.value })}
          />
          {may && (
            <Button
              variant="subtle"
              leftSection={<IconX size={18} aria-hidden />}
              aria-label={t('directory.removeNamed', { name: terminal.name })}
              onClick={() => onChange(value.filter((_, place) => place !== at))}
            >
              {t('directory.remove')}
            </Button>
          )}
        </div>
      ))}
      {may && (
        <Button
          variant="default"
          leftSection={<IconPlus size={20} aria-hidden />}
          onClick={() => onChange([...value, { name: '', kind: 'pc', note: '' }])}
        >
          {t('directory.terminals.add')}
        </Button>
      )}
    </>
  );
}
