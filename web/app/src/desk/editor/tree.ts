import { plain } from '../../format/name';
import { inLanguage, unitText } from '../lookup';
import type { Unit } from '../types';

export interface TreeRow {
  unit: Unit;
  key: string;
  name: string;
  depth: number;
  open: boolean;
  parent: boolean;
}

const parentOf = (unit: Unit) => `${unit.catalogue}:${unit.parentCode ?? ''}`;

/**
 * The rows to show: of a search, the units whose name has all its words, without the others; else the tree, as far as
 * it is unfolded. Units come as the server orders them, a parent before its children.
 */
export function rowsOf(units: Unit[], q: string, unfolded: ReadonlySet<string>): TreeRow[] {
  const words = plain(q).split(/\s+/).filter(Boolean);
  const depths = new Map<string, number>();
  const seen = new Set<string>();
  const rows: TreeRow[] = [];
  for (const unit of units) {
    const [key, above] = [unitText(unit), parentOf(unit)];
    const depth = (depths.get(above) ?? -1) + 1;
    depths.set(key, depth);
    const row = {
      unit,
      key,
      name: inLanguage(unit.name),
      depth,
      open: unfolded.has(key),
      parent: unit.children > 0,
    };
    if (words.length > 0) {
      const text = plain(`${unit.name.vi} ${unit.code}`);
      if (words.every((word) => text.includes(word))) rows.push({ ...row, depth: 0, parent: false });
    } else if (depth === 0 || (seen.has(above) && unfolded.has(above))) {
      seen.add(key);
      rows.push(row);
    }
  }
  return rows;
}
