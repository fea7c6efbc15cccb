import { beforeEach, describe, expect, it } from 'vitest';
import { captionsAt, languageName, recallChoice, rememberChoice } from './captions';
import { narrowed, saidOf } from './timeline';

const cues = [
  { fromMs: 0, toMs: 60_000, text: 'Phần một' },
  { fromMs: 1_000, toMs: 3_000, voice: 'Hà Văn Đức', text: 'Nước đang lên' },
  { fromMs: 2_000, toMs: 4_000, text: 'Xin nhắc lại' },
  { fromMs: 70_000, toMs: 71_000, text: 'Hết' },
];
const texts = (ms: number) => captionsAt(cues, ms).map(({ text }) => text);

describe('subtitles', () => {
  it('are shown while they are said, also several at once', () => {
    expect(texts(500)).toEqual(['Phần một']);
    expect(texts(2_500)).toEqual(['Phần một', 'Nước đang lên', 'Xin nhắc lại']);
    expect(texts(3_000)).toEqual(['Phần một', 'Xin nhắc lại']);
    expect([texts(60_000), texts(71_000), captionsAt([], 5)]).toEqual([[], [], []]);
  });
  it('are found by words without diacritics, and by who speaks', () => {
    expect(narrowed(saidOf(cues), 'nuoc len', '', '').map(({ fromMs }) => fromMs)).toEqual([1_000]);
    expect(narrowed(saidOf(cues), 'ha van duc', 'said', '')).toHaveLength(1);
    expect(narrowed(saidOf(cues), 'nuoc', 'turn', '')).toHaveLength(0);
  });
  it('have their language named in that of the page', () => {
    expect(languageName('vi', 'en')).toBe('Vietnamese');
    expect(languageName('not a language', 'en')).toBe('not a language');
  });
});

describe('the choice of subtitles', () => {
  beforeEach(() => localStorage.clear());
  it('is off at first, in the language of the page where there is one', () => {
    expect(recallChoice(['en', 'vi'], 'vi')).toEqual({ on: false, language: 'vi' });
    expect(recallChoice(['lo'], 'vi')).toEqual({ on: false, language: 'lo' });
  });
  it('is remembered, as far as there are such subtitles', () => {
    rememberChoice({ on: true, language: 'en' });
    expect(recallChoice(['en', 'vi'], 'vi')).toEqual({ on: true, language: 'en' });
    expect(recallChoice(['vi'], 'vi')).toEqual({ on: true, language: 'vi' });
    expect(recallChoice([], 'vi')).toEqual({ on: false, language: '' });
  });
});
