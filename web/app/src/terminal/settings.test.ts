import { beforeEach, describe, expect, it } from 'vitest';
import { browserName } from './devices';
import { loadSettings, saveSettings } from './settings';

describe('what a terminal keeps', () => {
  beforeEach(() => localStorage.clear());
  it('is there after the power was cut', () => {
    saveSettings({ volume: 40 });
    saveSettings({ layout: 'grid' });
    expect(loadSettings()).toEqual({ volume: 40, layout: 'grid' });
  });
  it.each(['{', '{"volume":900}', '{"volume":"loud","layout":"wall"}', 'null', '[]'])(
    'is the usual when %s is kept',
    (kept) => {
      localStorage.setItem('giaoban.terminal', kept);
      expect(loadSettings()).toEqual({ volume: 100, layout: 'chair' });
    },
  );
});

describe('the browser', () => {
  it.each([
    [
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
      'Chrome 140',
    ],
    [
      'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/139.0.0.0 Safari/537.36 Edg/139.0.0.0',
      'Chrome 139',
    ],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0', 'Firefox 128'],
    ['something else', 'something else'],
  ])('%s', (agent, name) => {
    expect(browserName(agent)).toBe(name);
  });
});
