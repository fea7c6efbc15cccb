import { describe, expect, it } from 'vitest';
import type { Invitation, InvitationSummary } from '../types';
import { countOf, linesOf } from './board';

const line = (name: string, state: Invitation['state'], unitName = '') =>
  ({ name, state, unitName }) as Invitation;
const all = [
  line('Xã Chiêm Hoá', 'pending'),
  line('Ma Văn Thượng', 'seen', 'Xã Chiêm Hoá'),
  line('Xã Yên Minh', 'confirmed'),
  line('Xã Na Hang', 'withdrawn'),
];

describe('the board', () => {
  it('counts those who have not answered, seen or not', () => {
    const summary = {
      byState: { pending: 3, seen: 2, confirmed: 10, withdrawn: 1 },
    } as unknown as InvitationSummary;
    expect(countOf('waiting', summary)).toBe(5);
    expect(countOf('all', summary)).toBe(15);
    expect(countOf('declined', summary)).toBe(0);
  });
  it('shows a choice, by words without diacritics', () => {
    expect(linesOf(all, 'waiting', '').map(({ name }) => name)).toEqual(['Xã Chiêm Hoá', 'Ma Văn Thượng']);
    expect(linesOf(all, 'all', 'chiem hóa')).toHaveLength(2);
    expect(linesOf(all, 'all', '')).toHaveLength(3);
    expect(linesOf(all, 'withdrawn', 'na hang')).toHaveLength(1);
  });
});
