import { describe, expect, it } from 'vitest';
import { titleOf } from './title';

describe('titleOf', () => {
  it('tells name, position and site', () => {
    const speaker = {
      person: 'Hoàng Thị Dợt',
      position: 'Phó Chủ tịch UBND xã',
      site: 'Điểm cầu Na Hang',
      topic: 'Sạt lở đường vào xã',
    };
    expect(titleOf(speaker)).toEqual({
      name: 'Hoàng Thị Dợt',
      about: ['Phó Chủ tịch UBND xã', 'Điểm cầu Na Hang', 'Sạt lở đường vào xã'],
    });
  });
  it('names the site where no person is known, once', () => {
    expect(titleOf({ person: '', site: 'Điểm cầu Na Hang' })).toEqual({
      name: 'Điểm cầu Na Hang',
      about: [],
    });
    expect(titleOf({ person: 'Điểm cầu Na Hang', site: 'Điểm cầu Na Hang', position: '' }).about).toEqual([]);
  });
  it('is empty of nobody', () => expect(titleOf({})).toEqual({ name: '', about: [] }));
});
