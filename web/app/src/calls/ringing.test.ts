import { describe, expect, it } from 'vitest';
import type { SiteCall } from './api';
import { ringing } from './ringing';

const call = (id: string, over: Partial<SiteCall> = {}): SiteCall => ({
  id,
  meetingId: 'ME_1',
  title: 'Giao ban',
  site: 'c:1',
  name: 'Xã Một',
  by: 'Thư ký',
  at: '2026-11-30T01:00:00Z',
  until: '2026-11-30T01:01:00Z',
  serves: true,
  ...over,
});
const now = Date.parse('2026-11-30T01:00:30Z');
const none = new Set<string>();

describe('ringing', () => {
  it('is the latest, until it is over', () => {
    expect(ringing([call('b'), call('a')], 'terminal', now, none)?.id).toBe('b');
    expect(ringing([call('b')], 'terminal', now + 30_000, none)).toBeUndefined();
  });
  it('rings on any page for those who serve the site, for others in the hall', () => {
    const other = [call('a', { serves: false })];
    expect(ringing(other, 'desk', now, none)).toBeUndefined();
    expect(ringing(other, 'hall', now, none)?.id).toBe('a');
  });
  it('is still once it is answered here', () => {
    expect(ringing([call('a')], 'desk', now, new Set(['a']))).toBeUndefined();
  });
});
