import { describe, expect, it } from 'vitest';
import { quietSeconds, watching } from './activity';

describe('activity', () => {
  it('counts who watches a film as present, but not for ever', () => {
    const minute = 60_000;
    const opened = Date.now();
    expect(quietSeconds(opened + 20 * minute)).toBeGreaterThanOrEqual(1199);
    watching(opened + 20 * minute);
    expect(quietSeconds(opened + 20 * minute)).toBe(0);
    watching(opened + 170 * minute);
    expect(quietSeconds(opened + 171 * minute)).toBe(60);
    watching(opened + 200 * minute);
    expect(quietSeconds(opened + 200 * minute)).toBe(30 * 60);
  });
});
