import { describe, expect, it } from 'vitest';
import { faultOf, newsOf, shownOf } from './shown';

describe('shownOf', () => {
  it('is recorded until the meeting says that it is paused', () => {
    expect(shownOf(true, undefined)).toBe('recording');
    expect(shownOf(true, 'none')).toBe('recording');
    expect(shownOf(true, 'paused')).toBe('paused');
  });
  it('is nothing without a recorder in the room', () => {
    expect(shownOf(false, 'recording')).toBeNull();
  });
});

describe('newsOf', () => {
  it('tells late comers that they are recorded, and nothing otherwise', () => {
    expect(newsOf(undefined, 'recording')).toBe('here');
    expect(newsOf(undefined, null)).toBeNull();
  });
  it('tells every change once', () => {
    expect(newsOf(null, 'recording')).toBe('began');
    expect(newsOf('recording', 'paused')).toBe('paused');
    expect(newsOf('paused', 'recording')).toBe('resumed');
    expect(newsOf('paused', null)).toBe('ended');
    expect(newsOf('recording', 'recording')).toBeNull();
  });
});

describe('faultOf', () => {
  it('is why a recording ended by itself', () => {
    expect(faultOf({ state: 'ready', reason: 'disk_full' })).toBe('disk_full');
    expect(faultOf({ state: 'ready', reason: 'stopped' })).toBe('');
    expect(faultOf({ state: 'recording' })).toBe('');
    expect(faultOf(undefined)).toBe('');
  });
});
