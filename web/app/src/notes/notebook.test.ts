import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../api/problem';
import { joined, Notebook, type OwnNote } from './notebook';

/** A shelf as the server is one: a version that was passed by is refused. */
class Kept {
  notes = new Map<string, OwnNote>();
  writes = 0;
  down = false;
  /** Held writings go on when this is called. */
  release: (() => void) | null = null;
  hold = false;

  read = () =>
    this.down
      ? Promise.reject(new ApiError(0, { code: 'network' }))
      : Promise.resolve([...this.notes.values()]);

  write = async (itemId: string, version: number, text: string) => {
    if (this.hold) await new Promise<void>((resolve) => (this.release = resolve));
    if (this.down) throw new ApiError(0, { code: 'network' });
    if ((this.notes.get(itemId)?.version ?? 0) !== version) throw new ApiError(412, { code: 'stale' });
    this.writes += 1;
    const note = { itemId, version: version + 1, text, updatedAt: '2026-11-30T01:00:00Z' };
    this.notes.set(itemId, note);
    return note;
  };
}

let kept: Kept;
let book: Notebook;
const settled = () => vi.advanceTimersByTimeAsync(1000);

beforeEach(async () => {
  vi.useFakeTimers();
  kept = new Kept();
  book = new Notebook(kept);
  await book.read();
});
afterEach(() => vi.useRealTimers());

describe('what is typed', () => {
  it('is saved once, a moment after the last key', async () => {
    for (const text of ['H', 'Hỏ', 'Hỏi lại']) book.type('AG_1', text);
    expect(book.leaf('AG_1').state).toBe('waiting');
    expect(book.unsaved()).toBe(true);
    await settled();
    expect(kept.writes).toBe(1);
    expect(book.leaf('AG_1')).toMatchObject({ state: 'saved', version: 1, text: 'Hỏi lại' });
    expect(book.unsaved()).toBe(false);
  });

  it('while a saving is under way is saved by the next', async () => {
    kept.hold = true;
    book.type('', 'một');
    await settled();
    book.type('', 'một hai');
    expect(book.leaf('').state).toBe('saving');
    kept.hold = false;
    kept.release?.();
    await settled();
    expect(kept.notes.get('')).toMatchObject({ text: 'một hai', version: 2 });
    expect(book.leaf('').state).toBe('saved');
  });

  it('stays when the server cannot be reached, and is saved when it can', async () => {
    kept.down = true;
    book.type('', 'chưa gửi được');
    await settled();
    expect(book.leaf('')).toMatchObject({ state: 'failed', text: 'chưa gửi được' });
    kept.down = false;
    await book.flush();
    expect(kept.notes.get('')?.text).toBe('chưa gửi được');
  });
});

describe('another device', () => {
  beforeEach(async () => {
    book.type('', 'ở đây');
    await settled();
    await kept.write('', 1, 'ở kia');
  });

  it('is read where nothing was typed', async () => {
    await book.read();
    expect(book.leaf('')).toMatchObject({ text: 'ở kia', version: 2 });
  });

  it('is told, and nothing is written over', async () => {
    book.type('', 'ở đây nữa');
    await settled();
    expect(book.leaf('')).toMatchObject({ state: 'clash', text: 'ở đây nữa', theirs: { text: 'ở kia' } });
    book.type('', 'ở đây nữa và nữa');
    await settled();
    expect(kept.notes.get('')?.text).toBe('ở kia');
    await book.read();
    expect(book.leaf('').state).toBe('clash');
  });

  it.each([
    ['mine', 'ở đây nữa'],
    ['theirs', 'ở kia'],
    ['both', 'ở kia\n\nở đây nữa'],
  ] as const)('is settled with %s', async (way, text) => {
    book.type('', 'ở đây nữa');
    await settled();
    book.settle('', way);
    await settled();
    expect(kept.notes.get('')?.text).toBe(text);
    expect(book.leaf('')).toMatchObject({ state: 'saved', text });
  });

  it('that wrote the same is no clash', async () => {
    book.type('', 'ở kia');
    await settled();
    expect(book.leaf('')).toMatchObject({ state: 'saved', version: 2 });
  });
});

describe('joined', () => {
  it('says nothing twice', () => {
    expect(joined('a', 'a b')).toBe('a b');
    expect(joined('a b', 'b')).toBe('a b');
  });
});
