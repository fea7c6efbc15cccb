import type { SeatBlock, SeatMap } from '../types';

export type BlockKind = SeatBlock['kind'];

/** What may stand on a plan; the first two have seats. */
export const kinds: BlockKind[] = ['row', 'table', 'stage', 'screen', 'door'];
export const seated = (kind: BlockKind) => kind === 'row' || kind === 'table';

const most = 100; // cells either way
export const mostSeats = 200; // of one block

export const emptyPlan: SeatMap = { columns: 0, rows: 0, blocks: [] };

export const seatCount = (map: SeatMap) => map.blocks.reduce((sum, { seats }) => sum + seats.length, 0);

const clamp = (value: number, low: number, high: number) => Math.min(Math.max(value, low), high);

/** The letters of the n-th row: A, B, … Z, AA. */
export function letters(n: number): string {
  return n < 26 ? String.fromCharCode(65 + n) : letters(Math.floor(n / 26) - 1) + letters(n % 26);
}

/** The first letters that no seat's label begins with. */
function freeLetters(map: SeatMap): string {
  const taken = new Set(
    map.blocks.flatMap(({ seats }) => seats.map(({ label }) => label.replace(/\d+$/, ''))),
  );
  for (let n = 0; ; n++) {
    if (!taken.has(letters(n))) return letters(n);
  }
}

const sizes: Record<BlockKind, { width: number; height: number; seats: number }> = {
  row: { width: 8, height: 1, seats: 8 },
  table: { width: 4, height: 2, seats: 8 },
  stage: { width: 6, height: 2, seats: 0 },
  screen: { width: 4, height: 1, seats: 0 },
  door: { width: 1, height: 1, seats: 0 },
};

/** A plan with one more block, below all others; it grows when there is no room. */
export function withBlock(map: SeatMap, kind: BlockKind): SeatMap {
  const { width, height, seats } = sizes[kind];
  const y = Math.min(Math.max(0, ...map.blocks.map((block) => block.y + block.height)), most - height);
  const prefix = freeLetters(map);
  const block: SeatBlock = {
    kind,
    name: '',
    x: 0,
    y,
    width,
    height,
    seats: Array.from({ length: seats }, (_, index) => ({ label: `${prefix}${index + 1}`, name: '' })),
  };
  return {
    columns: Math.max(map.columns, width, 10),
    rows: Math.max(map.rows, y + height, 6),
    blocks: [...map.blocks, block],
  };
}

/** A plan with one block changed. */
export function changed(map: SeatMap, index: number, change: Partial<SeatBlock>): SeatMap {
  return { ...map, blocks: map.blocks.map((block, at) => (at === index ? { ...block, ...change } : block)) };
}

/** A plan with a block moved by cells; it stays on the plan. */
export function moved(map: SeatMap, index: number, dx: number, dy: number): SeatMap {
  const block = map.blocks[index];
  if (!block) return map;
  return changed(map, index, {
    x: clamp(block.x + dx, 0, map.columns - block.width),
    y: clamp(block.y + dy, 0, map.rows - block.height),
  });
}

/** A plan with a block made wider or deeper by cells; at least one cell, and on the plan. */
export function resized(map: SeatMap, index: number, dw: number, dh: number): SeatMap {
  const block = map.blocks[index];
  if (!block) return map;
  return changed(map, index, {
    width: clamp(block.width + dw, 1, map.columns - block.x),
    height: clamp(block.height + dh, 1, map.rows - block.y),
  });
}

/** A plan with so many seats in a block: new ones go on with its labels, the last ones go first. */
export function withSeats(map: SeatMap, index: number, count: number): SeatMap {
  const block = map.blocks[index];
  if (!block) return map;
  const wanted = clamp(count, 0, mostSeats);
  const seats = block.seats.slice(0, wanted);
  const taken = new Set(
    map.blocks.flatMap((one, at) => (at === index ? seats : one.seats).map(({ label }) => label)),
  );
  const prefix = seats[0]?.label.replace(/\d+$/, '') ?? freeLetters(map);
  for (let number = seats.length + 1; seats.length < wanted; number++) {
    const label = `${prefix}${number}`;
    if (!taken.has(label)) seats.push({ label, name: '' });
  }
  return changed(map, index, { seats });
}

export function without(map: SeatMap, index: number): SeatMap {
  return { ...map, blocks: map.blocks.filter((_, at) => at !== index) };
}

/** A plan of another size; what would stand outside is moved in, and made smaller if it must be. */
export function ofSize(map: SeatMap, columns: number, rows: number): SeatMap {
  const size = { columns: clamp(columns, 1, most), rows: clamp(rows, 1, most) };
  return {
    ...size,
    blocks: map.blocks.map((block) => {
      const width = Math.min(block.width, size.columns);
      const height = Math.min(block.height, size.rows);
      return {
        ...block,
        width,
        height,
        x: clamp(block.x, 0, size.columns - width),
        y: clamp(block.y, 0, size.rows - height),
      };
    }),
  };
}

/** The labels that more than one seat has. */
export function twice(map: SeatMap): string[] {
  const count = new Map<string, number>();
  for (const { seats } of map.blocks) {
    for (const { label } of seats) count.set(label, (count.get(label) ?? 0) + 1);
  }
  return [...count].filter(([, n]) => n > 1).map(([label]) => label);
}
