import { describe, expect, it } from 'vitest';
import { itemName, itemOf } from './motion';

const agenda = [
  { id: 'AG_1', title: 'Báo cáo' },
  { id: 'AG_2', title: 'Thảo luận' },
];

describe('the item of a motion', () => {
  it('is the current one until another is chosen, or none', () => {
    expect(itemOf(agenda, null, 'AG_2')).toBe('AG_2');
    expect(itemOf(agenda, 'AG_1', 'AG_2')).toBe('AG_1');
    expect(itemOf(agenda, '', 'AG_2')).toBe('');
    expect(itemOf(agenda, null, 'AG_gone')).toBe('');
  });
  it('is named by its place', () => {
    expect(itemName(agenda, 'AG_2')).toBe('2. Thảo luận');
    expect(itemName(agenda, undefined)).toBe('');
    expect(itemName(agenda, 'AG_gone')).toBe('');
  });
});
