import { describe, expect, it } from 'vitest';
import { narrowed, question, read } from './filter';

describe('filter', () => {
  it('asks for whole days of the province', () => {
    const asked = read(new URLSearchParams('q=abc&from=2026-11-21&to=2026-11-21'));
    expect(question(asked)).toEqual({
      q: 'abc',
      actor: undefined,
      action: undefined,
      from: '2026-11-20T17:00:00.000Z',
      until: '2026-11-21T17:00:00.000Z',
    });
    expect(narrowed(asked)).toBe(true);
  });
  it('takes no day that is none', () => {
    const asked = read(new URLSearchParams('from=yesterday'));
    expect(asked.from).toBe('');
    expect(narrowed(asked)).toBe(false);
  });
});
