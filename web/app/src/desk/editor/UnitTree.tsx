import { ActionIcon, Button, Checkbox, TextInput } from '@mantine/core';
import { IconChevronDown, IconChevronRight, IconSearch } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { messageOf } from '../../api/problem';
import { Failure } from '../../components/Failure';
import { number } from '../../format/number';
import { currentLanguage } from '../../i18n';
import { unitText } from '../lookup';
import { RowSkeletons } from '../parts/Rows';
import type { Unit } from '../types';
import own from './editor.module.css';
import type { FormSite } from './form';
import { rowsOf, type TreeRow } from './tree';
import { useDirectory } from './useDirectory';

interface Props {
  chosen: FormSite[];
  onAdd: (units: Unit[]) => void;
  onRemove: (keys: Set<string>) => void;
}

/** The tree of units to choose from, with a search that needs no diacritics. */
export function UnitTree({ chosen, onAdd, onRemove }: Props) {
  const { t } = useTranslation();
  const { units } = useDirectory();
  const [q, setQ] = useState('');
  const [unfolded, setUnfolded] = useState<ReadonlySet<string> | null>(null);
  const all = useMemo(() => units.data ?? [], [units.data]);
  const open = useMemo(
    () => unfolded ?? new Set(all.filter(({ parentCode }) => !parentCode).map(unitText)),
    [unfolded, all],
  );
  const rows = useMemo(() => rowsOf(all, q, open), [all, q, open]);
  const there = useMemo(() => new Set(chosen.map(({ unit }) => unitText(unit))), [chosen]);
  if (units.isPending) return <RowSkeletons count={5} height={40} />;
  if (units.isError) {
    return (
      <Failure
        part
        title={t('editor.treeFailed')}
        body={messageOf(units.error, t)}
        onRetry={() => void units.refetch()}
      />
    );
  }
  const toggle = (row: TreeRow) => {
    const next = new Set(open);
    if (!next.delete(row.key)) next.add(row.key);
    setUnfolded(next);
  };
  const missing = rows.filter(({ key }) => !there.has(key));
  return (
    <div className={own.tree}>
      <div className={own.row}>
        <TextInput
          type="search"
          className={own.treeSearch}
          label={t('editor.treeSearch')}
          leftSection={<IconSearch size={20} aria-hidden />}
          value={q}
          onChange={(event) => setQ(event.currentTarget.value)}
        />
        {q.trim() !== '' && missing.length > 0 && (
          <Button variant="light" onClick={() => onAdd(missing.map(({ unit }) => unit))}>
            {t('editor.treeAll', { n: number(missing.length, currentLanguage()) })}
          </Button>
        )}
      </div>
      {rows.length === 0 ? (
        <p role="status">{t('editor.treeNone')}</p>
      ) : (
        <TreeRows
          rows={rows}
          there={there}
          onToggle={toggle}
          onCheck={(row, on) => (on ? onAdd([row.unit]) : onRemove(new Set([row.key])))}
        />
      )}
    </div>
  );
}

interface RowsProps {
  rows: TreeRow[];
  there: Set<string>;
  onToggle: (row: TreeRow) => void;
  onCheck: (row: TreeRow, on: boolean) => void;
}

function TreeRows({ rows, there, onToggle, onCheck }: RowsProps) {
  const { t } = useTranslation();
  const frame = useRef<HTMLDivElement>(null);
  // oxlint-disable-next-line react/incompatible-library -- its rows are drawn anew with every change
  const drawn = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => 44,
    getItemKey: (index) => rows[index]?.key ?? index,
    measureElement: (element) => element.getBoundingClientRect().height,
    overscan: 8,
    initialRect: { width: 600, height: 320 },
  });
  return (
    // Scrolled by the keys as well.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div ref={frame} className={own.treeFrame} tabIndex={0} role="group" aria-label={t('editor.tree')}>
      <ul style={{ height: drawn.getTotalSize() }} className={own.tall}>
        {drawn.getVirtualItems().map(({ index, start, key }) => {
          const row = rows[index];
          return (
            row && (
              <li
                key={key}
                ref={drawn.measureElement}
                data-index={index}
                className={own.treeRow}
                style={{ transform: `translateY(${start}px)`, paddingInlineStart: 24 * row.depth }}
              >
                {row.parent ? (
                  <ActionIcon aria-label={row.name} aria-expanded={row.open} onClick={() => onToggle(row)}>
                    {row.open ? (
                      <IconChevronDown size={20} aria-hidden />
                    ) : (
                      <IconChevronRight size={20} aria-hidden />
                    )}
                  </ActionIcon>
                ) : (
                  <span className={own.leaf} />
                )}
                <Checkbox
                  label={row.name}
                  checked={there.has(row.key)}
                  onChange={(event) => onCheck(row, event.currentTarget.checked)}
                />
              </li>
            )
          );
        })}
      </ul>
    </div>
  );
}
