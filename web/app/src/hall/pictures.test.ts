import { describe, expect, it } from 'vitest';
import { allPictures, partsOf } from './pictures';
import { roomOf, sharedScreen as screen } from '../test/roster';

describe('allPictures', () => {
  it('puts screens first', () => {
    expect(allPictures(roomOf({ identity: 'a' }, { identity: 'b', screen }))).toEqual([
      'screen:b',
      'camera:a',
      'camera:b',
    ]);
  });
});

describe('partsOf', () => {
  it('keeps colons of an identity', () => {
    expect(partsOf('screen:unit:08:00691')).toEqual({ kind: 'screen', identity: 'unit:08:00691' });
  });
});
