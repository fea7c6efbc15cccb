import { describe, expect, it } from 'vitest';
import { plain, siteName } from './name';
import { bitrate, milliseconds, number } from './number';
import { clockTime, dateTime, span } from './time';

describe('dateTime', () => {
  const monday = new Date('2026-11-23T01:00:00Z');
  it('writes a time as Vietnamese officials do', () => {
    expect(dateTime(monday, 'vi')).toBe('08 giờ 00, thứ Hai, ngày 23/11/2026');
  });
  it('writes Sunday with its own name', () => {
    expect(dateTime(new Date('2026-11-22T07:30:00Z'), 'vi')).toBe('14 giờ 30, Chủ nhật, ngày 22/11/2026');
  });
  it('reads the clock of Viet Nam after midnight there', () => {
    expect(dateTime(new Date('2026-11-22T17:05:00Z'), 'vi')).toBe('00 giờ 05, thứ Hai, ngày 23/11/2026');
  });
  it('writes English in full', () => {
    expect(dateTime(monday, 'en')).toBe('08:00, Monday, 23 November 2026');
    expect(clockTime(monday, 'en')).toBe('08:00');
  });
});

describe('span', () => {
  it.each([
    [0, '0 giây'],
    [59.2, '1 phút 00 giây'],
    [245, '4 phút 05 giây'],
    [-3, '0 giây'],
  ])('%d s', (seconds, text) => {
    expect(span(seconds, 'vi')).toBe(text);
  });
});

describe('numbers', () => {
  it('use Vietnamese separators', () => {
    expect(number(1234.56, 'vi', 1)).toBe('1.234,6');
    expect(bitrate(12_540_000, 'vi')).toBe('12,5 Mbit/s');
    expect(bitrate(640_400, 'vi')).toBe('640 kbit/s');
    expect(milliseconds(3.21, 'vi')).toBe('3,2 ms');
  });
});

describe('siteName', () => {
  it.each([
    ['Xã Chiêm Hóa', 'Điểm cầu Chiêm Hóa'],
    ['Phường Hà Giang 2', 'Điểm cầu Hà Giang 2'],
    ['Điểm cầu Yên Minh', 'Điểm cầu Yên Minh'],
    ['Văn phòng Ủy ban nhân dân tỉnh Tuyên Quang', 'Điểm cầu Văn phòng Ủy ban nhân dân tỉnh Tuyên Quang'],
    ['  ', ''],
  ])('%s', (unit, name) => {
    expect(siteName(unit)).toBe(name);
  });
});

describe('plain', () => {
  it('ignores case, diacritics and where the tone stands', () => {
    expect(plain('Chiêm Hoá')).toBe('chiem hoa');
    expect(plain('Chiêm Hóa')).toBe('chiem hoa');
    expect(plain('ĐỒNG VĂN')).toBe('dong van');
  });
});
