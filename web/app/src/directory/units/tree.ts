import type { Unit } from '../types';

/** A row of the tree as it is shown: a unit at its depth, its place among its siblings for screen readers. */
export interface TreeRow {
  unit: Unit;
  depth: number;
  open: boolean;
  /** Its children are asked for and have not come. */
  loading: boolean;
  at: number;
  of: number;
}

/** The rows that are shown, from roots and the children that have come. */
export function rowsOf(
  roots: Unit[],
  children: ReadonlyMap<string, Unit[]>,
  open: ReadonlySet<string>,
): TreeRow[] {
  const rows: TreeRow[] = [];
  const walk = (units: Unit[], depth: number) => {
    units.forEach((unit, index) => {
      const opened = unit.children > 0 && open.has(unit.code);
      const below = children.get(unit.code);
      rows.push({
        unit,
        depth,
        open: opened,
        loading: opened && below === undefined,
        at: index + 1,
        of: units.length,
      });
      if (opened && below) walk(below, depth + 1);
    });
  };
  walk(roots, 0);
  return rows;
}

/** What a key does in the tree: another row becomes current, or the current one opens or closes. */
export type Move = { to: number } | { toggle: true } | null;

export function moveOf(key: string, rows: TreeRow[], at: number): Move {
  const row = rows[at];
  if (!row) return null;
  switch (key) {
    case 'ArrowDown':
      return { to: Math.min(at + 1, rows.length - 1) };
    case 'ArrowUp':
      return { to: Math.max(at - 1, 0) };
    case 'Home':
      return { to: 0 };
    case 'End':
      return { to: rows.length - 1 };
    case 'ArrowRight':
      if (row.unit.children > 0 && !row.open) return { toggle: true };
      return (rows[at + 1]?.depth ?? 0) > row.depth ? { to: at + 1 } : null;
    case 'ArrowLeft': {
      if (row.open) return { toggle: true };
      for (let above = at - 1; above >= 0; above--) {
        if ((rows[above]?.depth ?? 0) < row.depth) return { to: above };
      }
      return null;
    }
    default:
      return null;
  }
}

/** The codes of the units above one, from its path "/catalogue/08/02287/". */
export function above(path: string): string[] {
  return path.split('/').filter(Boolean).slice(1, -1);
}
