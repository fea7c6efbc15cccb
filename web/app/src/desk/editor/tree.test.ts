import { describe, expect, it } from 'vitest';
import type { Unit } from '../types';
import { rowsOf } from './tree';

const unit = (code: string, parentCode: string, vi: string, children = 0) =>
  ({ catalogue: 'c', code, parentCode, name: { vi, en: vi }, children, level: 'commune' }) as Unit;
const units = [
  unit('08', '', 'Tỉnh Tuyên Quang', 2),
  unit('1', '08', 'Xã Chiêm Hoá', 1),
  unit('1a', '1', 'Văn phòng xã'),
  unit('2', '08', 'Xã Yên Minh'),
];
const codes = (q: string, ...open: string[]) => rowsOf(units, q, new Set(open)).map((row) => row.unit.code);

describe('the tree of units', () => {
  it('shows what is unfolded, and nothing below what is not', () => {
    expect(codes('')).toEqual(['08']);
    expect(codes('', 'c:08')).toEqual(['08', '1', '2']);
    expect(codes('', 'c:1')).toEqual(['08']);
    expect(codes('', 'c:08', 'c:1')).toEqual(['08', '1', '1a', '2']);
  });
  it('finds without diacritics and tone placement, wherever a unit stands', () => {
    expect(codes('chiem hóa')).toEqual(['1']);
    expect(codes('xa', 'c:08')).toEqual(['1', '1a', '2']);
    expect(codes('zzz')).toEqual([]);
  });
});
