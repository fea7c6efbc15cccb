import { describe, expect, it } from 'vitest';
import type { Letter } from '../types';
import { linesOf, missing, toFields, toForm } from './form';

const letter: Letter = {
  agency: { catalogue: 'tuyen-quang-2025-07', code: '08' },
  agencyName: 'ỦY BAN NHÂN DÂN\nTỈNH TUYÊN QUANG',
  place: 'Tuyên Quang',
  symbol: 'GM-UBND',
  notes: ['Mang theo tài liệu', 'Trang phục chỉnh tề'],
  form: 'KT.',
  principal: 'Chủ tịch',
  signerTitle: 'Phó Chủ tịch',
  signerName: 'Trần Văn Ký',
  answerBy: '2026-11-29T01:00:00Z',
  version: 3,
  sequence: 0,
  missing: [],
};

describe('the letter’s form', () => {
  it('holds what the letter says, and gives it back', () => {
    const form = toForm(letter);
    expect(form.notes).toBe('Mang theo tài liệu\nTrang phục chỉnh tề');
    expect([form.answerDay, form.answerClock]).toEqual(['2026-11-29', '08:00']);
    const fields = toFields(form);
    expect(fields.agency).toEqual(letter.agency);
    expect(fields.notes).toEqual(letter.notes);
    expect(new Date(fields.answerBy ?? '').toISOString()).toBe('2026-11-29T01:00:00.000Z');
  });

  it('leaves the deadline to the plan when none is given', () => {
    expect(toFields({ ...toForm(letter), answerDay: '' }).answerBy).toBeUndefined();
  });

  it('drops empty lines', () => {
    expect(linesOf(' a \n\n\n b\n')).toEqual(['a', 'b']);
  });

  it('knows what each signing authority needs', () => {
    const form = toForm(letter);
    expect(missing(form)).toEqual([]);
    expect(missing({ ...form, principal: ' ' })).toEqual(['principal']);
    expect(missing({ ...form, form: 'TM.', principal: '' })).toEqual(['onBehalf']);
    expect(missing({ ...form, form: '', principal: '', signerName: '' })).toEqual(['signerName']);
  });
});
