import { Loader } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useQueries, useQuery } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { inLanguage } from '../../desk/lookup';
import { RowSkeletons } from '../../desk/parts/Rows';
import { childrenOf, rootsOf } from '../api';
import { Failing } from '../parts/Listing';
import type { Unit } from '../types';
import { moveOf, rowsOf, type TreeRow } from './tree';
import classes from './units.module.css';
import { Validity } from './Validity';

interface Props {
  catalogue: string;
  chosen: string;
  onChoose: (unit: Unit) => void;
  open: ReadonlySet<string>;
  onOpen: (code: string, open: boolean) => void;
}

/** The tree of a catalogue; what is below a unit is asked for when it is opened. */
export function Tree({ catalogue, chosen, onChoose, open, onOpen }: Props) {
  const { t } = useTranslation();
  const roots = useQuery({
    queryKey: ['units', catalogue, 'roots'],
    queryFn: ({ signal }) => rootsOf(catalogue, signal),
  });
  const codes = useMemo(() => [...open], [open]);
  const below = useQueries({
    queries: codes.map((code) => ({
      queryKey: ['units', catalogue, 'children', code],
      queryFn: ({ signal }: { signal: AbortSignal }) => childrenOf(catalogue, code, signal),
    })),
  });
  const rows = useMemo(() => {
    const children = new Map<string, Unit[]>();
    codes.forEach((code, index) => {
      const data = below[index]?.data;
      if (data) children.set(code, data);
    });
    return rowsOf(roots.data ?? [], children, open);
  }, [roots.data, below, codes, open]);
  if (roots.isPending) return <RowSkeletons count={8} height={40} />;
  if (roots.isError) return <Failing error={roots.error} onRetry={() => void roots.refetch()} />;
  if (rows.length === 0) return <p role="status">{t('directory.units.none')}</p>;
  return <Rows rows={rows} chosen={chosen} onChoose={onChoose} onOpen={onOpen} />;
}

interface RowsProps extends Pick<Props, 'chosen' | 'onChoose' | 'onOpen'> {
  rows: TreeRow[];
}

const rowHeight = 44;

/** The rows, only those in view on the page, walked with the arrow keys. */
function Rows({ rows, chosen, onChoose, onOpen }: RowsProps) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const [current, setCurrent] = useState(chosen);
  const at = Math.max(
    0,
    rows.findIndex(({ unit }) => unit.code === current),
  );
  // oxlint-disable-next-line react/incompatible-library
  const window = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    measureElement: (element) => element.getBoundingClientRect().height,
    overscan: 12,
    initialRect: { width: 400, height: 560 },
  });
  const shown = rows.findIndex(({ unit }) => unit.code === chosen);
  useEffect(() => {
    if (shown >= 0) window.scrollToIndex(shown, { align: 'center' });
    // Only a new choice scrolls.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [chosen, shown >= 0]);
  const pressed = (event: React.KeyboardEvent) => {
    const row = rows[at];
    if (!row) return;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      onChoose(row.unit);
      return;
    }
    const move = moveOf(event.key, rows, at);
    if (!move) return;
    event.preventDefault();
    if ('toggle' in move) {
      onOpen(row.unit.code, !row.open);
      return;
    }
    const next = rows[move.to];
    if (!next) return;
    setCurrent(next.unit.code);
    window.scrollToIndex(move.to);
  };
  return (
    <div
      ref={box}
      role="tree"
      aria-label={t('directory.units.tree')}
      aria-activedescendant={`unit-${rows[at]?.unit.code}`}
      tabIndex={0}
      className={classes.tree}
      onKeyDown={pressed}
      data-testid="unit-tree"
    >
      <div role="presentation" style={{ height: window.getTotalSize(), position: 'relative' }}>
        {window.getVirtualItems().map((item) => {
          const row = rows[item.index];
          if (!row) return null;
          return (
            <Row
              key={row.unit.code}
              row={row}
              chosen={row.unit.code === chosen}
              current={item.index === at}
              index={item.index}
              start={item.start}
              measure={window.measureElement}
              onChoose={() => {
                setCurrent(row.unit.code);
                onChoose(row.unit);
              }}
              onToggle={() => onOpen(row.unit.code, !row.open)}
            />
          );
        })}
      </div>
    </div>
  );
}

interface RowProps {
  row: TreeRow;
  chosen: boolean;
  current: boolean;
  index: number;
  start: number;
  measure: (element: Element | null) => void;
  onChoose: () => void;
  onToggle: () => void;
}

function Row({ row, chosen, current, index, start, measure, onChoose, onToggle }: RowProps) {
  const { unit } = row;
  const Chevron = row.open ? IconChevronDown : IconChevronRight;
  return (
    // The tree itself takes the keys.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      id={`unit-${unit.code}`}
      ref={measure}
      data-index={index}
      role="treeitem"
      tabIndex={-1}
      aria-level={row.depth + 1}
      aria-setsize={row.of}
      aria-posinset={row.at}
      aria-selected={chosen}
      aria-expanded={unit.children > 0 ? row.open : undefined}
      data-current={current || undefined}
      className={classes.node}
      style={{ transform: `translateY(${start}px)`, paddingLeft: 8 + row.depth * 22 }}
      onClick={onChoose}
    >
      {unit.children > 0 ? (
        // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions
        <span
          className={classes.chevron}
          onClick={(event) => {
            event.stopPropagation();
            onToggle();
          }}
        >
          {row.loading ? <Loader size={16} /> : <Chevron size={20} aria-hidden />}
        </span>
      ) : (
        <span className={classes.chevron} />
      )}
      <span className={classes.name}>
        {inLanguage(unit.name)}
        <span className={classes.code}>{unit.code}</span>
        <Validity unit={unit} />
      </span>
    </div>
  );
}
